import type { Encoding } from '#shared/dialect.ts';
import { countLines } from '#backend/source/decode-text.ts';
import type { TextSource } from '#backend/source/open-source.ts';
import { OpenQuote } from './csv-syntax.ts';
import type { RowBatch } from './row-batch.ts';

/** Batches of a source; where they end in a quote that does not close, the fault says in which line it opened. */
export async function* withLine(
  batches: AsyncGenerator<RowBatch>,
  source: TextSource,
  encoding: Encoding,
): AsyncGenerator<RowBatch> {
  try {
    yield* batches;
  } catch (error) {
    if (!(error instanceof OpenQuote)) throw error;
    throw error.inLine(await lineAt(source, error.byteOffset, encoding));
  }
}

/** The 1-based number of the line that a byte of a source is in; reads it once more, as far as there. */
async function lineAt(source: TextSource, byteOffset: number, encoding: Encoding): Promise<number> {
  let at = source.textStart;
  let line = 1;
  let behindCr = false;
  for await (const slice of source.read()) {
    const before = slice.subarray(0, Math.max(0, byteOffset - at));
    const counted = countLines(before, encoding, behindCr);
    line += counted.lines;
    behindCr = counted.endsInCr;
    at += slice.length;
    if (at >= byteOffset) break;
  }
  return line;
}
