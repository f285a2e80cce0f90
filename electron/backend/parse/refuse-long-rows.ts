import { CR, LF } from './csv-syntax.ts';
import type { RowBatch } from './row-batch.ts';

/** A batch in which the rows that are longer than so many bytes, without their line ends, are `record.tooLong`. */
export function refuseLongRows(batch: RowBatch, bytesMax: number): RowBatch {
  const { original, offsets, rowCount } = batch;
  if (original.length <= bytesMax) return batch;
  const base = offsets[0] ?? 0;
  const problems = new Map(batch.problems);
  for (let row = 0; row < rowCount; row += 1) {
    const start = (offsets[row] ?? base) - base;
    let end = (offsets[row + 1] ?? base) - base;
    while (end - start > bytesMax && (original[end - 1] === LF || original[end - 1] === CR)) end -= 1;
    if (end - start > bytesMax) problems.set(row, 'record.tooLong');
  }
  return { ...batch, problems };
}
