import { useRef, useState, type ReactNode } from 'react';
import type { TableName } from '#shared/column.ts';
import type { DictionaryProblem, DictionaryView } from '#shared/contract/dictionaries.ts';
import { compareColumns } from '#shared/dictionary-drift.ts';
import type { Dictionary } from '#shared/rule.ts';
import { Icon } from '../../ui/icon.tsx';
import { ColumnPanel } from './column-panel.tsx';
import { ColumnTable } from './column-table.tsx';
import styles from './dictionary-body.module.css';
import { DriftList } from './drift-list.tsx';
import { changeColumn, changeType } from './edit-dictionary.ts';
import { KeysPanel } from './keys-panel.tsx';
import { NoteList } from './note-list.tsx';
import { ReferencesPanel } from './references-panel.tsx';

interface DictionaryBodyProps {
  readonly name: TableName;
  readonly dictionary: Dictionary;
  readonly onChange: (next: Dictionary) => void;
  /** The table as it is; null: there is none yet. */
  readonly table: Pick<DictionaryView, 'columns' | 'catalog'> | null;
  readonly problems: readonly DictionaryProblem[];
  readonly notes: readonly string[];
  readonly onDismissNotes: () => void;
  /** Above all else: faults. */
  readonly above?: ReactNode;
  /** Below all else: how the table would be created. */
  readonly below?: ReactNode;
}

/** The columns of a dictionary with their keys and references, and beside them all that is asked of the chosen one. */
export function DictionaryBody(props: DictionaryBodyProps) {
  const { name, dictionary, onChange, table, problems, notes, onDismissNotes, above, below } = props;
  const [wanted, setWanted] = useState<string | null>(null);
  const panel = useRef<HTMLElement>(null);
  const { columns } = dictionary;
  const chosen = columns.find((rule) => rule.name === wanted) ?? columns[0] ?? null;
  const catalog = table?.catalog ?? null;
  const drift = table === null || catalog === null ? [] : compareColumns(dictionary, table.columns, catalog);
  const whole = new Set(
    problems
      .filter(({ column }) => column === null || !columns.some((rule) => rule.name === column))
      .map(({ sentence }) => sentence),
  );
  return (
    <div className={styles['split']}>
      <div className={styles['main']}>
        {above}
        {[...whole].map((sentence) => (
          <p key={sentence} className={`${styles['problem']} ${styles['whole']}`} role="alert">
            <Icon name="warning" size={13} />
            {sentence}
          </p>
        ))}
        {notes.length === 0 ? null : <NoteList notes={notes} onDismiss={onDismissNotes} />}
        {drift.length === 0 || catalog === null ? null : (
          <DriftList drift={drift} catalog={catalog} dictionary={dictionary} onChange={onChange} />
        )}
        <ColumnTable
          dictionary={dictionary}
          onChange={onChange}
          chosen={chosen?.name ?? null}
          onChoose={setWanted}
          onOpen={() => panel.current?.querySelector('button')?.focus()}
          problems={problems}
        />
        <KeysPanel dictionary={dictionary} catalog={catalog} onChange={onChange} />
        <ReferencesPanel dictionary={dictionary} catalog={catalog} schema={name.schema} onChange={onChange} />
        {below}
      </div>
      {chosen === null ? null : (
        <ColumnPanel
          key={chosen.name}
          rule={chosen}
          onChange={(change) => onChange(changeColumn(dictionary, chosen.name, change))}
          onType={(type) => onChange(changeType(dictionary, chosen.name, type))}
          catalog={catalog?.columns.find((rule) => rule.name === chosen.name) ?? null}
          panelRef={panel}
        />
      )}
    </div>
  );
}
