import type { FaultValues } from '#shared/fault.ts';
import type { RejectCode } from '#shared/reject.ts';
import type { RowBatch } from '#backend/parse/row-batch.ts';

/** What is wrong with a row as a whole. */
export interface RowProblem {
  readonly code: RejectCode;
  readonly values: FaultValues;
}

/** What keeps a row's fields from being taken for its columns' values: the parser's verdict, or its width; else null. */
export function rowProblem(batch: RowBatch, row: number, width: number): RowProblem | null {
  const got = (batch.rows[row + 1] ?? 0) - (batch.rows[row] ?? 0);
  const code = batch.problems.size > 0 ? batch.problems.get(row) : undefined;
  if (code === undefined && got === width) return null;
  return { code: code ?? (got < width ? 'fields.tooFew' : 'fields.tooMany'), values: { got, want: width } };
}
