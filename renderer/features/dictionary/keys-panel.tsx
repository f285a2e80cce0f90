import type { Dictionary } from '#shared/rule.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { changeKey, isSameKey, setKeySeverity, type KeyPlace } from './dictionary-keys.ts';
import { KeyColumns } from './key-columns.tsx';
import styles from './keys.module.css';
import { SeverityChoice } from './severity-choice.tsx';

interface KeysPanelProps {
  readonly dictionary: Dictionary;
  /** What the table itself asks for; null: there is no table. */
  readonly catalog: Dictionary | null;
  readonly onChange: (next: Dictionary) => void;
}

/** The primary key, and what else no two rows may have alike. */
export function KeysPanel({ dictionary, catalog, onChange }: KeysPanelProps) {
  const { columns, primaryKey, uniqueKeys, warningKeys = [] } = dictionary;
  const names = columns.map(({ name }) => name);
  const kept = catalog === null ? [] : [catalog.primaryKey, ...catalog.uniqueKeys];
  const free = names.find((name) => ![...uniqueKeys, ...warningKeys].some((key) => isSameKey(key, [name])));
  const line = (key: readonly string[], place: KeyPlace, number: number) => (
    <li key={number} className={styles['line']}>
      <span className={styles['what']}>{key.length > 1 ? 'Unique together' : 'Unique'}</span>
      <KeyColumns
        label={`Unique key ${number}`}
        columns={key}
        options={names}
        onChange={(next) => onChange(changeKey(dictionary, place, next))}
      />
      <span className={styles['end']}>
        {kept.some((one) => isSameKey(one, key)) ? (
          <span className={styles['word']}>Rejects: the table itself keeps it.</span>
        ) : (
          <SeverityChoice
            label={`What unique key ${number} does`}
            selected={place.severity}
            onChoose={(severity) => onChange(setKeySeverity(dictionary, place, severity))}
          />
        )}
      </span>
    </li>
  );
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
        {uniqueKeys.map((key, at) => line(key, { severity: 'error', at }, at + 1))}
        {warningKeys.map((key, at) => line(key, { severity: 'warning', at }, uniqueKeys.length + at + 1))}
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
