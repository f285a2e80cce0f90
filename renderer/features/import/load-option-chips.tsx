import type { LoadMode, LoadOptions } from '#shared/load.ts';
import { showCount } from '#shared/units.ts';
import { Chip } from '../../ui/chip.tsx';
import type { Option } from '../../ui/option.ts';
import styles from './load-option-chips.module.css';

const modes: readonly Option<LoadMode>[] = [
  { id: 'insert', label: 'Insert only', detail: 'A row whose key is in the table is rejected.' },
  { id: 'skip', label: 'Skip what is there', detail: 'A row whose key is in the table is counted as skipped.' },
  { id: 'upsert', label: 'Update what is there', detail: 'A row whose key is in the table takes its place.' },
  { id: 'replace', label: 'Replace the table', detail: 'Its rows go and these come, in one transaction.' },
];

const keeping: readonly Option<'good' | 'all'>[] = [
  { id: 'good', label: 'Keep good rows', detail: 'Bad rows stay here as rejects.' },
  { id: 'all', label: 'All or nothing', detail: 'A single reject rolls the file back.' },
];

type Limit = LoadOptions['maxRejects'];
const limits: readonly Limit[] = [
  null,
  { unit: 'percent', value: 1 },
  { unit: 'percent', value: 5 },
  { unit: 'percent', value: 10 },
  { unit: 'percent', value: 50 },
  { unit: 'rows', value: 10 },
  { unit: 'rows', value: 100 },
  { unit: 'rows', value: 1000 },
];
const limitId = (limit: Limit): string => (limit === null ? 'none' : `${limit.value} ${limit.unit}`);
const limitLabel = (limit: Limit): string => {
  if (limit === null) return 'No limit';
  return limit.unit === 'percent' ? `${limit.value} % rejects` : `${showCount(limit.value)} rejects`;
};

interface LoadOptionChipsProps {
  readonly options: LoadOptions;
  readonly onChange: (options: LoadOptions) => void;
  readonly isDisabled: boolean;
}

/** What happens to rows that are there, to bad rows, and when to stop. They hold for every file of the batch. */
export function LoadOptionChips({ options, onChange, isDisabled }: LoadOptionChipsProps) {
  return (
    <dl className={styles['options']}>
      <div>
        <dt>Existing rows</dt>
        <dd>
          <Chip
            label="Existing rows"
            hideLabel
            block
            options={modes}
            selected={options.mode}
            state={options.mode === 'insert' ? 'plain' : 'set'}
            onChoose={(mode) => onChange({ ...options, mode })}
            isDisabled={isDisabled}
          />
        </dd>
      </div>
      <div>
        <dt>If some rows are bad</dt>
        <dd>
          <Chip
            label="If some rows are bad"
            hideLabel
            block
            options={keeping}
            selected={options.allOrNothing ? 'all' : 'good'}
            state={options.allOrNothing ? 'set' : 'plain'}
            onChoose={(id) => onChange({ ...options, allOrNothing: id === 'all' })}
            isDisabled={isDisabled}
          />
        </dd>
      </div>
      <div>
        <dt>Stop and roll back at</dt>
        <dd>
          <Chip
            label="Stop and roll back at"
            hideLabel
            block
            options={limits.map((limit) => ({ id: limitId(limit), label: limitLabel(limit) }))}
            selected={options.allOrNothing ? null : limitId(options.maxRejects)}
            {...(options.allOrNothing ? { value: 'The first reject' } : {})}
            state={options.maxRejects === null || options.allOrNothing ? 'plain' : 'set'}
            onChoose={(id) =>
              onChange({ ...options, maxRejects: limits.find((limit) => limitId(limit) === id) ?? null })
            }
            isDisabled={isDisabled || options.allOrNothing}
          />
        </dd>
      </div>
    </dl>
  );
}
