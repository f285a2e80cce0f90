import type { ReactNode } from 'react';
import type { LoadMode, LoadOptions } from '#shared/load.ts';
import { Chip } from '../../ui/chip.tsx';
import type { Option } from '../../ui/option.ts';
import { LimitChip } from './limit-chip.tsx';
import styles from './load-option-chips.module.css';

const modes: readonly Option<LoadMode>[] = [
  { id: 'insert', label: 'Insert only', detail: 'A row whose key is in the table is rejected.' },
  { id: 'skip', label: 'Skip what is there', detail: 'A row whose key is in the table is counted as skipped.' },
  { id: 'upsert', label: 'Update what is there', detail: 'A row whose key is in the table takes its place.' },
  { id: 'replace', label: 'Replace the table', detail: 'Its rows go and these come, in one transaction.' },
];

const transactions: readonly Option<LoadOptions['transaction']>[] = [
  { id: 'each', label: 'Each file for itself', detail: 'A file that fails does not keep the others out.' },
  {
    id: 'batch',
    label: 'All files or none',
    detail: 'One transaction. Tables that refer to each other go in together.',
  },
];

const keepingOf = (isBatch: boolean): readonly Option<'good' | 'all'>[] => [
  { id: 'good', label: 'Keep good rows', detail: 'Bad rows stay here as rejects.' },
  { id: 'all', label: 'All or nothing', detail: `A single reject rolls the ${isBatch ? 'batch' : 'file'} back.` },
];

const beyond: readonly Option<'ask' | 'back'>[] = [
  { id: 'ask', label: 'Ask, then roll back', detail: 'The load waits up to 5 minutes for an answer.' },
  { id: 'back', label: 'Roll back' },
];

interface LoadOptionChipsProps {
  readonly options: LoadOptions;
  readonly onChange: (options: LoadOptions) => void;
  /** How many files the batch has. */
  readonly files: number;
  readonly isDisabled: boolean;
}

const Choice = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);

/** What happens to rows that are there, how files go in, what becomes of bad rows, and when to stop. For the whole batch. */
export function LoadOptionChips({ options, onChange, files, isDisabled }: LoadOptionChipsProps) {
  const { mode, transaction, allOrNothing, maxRejects, ask } = options;
  const shared = { hideLabel: true, block: true, isDisabled };
  return (
    <dl className={styles['options']}>
      <Choice term="Existing rows">
        <Chip
          {...shared}
          label="Existing rows"
          options={modes}
          selected={mode}
          state={mode === 'insert' ? 'plain' : 'set'}
          onChoose={(id) => onChange({ ...options, mode: id })}
        />
      </Choice>
      {files < 2 ? null : (
        <Choice term="The files go in">
          <Chip
            {...shared}
            label="The files go in"
            options={transactions}
            selected={transaction}
            state={transaction === 'each' ? 'plain' : 'set'}
            onChoose={(id) => onChange({ ...options, transaction: id })}
          />
        </Choice>
      )}
      <Choice term="If some rows are bad">
        <Chip
          {...shared}
          label="If some rows are bad"
          options={keepingOf(files > 1 && transaction === 'batch')}
          selected={allOrNothing ? 'all' : 'good'}
          state={allOrNothing ? 'set' : 'plain'}
          onChoose={(id) => onChange({ ...options, allOrNothing: id === 'all' })}
        />
      </Choice>
      <Choice term="Stop at">
        <LimitChip
          limit={maxRejects}
          onChange={(limit) => onChange({ ...options, maxRejects: limit })}
          isAll={allOrNothing}
          isDisabled={isDisabled}
        />
      </Choice>
      {maxRejects === null || allOrNothing ? null : (
        <Choice term="Beyond that">
          <Chip
            {...shared}
            label="Beyond that"
            options={beyond}
            selected={ask ? 'ask' : 'back'}
            onChoose={(id) => onChange({ ...options, ask: id === 'ask' })}
          />
        </Choice>
      )}
    </dl>
  );
}
