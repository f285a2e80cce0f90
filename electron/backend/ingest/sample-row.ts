import { randomUUID } from 'node:crypto';
import type { Column } from '#shared/column.ts';
import { readPattern } from '#shared/pattern/read-pattern.ts';
import type { ColumnRule } from '#shared/rule.ts';
import type { Session } from '#backend/copy/session.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { codecFor } from '#backend/types/codecs.ts';
import type { DoorTable } from './door-table.ts';
import { jsonKindsOfType, keepsJson } from './json-kinds.ts';

/**
 * Makes a row that the table takes as it is now: keys that are free, references that lead somewhere, values that keep the rules.
 * As JSON; what a pattern of its own asks for may still have to be filled in.
 */
export async function sampleRow(door: DoorTable, session: Session): Promise<string> {
  const fields: string[] = [];
  for (const column of door.columns) {
    const hasDefault = column.hasDefault || column.identity !== null;
    if (hasDefault || (!column.notNull && !isPlain(column))) continue;
    fields.push(`${JSON.stringify(column.name)}: ${await sampleValue(door, column, session)}`);
  }
  return `{${fields.join(', ')}}`;
}

/** Whether a value of the type can be made up. */
const isPlain = ({ type, labels }: Column): boolean => labels !== null || codecFor(type).exact || keepsJson(type);

const numbers: ReadonlySet<string> = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8']);

async function sampleValue(door: DoorTable, column: Column, session: Session): Promise<string> {
  const { dictionary, name } = door;
  const parent = dictionary.references.find(({ columns }) => columns.length === 1 && columns[0] === column.name);
  const write = (text: string): string =>
    keepsJson(column.type) || jsonKindsOfType(column.type).number || column.type === 'bool'
      ? text
      : JSON.stringify(text);
  if (parent !== undefined) {
    const from = qualify(parent.schema ?? name.schema, parent.table);
    const found = await one(
      session,
      `select ${quoteIdentifier(parent.parentColumns[0] ?? '')}::text as value from ${from} limit 1`,
    );
    if (found !== null) return write(found);
  }
  const isKey = [dictionary.primaryKey, ...dictionary.uniqueKeys].some((key) => key.includes(column.name));
  if (isKey && numbers.has(column.type)) {
    const own = qualify(name.schema, name.table);
    const next = await one(
      session,
      `select (coalesce(max(${quoteIdentifier(column.name)}), 0) + 1)::text as value from ${own}`,
    );
    if (next !== null) return next;
  }
  const rule = dictionary.columns.find((known) => known.name === column.name);
  return write(plainValue(column, rule, isKey));
}

/** Null where it may not be asked for. */
async function one(session: Session, sql: string): Promise<string | null> {
  try {
    const { rows } = await session.query<{ value: string | null }>(sql);
    return rows[0]?.value ?? null;
  } catch {
    return null;
  }
}

function plainValue({ type, name, maxLength }: Column, rule: ColumnRule | undefined, isKey: boolean): string {
  for (const known of rule?.rules ?? []) {
    if (known.kind === 'oneOf' && known.values[0] !== undefined) return known.values[0];
    if (known.kind === 'range' && (known.min ?? known.max) !== null) return known.min ?? known.max ?? '';
  }
  switch (type) {
    case 'bool':
      return 'true';
    case 'date':
      return '2021-05-17';
    case 'timestamp':
    case 'timestamptz':
      return '2021-05-17T09:00:00Z';
    case 'uuid':
      return randomUUID();
    case 'json':
    case 'jsonb':
      return '{}';
    default:
  }
  if (numbers.has(type)) return '1';
  const unique = isKey ? ` ${Date.now().toString(36)}` : '';
  const lengths = rule?.rules.find((known) => known.kind === 'length');
  const text = `A ${name.replaceAll('_', ' ')}${unique}`;
  const long = text.padEnd(lengths?.kind === 'length' ? (lengths.min ?? 0) : 0, '.');
  const fits = long.slice(0, maxLength ?? (lengths?.kind === 'length' ? (lengths.max ?? undefined) : undefined));
  const pattern = rule?.rules.find((known) => known.kind === 'pattern');
  if (pattern?.kind !== 'pattern') return fits;
  const { matcher } = readPattern(pattern.pattern);
  return [fits, 'A', '1', 'a', 'A-1', 'ana@example.org', '2021', 'AB'].find((one) => matcher?.test(one)) ?? fits;
}
