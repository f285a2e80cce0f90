import { Chip } from '../../ui/chip.tsx';
import type { Option } from '../../ui/option.ts';
import type { EndChoice, RunChoice } from './run-choice.ts';
import styles from './runs-view.module.css';

const ends: readonly Option<EndChoice>[] = [
  { id: 'any', label: 'any' },
  { id: 'loaded', label: 'Loaded' },
  { id: 'loadedWithRejects', label: 'Loaded with rejects' },
  { id: 'failed', label: 'Failed' },
  { id: 'checked', label: 'Checked only' },
  { id: 'other', label: 'Other', detail: 'Running, cancelled, not settled' },
];

/** Stands for all tables; no table is called by the empty text. */
const ANY = '';

interface RunChipsProps {
  readonly choice: RunChoice;
  readonly tables: readonly string[];
  readonly onChoose: (choice: RunChoice) => void;
}

/** What the list of runs is narrowed down to. */
export function RunChips({ choice, tables, onChoose }: RunChipsProps) {
  // A table that was dropped since may still be chosen.
  const names = [...new Set([...tables, ...(choice.table === null ? [] : [choice.table])])];
  return (
    <fieldset className={styles['chips']} aria-label="Narrow down">
      <Chip
        label="End"
        options={ends}
        selected={choice.end}
        state={choice.end === 'any' ? 'plain' : 'set'}
        onChoose={(end) => onChoose({ ...choice, end })}
      />
      <Chip
        label="Table"
        options={[{ id: ANY, label: 'any' }, ...names.map((name) => ({ id: name, label: name }))]}
        selected={choice.table ?? ANY}
        state={choice.table === null ? 'plain' : 'set'}
        onChoose={(name) => onChoose({ ...choice, table: name === ANY ? null : name })}
      />
    </fieldset>
  );
}
