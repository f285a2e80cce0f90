import { useState } from 'react';
import type { TableName } from '#shared/column.ts';
import type { Reference } from '#shared/rule.ts';
import { useSession } from '../../app/session.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { KeyColumns } from './key-columns.tsx';
import styles from './keys.module.css';
import { SeverityChoice } from './severity-choice.tsx';

interface ReferenceLineProps {
  /** 1-based among the references. */
  readonly number: number;
  readonly reference: Reference;
  /** The table itself keeps it, so that it can only reject. */
  readonly isKept: boolean;
  /** Columns of the dictionary. */
  readonly columns: readonly string[];
  readonly schema: string;
  readonly onChange: (next: Reference) => void;
  readonly onRemove: () => void;
}

/** `departments`, or `hr.departments` where the schema is another. */
const nameOf = ({ schema, table }: Pick<Reference, 'schema' | 'table'>, own: string): string =>
  schema === undefined || schema === own ? table : `${schema}.${table}`;

/** A table as it is written: what stands before the first dot is the schema. */
function tableOf(text: string, own: string): Pick<Reference, 'schema' | 'table'> {
  const dot = text.indexOf('.');
  if (dot < 1 || dot === text.length - 1) return { table: text };
  const schema = text.slice(0, dot);
  return schema === own ? { table: text.slice(dot + 1) } : { schema, table: text.slice(dot + 1) };
}

/** An error is what a reference is where nothing is said. */
function withSeverity(reference: Reference, severity: 'error' | 'warning'): Reference {
  const { severity: _before, ...rest } = reference;
  return severity === 'error' ? rest : { ...rest, severity };
}

/** The columns of a table, or of the dictionary by which it would be created; null where there is neither. */
function useColumnsOf(name: TableName): readonly string[] | null {
  const calls = useCalls();
  const connectionId = useSession().connection.id;
  const found = useCall(calls.tables.get.queryOptions({ input: { connectionId, name } }));
  const planned = useCall(calls.dictionaries.get.queryOptions({ input: { connectionId, name } }));
  const columns = found.data?.table.columns ?? planned.data?.dictionary.columns ?? null;
  return columns === null ? null : columns.map((column) => column.name);
}

/** One reference: its columns, the table in which they must be found, and the columns there. */
export function ReferenceLine({ number, reference, isKept, columns, schema, onChange, onRemove }: ReferenceLineProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const parent = { schema: reference.schema ?? schema, table: reference.table };
  const found = useColumnsOf(parent);
  const label = `Reference ${number}`;
  const take = (): void => {
    const text = (typed ?? '').trim();
    setTyped(null);
    if (text === '' || text === nameOf(reference, schema)) return;
    const { schema: _before, ...rest } = reference;
    onChange({ ...rest, ...tableOf(text, schema) });
  };
  return (
    <li className={styles['line']}>
      <KeyColumns
        label={`${label}, columns`}
        columns={reference.columns}
        options={columns}
        onChange={(next) => (next.length === 0 ? onRemove() : onChange({ ...reference, columns: next }))}
      />
      <span className={styles['word']}>must be in</span>
      <TextField
        label={`${label}, table`}
        hideLabel
        mono
        className={styles['table']}
        value={typed ?? nameOf(reference, schema)}
        onChange={setTyped}
        onBlur={take}
      />
      <KeyColumns
        label={`${label}, columns of ${reference.table}`}
        columns={reference.parentColumns}
        options={found ?? []}
        onChange={(next) => {
          if (next.length > 0) onChange({ ...reference, parentColumns: next });
        }}
      />
      <span className={styles['end']}>
        {isKept ? (
          <span className={styles['word']}>Rejects: the table itself keeps it.</span>
        ) : (
          <SeverityChoice
            label={`What ${label.toLowerCase()} does`}
            selected={reference.severity ?? 'error'}
            onChoose={(severity) => onChange(withSeverity(reference, severity))}
          />
        )}
        <Button variant="plain" icon="trash" aria-label={`Remove ${label.toLowerCase()}`} onPress={onRemove} />
      </span>
    </li>
  );
}
