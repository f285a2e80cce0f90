import type { Dialect } from '#shared/dialect.ts';
import type { TypedFields } from '#shared/reject.ts';
import { JsonRecord } from '#backend/parse/json-record.ts';
import { FIELD_NULL, FIELD_PLAIN } from '#backend/parse/row-batch.ts';
import { RowTable } from '#backend/parse/row-table.ts';
import { type SplitField, splitFields } from '#backend/parse/split-record.ts';
import { rowTexts } from '#backend/parse/unescape.ts';

/** How the original text of a row becomes the fields of its table. */
export interface RowForm {
  /** Of the request: CSV, or JSON with the table's columns as its fields. */
  readonly dialect: Dialect;
  /** Fields that keep the JSON of their value. */
  readonly raw: ReadonlySet<number>;
  /** Position in the row of each field of the table, -1 where the rows do not have it; null: they have all. */
  readonly fieldAt: Int32Array | null;
  readonly width: number;
}

const nothing: SplitField = { text: '', flag: FIELD_NULL };

/** The fields of a row in the order of the table's fields, for rows that are wrong: slow. */
export function splitRow(original: Buffer, { dialect, raw, fieldAt, width }: RowForm): SplitField[] {
  const own = dialect.format === 'csv' ? splitFields(original, dialect) : splitObject(original, dialect.fields, raw);
  return Array.from({ length: width }, (_, field) => own[fieldAt === null ? field : (fieldAt[field] ?? -1)] ?? nothing);
}

/** The same as a person would type them. */
export const typedRow = (original: Buffer, form: RowForm): TypedFields =>
  splitRow(original, form).map(({ text, flag }) =>
    flag === FIELD_NULL || (form.dialect.format === 'csv' && flag === FIELD_PLAIN && text === '') ? null : text,
  );

function splitObject(original: Buffer, fields: readonly string[], raw: ReadonlySet<number>): SplitField[] {
  const record = new JsonRecord(fields, raw);
  const table = new RowTable(fields.length + 1, 1);
  if (!record.addFields(original, 0, original.length, table)) return [];
  table.endRow(0);
  const batch = table.toBatch({ bytes: original, byteOffset: 0 }, original.length, 1);
  const whole = { ...batch, bytes: record.takeBytes(original) };
  return rowTexts(whole, 0).map((text, field) => ({ text, flag: whole.flags[field] ?? FIELD_PLAIN }));
}
