import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';
import type { Dictionary } from '#shared/rule.ts';

const list = (columns: readonly string[]): string => columns.map(quoteIdentifier).join(', ');

/** The statement that creates a table as its dictionary says: types, not null, keys and references. */
export function createTableSql(schema: string, dictionary: Dictionary): string {
  const { columns, primaryKey, uniqueKeys, references } = dictionary;
  const lines = columns.map(
    ({ name, type, required }) => `${quoteIdentifier(name)} ${quoteIdentifier(type)}${required ? ' not null' : ''}`,
  );
  if (primaryKey.length > 0) lines.push(`primary key (${list(primaryKey)})`);
  for (const key of uniqueKeys) lines.push(`unique (${list(key)})`);
  for (const reference of references) {
    const parent = qualify(reference.schema ?? schema, reference.table);
    lines.push(`foreign key (${list(reference.columns)}) references ${parent} (${list(reference.parentColumns)})`);
  }
  return `create table ${qualify(schema, dictionary.table)} (\n  ${lines.join(',\n  ')}\n)`;
}
