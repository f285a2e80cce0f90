import type { RowBatch } from '#backend/parse/row-batch.ts';

/**
 * Some rows of a batch as a batch of their own, numbered from 1. Its fields are those rows'; its offsets are not.
 * @param records record numbers, going up
 */
export function pickRows(batch: RowBatch, records: readonly number[]): RowBatch {
  const rows = new Int32Array(records.length + 1);
  const picked = records.map((record) => record - batch.firstRow);
  for (const [to, from] of picked.entries()) rows[to + 1] = (rows[to] ?? 0) + widthOf(batch, from);
  const fieldCount = rows[records.length] ?? 0;
  const fields = new Int32Array(2 * fieldCount);
  const flags = new Uint8Array(fieldCount);
  const problems = new Map(batch.problems);
  problems.clear();
  for (const [to, from] of picked.entries()) {
    const start = batch.rows[from] ?? 0;
    const end = batch.rows[from + 1] ?? 0;
    const at = rows[to] ?? 0;
    fields.set(batch.fields.subarray(2 * start, 2 * end), 2 * at);
    flags.set(batch.flags.subarray(start, end), at);
    const problem = batch.problems.get(from);
    if (problem !== undefined) problems.set(to, problem);
  }
  return {
    bytes: batch.bytes,
    fields,
    flags,
    rows,
    rowCount: records.length,
    firstRow: 1,
    offsets: new Float64Array(records.length + 1),
    original: batch.original,
    problems,
  };
}

const widthOf = ({ rows }: RowBatch, row: number): number => (rows[row + 1] ?? 0) - (rows[row] ?? 0);
