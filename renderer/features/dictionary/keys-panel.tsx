import type { Dictionary } from '#shared/rule.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { withItem } from './edit-dictionary.ts';
import { KeyColumns } from './key-columns.tsx';
import styles from './keys.module.css';

interface KeysPanelProps {
  readonly dictionary: Dictionary;
  readonly onChange: (next: Dictionary) => void;
}

/** The primary key, and what else no two rows may have alike. */
export function KeysPanel({ dictionary, onChange }: KeysPanelProps) {
  const { columns, primaryKey, uniqueKeys } = dictionary;
  const names = columns.map(({ name }) => name);
  const setKey = (at: number, key: readonly string[] | null): void =>
    onChange({
      ...dictionary,
      uniqueKeys: withItem(uniqueKeys, at, key === null || key.length === 0 ? null : [...key]),
    });
  const free = names.find((name) => !uniqueKeys.some((key) => key.length === 1 && key[0] === name));
  return (
    <Panel title="Keys" className={styles['panel']}>
      <ul className={styles['list']}>
        <li className={styles['line']}>
          <span className={styles['what']}>Primary key</span>
          <KeyColumns
            label="Primary key"
            columns={primaryKey}
            options={names}
            onChange={(key) => onChange({ ...dictionary, primaryKey: key })}
          />
        </li>
        {uniqueKeys.map((key, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- keys are an ordered list, and two may be alike
          <li key={at} className={styles['line']}>
            <span className={styles['what']}>{key.length > 1 ? 'Unique together' : 'Unique'}</span>
            <KeyColumns
              label={`Unique key ${at + 1}`}
              columns={key}
              options={names}
              onChange={(next) => setKey(at, next)}
            />
          </li>
        ))}
      </ul>
      {free === undefined ? null : (
        <Button
          variant="plain"
          icon="plus"
          onPress={() => onChange({ ...dictionary, uniqueKeys: [...uniqueKeys, [free]] })}
        >
          Add a unique key
        </Button>
      )}
    </Panel>
  );
}
