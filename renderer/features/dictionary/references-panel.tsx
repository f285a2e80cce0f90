import type { Dictionary, Reference } from '#shared/rule.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { isSameReference } from './dictionary-keys.ts';
import { withItem } from './edit-dictionary.ts';
import styles from './keys.module.css';
import { ReferenceLine } from './reference-line.tsx';

interface ReferencesPanelProps {
  readonly dictionary: Dictionary;
  /** What the table itself asks for; null: there is no table. */
  readonly catalog: Dictionary | null;
  /** Schema of the table, where a reference names none. */
  readonly schema: string;
  readonly onChange: (next: Dictionary) => void;
}

/** Which columns must be found in another table. */
export function ReferencesPanel({ dictionary, catalog, schema, onChange }: ReferencesPanelProps) {
  const { columns, references, table } = dictionary;
  const names = columns.map(({ name }) => name);
  const set = (at: number, next: Reference | null): void =>
    onChange({ ...dictionary, references: withItem(references, at, next) });
  const [first = ''] = names;
  const fresh: Reference = { columns: [first], table, parentColumns: [first] };
  return (
    <Panel title="References" className={styles['panel']}>
      <ul className={styles['list']}>
        {references.map((reference, at) => (
          <ReferenceLine
            // oxlint-disable-next-line react/no-array-index-key -- references are an ordered list, and two may be alike
            key={at}
            number={at + 1}
            reference={reference}
            isKept={catalog?.references.some((one) => isSameReference(one, reference, schema)) ?? false}
            columns={names}
            schema={schema}
            onChange={(next) => set(at, next)}
            onRemove={() => set(at, null)}
          />
        ))}
      </ul>
      <Button
        variant="plain"
        icon="plus"
        onPress={() => onChange({ ...dictionary, references: [...references, fresh] })}
      >
        Add a reference
      </Button>
    </Panel>
  );
}
