import type { FaultValues } from '#shared/fault.ts';
import type { RejectCode } from '#shared/reject.ts';
import { showBytes } from '#shared/units.ts';
import type { Dialect } from '#shared/dialect.ts';
import { recordDialect } from '#backend/parse/parse-rows.ts';
import { findStrayKey } from '#backend/parse/stray-key.ts';
import { decodeLines } from '#backend/source/decode-text.ts';
import type { RowBatch } from '#backend/parse/row-batch.ts';

/** What is wrong with a row as a whole. */
export interface RowProblem {
  readonly code: RejectCode;
  readonly values: FaultValues;
}

/**
 * What keeps a row's fields from being taken for its columns' values: the parser's verdict, or its width; else null. With the
 * dialect, the key of a JSON record that is no field is named.
 */
export function rowProblem(batch: RowBatch, row: number, width: number, dialect?: Dialect): RowProblem | null {
  const got = (batch.rows[row + 1] ?? 0) - (batch.rows[row] ?? 0);
  const code = batch.problems.size > 0 ? batch.problems.get(row) : undefined;
  if (code === undefined && got === width) return null;
  if (code === 'record.tooLong') {
    const bytes = (batch.offsets[row + 1] ?? 0) - (batch.offsets[row] ?? 0);
    return { code, values: { size: showBytes(bytes) } };
  }
  if (code === undefined && got > width && (dialect?.format === 'json' || dialect?.format === 'ndjson')) {
    const stray = findStrayKey(originalOf(batch, row, dialect), dialect.fields);
    if (stray !== null) return { code: stray.isTwice ? 'key.twice' : 'key.unknown', values: { key: stray.key } };
  }
  return { code: code ?? (got < width ? 'fields.tooFew' : 'fields.tooMany'), values: { got, want: width } };
}

/** The original bytes of a row of JSON, in UTF-8. */
function originalOf({ offsets, original }: RowBatch, row: number, dialect: Dialect): Buffer {
  const base = offsets[0] ?? 0;
  const bytes = original.subarray((offsets[row] ?? base) - base, (offsets[row + 1] ?? base) - base);
  const { encoding } = recordDialect(dialect);
  return encoding === 'utf-8' ? bytes : decodeLines(bytes, encoding);
}
