import { type Session, sqlStateOf } from '#backend/copy/session.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';
import type { TableName } from '#shared/column.ts';
import { fault } from '#shared/fault.ts';
import type { Dictionary } from '#shared/rule.ts';

const list = (columns: readonly string[]): string => columns.map(quoteIdentifier).join(', ');

/** Types whose names need no quotes and mean the same without them; `char` would not. */
const plainTypes: ReadonlySet<string> = new Set(
  'bool int2 int4 int8 float4 float8 numeric text varchar bpchar date timestamp timestamptz uuid json jsonb'.split(' '),
);

/** The statement that creates a table as its dictionary says: types, not null, keys and references. */
export function createTableSql(schema: string, dictionary: Dictionary): string {
  const { columns, primaryKey, uniqueKeys, references } = dictionary;
  const lines = columns.map(
    ({ name, type, modifiers = [], required }) =>
      `${quoteIdentifier(name)} ${plainTypes.has(type) ? type : quoteIdentifier(type)}${modifiers.length === 0 ? '' : `(${modifiers.join(',')})`}${required ? ' not null' : ''}`,
  );
  if (primaryKey.length > 0) lines.push(`primary key (${list(primaryKey)})`);
  for (const key of uniqueKeys) lines.push(`unique (${list(key)})`);
  for (const reference of references) {
    // What only warns must not be refused.
    if (reference.severity === 'warning') continue;
    const parent = qualify(reference.schema ?? schema, reference.table);
    lines.push(`foreign key (${list(reference.columns)}) references ${parent} (${list(reference.parentColumns)})`);
  }
  return `create table ${qualify(schema, dictionary.table)} (\n  ${lines.join(',\n  ')}\n)`;
}

/**
 * Creates a table within the transaction that is open.
 * Faults: target.noRight, target.changed (another session was first), dictionary.invalid (a type that the server does not know).
 */
export async function createTable(session: Session, target: TableName, dictionary: Dictionary): Promise<void> {
  try {
    await session.query(createTableSql(target.schema, { ...dictionary, table: target.table }));
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === '42501') {
      const values = { user: session.login.address.user, right: 'create tables in', table: target.schema };
      throw fault('target.noRight', values, { cause: error });
    }
    if (state === '42P07')
      throw fault('target.changed', {
        table: `${target.schema}.${target.table}`,
        reason: 'another session created it',
      });
    // A type that the server does not know, a key that does not fit: the dictionary asks for what cannot be.
    if (state?.startsWith('42')) {
      const reason = error instanceof Error ? error.message : String(error);
      throw fault('dictionary.invalid', { name: dictionary.table, reason }, { cause: error });
    }
    throw error;
  }
}
