import type { Dialect } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import type { Source } from '#backend/source/open-source.ts';
import type { ByteRange } from '#backend/source/read-original.ts';
import { parseRows } from './parse-rows.ts';

/** Cuts original bytes of records out of a source. Whoever made it closes it. */
export interface RecordReader {
  /** @param ranges whole records; quick where they go up from call to call */
  read(ranges: readonly ByteRange[]): Promise<Buffer[]>;
  close(): Promise<void>;
}

/** Whether the offsets of records are places in the file itself. */
export const isSeekable = (source: Pick<Source, 'packing'>, { format, encoding }: Dialect): boolean =>
  source.packing === null && (format === 'csv' || format === 'ndjson' || (format === 'json' && encoding === 'utf-8'));

/** Reads records by place where the file has them as they are; else goes through the file once more, as far as it must. */
export function recordReader(source: Source, dialect: Dialect): RecordReader {
  return isSeekable(source, dialect)
    ? { read: (ranges) => source.readOriginal(ranges), close: async () => undefined }
    : new SequentialReader(source, dialect);
}

/** The bytes of one batch, and where they stand. */
interface Piece {
  readonly start: number;
  readonly bytes: Buffer;
}

class SequentialReader implements RecordReader {
  readonly #source: Source;
  readonly #dialect: Dialect;
  #pieces: AsyncGenerator<Piece> | null = null;
  #piece: Piece = { start: 0, bytes: Buffer.alloc(0) };

  constructor(source: Source, dialect: Dialect) {
    this.#source = source;
    this.#dialect = dialect;
  }

  async read(ranges: readonly ByteRange[]): Promise<Buffer[]> {
    const found: Buffer[] = Array.from({ length: ranges.length });
    const order = ranges.map((range, index) => ({ ...range, index })).toSorted((a, b) => a.byteOffset - b.byteOffset);
    for (const { byteOffset, bytes, index } of order) {
      if (this.#pieces === null || byteOffset < this.#piece.start) await this.#startOver();
      await this.#goTo(byteOffset);
      const from = byteOffset - this.#piece.start;
      found[index] = Buffer.from(this.#piece.bytes.subarray(from, from + bytes));
    }
    return found;
  }

  async close(): Promise<void> {
    await this.#pieces?.return(undefined);
    this.#pieces = null;
  }

  async #startOver(): Promise<void> {
    await this.close();
    this.#pieces = readPieces(this.#source, this.#dialect);
    this.#piece = { start: 0, bytes: Buffer.alloc(0) };
  }

  async #goTo(byteOffset: number): Promise<void> {
    while (byteOffset >= this.#piece.start + this.#piece.bytes.length) {
      const next = await this.#pieces?.next();
      // Every range was a record of this file when it was read before.
      if (next === undefined || next.done === true) throw fault('source.changed', { name: this.#source.name });
      this.#piece = next.value;
    }
  }
}

async function* readPieces(source: Source, dialect: Dialect): AsyncGenerator<Piece> {
  for await (const batch of parseRows(source, dialect)) yield { start: batch.offsets[0] ?? 0, bytes: batch.original };
}
