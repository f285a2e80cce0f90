import type { RejectCode } from '#shared/reject.ts';
import { FIELD_NULL, type RowBatch } from '#backend/parse/row-batch.ts';
import type { PlanColumn } from '#backend/check/check-plan.ts';

/** Which kinds of JSON values a column takes. In a file all values are texts; in a request "1" is not a number. */
export interface JsonKinds {
  readonly number: boolean;
  readonly string: boolean;
  readonly boolean: boolean;
  /** Objects and arrays. */
  readonly nested: boolean;
  /** Strings that stand for numbers which JSON has none for. */
  readonly words: ReadonlySet<string> | null;
  /** Of a value of another kind. */
  readonly code: RejectCode;
}

const only = (kind: 'number' | 'string' | 'boolean', code: RejectCode): JsonKinds => ({
  number: kind === 'number',
  string: kind === 'string',
  boolean: kind === 'boolean',
  nested: false,
  words: null,
  code,
});

const notNumbers: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);
const integer = only('number', 'type.integer');
const number: JsonKinds = { ...only('number', 'type.number'), words: notNumbers };
const anything: JsonKinds = {
  number: true,
  string: true,
  boolean: true,
  nested: true,
  words: null,
  code: 'type.json',
};

const kinds: Readonly<Record<string, JsonKinds>> = {
  int2: integer,
  int4: integer,
  int8: integer,
  oid: integer,
  float4: number,
  float8: number,
  numeric: number,
  bool: only('boolean', 'type.boolean'),
  date: only('string', 'type.date'),
  timestamp: only('string', 'type.timestamp'),
  timestamptz: only('string', 'type.timestamp'),
  uuid: only('string', 'type.uuid'),
  json: anything,
  jsonb: anything,
  // As a number or, as Postgres prints it, in a string.
  money: { ...only('string', 'type.other'), number: true },
};

/** The kinds of JSON values that a column takes, by the type that its dictionary names. */
export const jsonKindsOf = ({ rule, column }: PlanColumn): JsonKinds =>
  kinds[rule.type] ?? kinds[column?.type ?? ''] ?? only('string', 'type.string');

/** The same of a type by its name alone. */
export const jsonKindsOfType = (type: string): JsonKinds => kinds[type] ?? only('string', 'type.string');

/** Whether a column keeps the JSON of its value as it is written. */
export const keepsJson = (type: string): boolean => type === 'json' || type === 'jsonb';

/** The text of the value in a field as it stands in the request, a string with its quotes; null: its kind is right. */
export function wrongKind(kindsOfColumn: JsonKinds, batch: RowBatch, field: number): string | null {
  if (kindsOfColumn === anything || batch.flags[field] === FIELD_NULL) return null;
  const { bytes, fields } = batch;
  const start = fields[2 * field] ?? 0;
  const end = fields[2 * field + 1] ?? 0;
  // A text whose escapes were undone stands behind the request; before any other stands its quote.
  const isString = start >= batch.original.length || bytes[start - 1] === 0x22;
  const first = bytes[start] ?? 0;
  if (isString) {
    if (kindsOfColumn.string || kindsOfColumn.words?.has(bytes.toString('latin1', start, end))) return null;
    return JSON.stringify(bytes.toString('utf8', start, Math.min(end, start + 804)));
  }
  const fits =
    first === 0x7b || first === 0x5b
      ? kindsOfColumn.nested
      : first === 0x74 || first === 0x66
        ? kindsOfColumn.boolean
        : kindsOfColumn.number;
  return fits ? null : bytes.toString('utf8', start, Math.min(end, start + 804));
}
