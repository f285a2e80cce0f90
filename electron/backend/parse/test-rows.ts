import { isFault, type Fault } from '#shared/fault.ts';
import type { RejectCode } from '#shared/reject.ts';
import { SLICE_BYTES, type TextSource } from '#backend/source/open-source.ts';
import { FIELD_PLAIN, type RowBatch } from './row-batch.ts';
import { rowTexts } from './unescape.ts';

/** Text in memory as a source, in slices of a size of one's choice. */
export function textSource(text: string | Buffer, sliceBytes = SLICE_BYTES, textStart = 0): TextSource {
  const bytes = Buffer.from(text);
  return {
    bytes: bytes.length + textStart,
    textStart,
    async *read() {
      for (let at = 0; at < bytes.length; at += sliceBytes) yield Buffer.from(bytes.subarray(at, at + sliceBytes));
    },
  };
}

/** A row of a batch, with nothing of the batch in it. */
export interface ReadRow {
  readonly record: number;
  readonly texts: readonly string[];
  /** Whether each field was quoted. */
  readonly quoted: readonly boolean[];
  readonly byteOffset: number;
  readonly end: number;
  readonly original: string;
  readonly problem: RejectCode | null;
}

/** Copies the rows out of batches. */
export async function collectRows(batches: AsyncIterable<RowBatch>, into: ReadRow[] = []): Promise<ReadRow[]> {
  for await (const batch of batches) into.push(...batchRows(batch));
  return into;
}

/** The rows that came before a parser ended, and the fault it ended with. */
export async function readOutcome(
  batches: AsyncIterable<RowBatch>,
): Promise<{ readonly rows: readonly ReadRow[]; readonly fault: Fault | null }> {
  const rows: ReadRow[] = [];
  try {
    await collectRows(batches, rows);
  } catch (error) {
    if (!isFault(error)) throw error;
    return { rows, fault: error.fault };
  }
  return { rows, fault: null };
}

/** The rows of a batch; `original` holds a character for each byte. */
export function batchRows(batch: RowBatch): ReadRow[] {
  return Array.from({ length: batch.rowCount }, (_, row) => {
    const base = batch.offsets[0]!;
    const [byteOffset, end] = [batch.offsets[row]!, batch.offsets[row + 1]!];
    const flags = batch.flags.slice(batch.rows[row], batch.rows[row + 1]);
    return {
      record: batch.firstRow + row,
      texts: rowTexts(batch, row),
      quoted: Array.from(flags, (flag) => flag !== FIELD_PLAIN),
      byteOffset,
      end,
      original: batch.original.toString('latin1', byteOffset - base, end - base),
      problem: batch.problems.get(row) ?? null,
    };
  });
}
