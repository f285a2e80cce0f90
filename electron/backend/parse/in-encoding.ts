import type { Encoding } from '#shared/dialect.ts';
import {
  behindLineEnds,
  behindLastLineEnd,
  countLineEnds,
  decodeLines,
  originalLength,
  unitBytes,
} from '#backend/source/decode-text.ts';
import type { TextSource } from '#backend/source/open-source.ts';
import { CR, LF, LONG_RECORD_BYTES_KEPT, RECORD_BYTES_MAX, type ParseOptions } from './csv-syntax.ts';
import type { RowBatch } from './row-batch.ts';

export type Parse = (text: TextSource, options: ParseOptions) => AsyncGenerator<RowBatch>;

/**
 * Runs a parser of UTF-8 over text in another encoding, and gives its batches the places and the original bytes of the file.
 * The parser's rows must begin at the beginning of lines: line ends are what both texts have in common.
 */
export function inEncoding(
  source: TextSource,
  encoding: Encoding,
  options: ParseOptions,
  parse: Parse,
): AsyncGenerator<RowBatch> {
  return encoding === 'utf-8' ? parse(source, options) : decoded(source, encoding, options, parse);
}

async function* decoded(
  source: TextSource,
  encoding: Encoding,
  options: ParseOptions,
  parse: Parse,
): AsyncGenerator<RowBatch> {
  const both = new BothTexts(source, encoding);
  const places = { placeOf: (at: number) => both.placeOf(at), skipped: (at: number) => both.skip(at) };
  for await (const batch of parse(both.text(), { ...options, ...places })) yield both.restore(batch);
}

/** A few lines of both texts. */
interface Block {
  readonly text: Buffer;
  readonly original: Buffer;
  /** Offset of the first byte in its text. */
  readonly textAt: number;
  readonly originalAt: number;
}

/** An original and the text decoded from it, as far as the parser may still ask for it. */
class BothTexts {
  readonly #source: TextSource;
  readonly #encoding: Encoding;
  #blocks: Block[] = [];
  /** Where the last question led: the block by number, and the positions in it that belong together. */
  #block = 0;
  #inText = 0;
  #inOriginal = 0;
  /** Where a record begins that is passed over, in both texts, and its beginning. */
  #long: { readonly textOffset: number; readonly byteOffset: number; beginning: Buffer } | null = null;

  constructor(source: TextSource, encoding: Encoding) {
    this.#source = source;
    this.#encoding = encoding;
  }

  /** The text decoded. It begins where the original does, so that its offsets are near those of the file. */
  text(): TextSource {
    const { bytes, textStart } = this.#source;
    return { bytes, textStart, read: (options) => this.#read(options?.signal) };
  }

  async *#read(signal?: AbortSignal): AsyncGenerator<Buffer> {
    let { textStart: textAt } = this.#source;
    let originalAt = textAt;
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    const take = (original: Buffer): Buffer => {
      const text = decodeLines(original, this.#encoding);
      this.#blocks.push({ text, original, textAt, originalAt });
      textAt += text.length;
      originalAt += original.length;
      return text;
    };
    for await (const slice of this.#source.read(signal ? { signal } : {})) {
      const skew = pendingBytes % unitBytes(this.#encoding);
      let end = behindLastLineEnd(slice, skew, this.#encoding);
      // No record may be that long: what is cut here is rejected behind it.
      const isLong = this.#long !== null || pendingBytes > unitBytes(this.#encoding) * RECORD_BYTES_MAX;
      if (end === 0 && isLong) end = slice.length - ((slice.length + skew) % 2);
      if (end === 0) {
        pending.push(slice);
        pendingBytes += slice.length;
        continue;
      }
      yield take(Buffer.concat([...pending, slice.subarray(0, end)]));
      pending = [slice.subarray(end)];
      pendingBytes = slice.length - end;
    }
    if (pendingBytes > 0) yield take(Buffer.concat(pending));
  }

  /** Lets go of what was read of a record that is passed over, but for its beginning. */
  skip(textOffset: number): void {
    if (this.#long?.textOffset !== textOffset) {
      const byteOffset = this.#lineAt(textOffset);
      this.#blocks = this.#blocks.slice(this.#block);
      this.#block = 0;
      this.#long = { textOffset, byteOffset, beginning: this.#beginning(byteOffset) };
    }
    if (this.#long.beginning.length < LONG_RECORD_BYTES_KEPT) {
      this.#long.beginning = this.#beginning(this.#long.byteOffset);
      return;
    }
    // The parser may not have looked at all of the last block yet.
    if (this.#blocks.length <= 2) return;
    this.#blocks = this.#blocks.slice(-2);
    this.#block = 0;
    this.#inText = 0;
    this.#inOriginal = 0;
  }

  #beginning(byteOffset: number): Buffer {
    return Buffer.from(this.#cut(0, byteOffset, byteOffset + LONG_RECORD_BYTES_KEPT, this.#blocks.length));
  }

  /** The batch of a record that was passed over. */
  #restoreLong(batch: RowBatch, { byteOffset, beginning }: { byteOffset: number; beginning: Buffer }): RowBatch {
    this.#long = null;
    const end = this.#lineAt(batch.offsets[1] ?? 0);
    const original = beginning.subarray(0, end - byteOffset);
    return { ...batch, offsets: Float64Array.of(byteOffset, end), original };
  }

  restore(batch: RowBatch): RowBatch {
    const { rowCount } = batch;
    if (this.#long !== null && batch.offsets[0] === this.#long.textOffset) return this.#restoreLong(batch, this.#long);
    const offsets = new Float64Array(rowCount + 1);
    let first = 0;
    for (let row = 0; row <= rowCount; row += 1) {
      offsets[row] = this.#lineAt(batch.offsets[row] ?? 0);
      if (row === 0) first = this.#block;
    }
    const original = this.#cut(first, offsets[0] ?? 0, offsets[rowCount] ?? 0);
    // No row to come stands in the blocks before.
    this.#blocks = this.#blocks.slice(this.#block);
    this.#block = 0;
    return { ...batch, offsets, original };
  }

  /** Where in the file a byte of the text comes from; any, not only the first of a line. */
  placeOf(textOffset: number): number {
    const block = this.#blocks.find(({ text, textAt }) => textOffset < textAt + text.length);
    if (block === undefined) return textOffset;
    const inText = textOffset - block.textAt;
    let start = inText;
    while (start > 0 && block.text[start - 1] !== LF && block.text[start - 1] !== CR) start -= 1;
    const ends = countLineEnds(block.text.subarray(0, start), 'utf-8');
    const line = behindLineEnds(block.original, 0, ends, this.#encoding);
    const before = block.text.toString('utf8', start, inText);
    return block.originalAt + line + originalLength(block.original.subarray(line), before, this.#encoding);
  }

  /** Where in the file the line begins that begins at this offset of the text; offsets come in ascending order. */
  #lineAt(textOffset: number): number {
    for (let block = this.#blocks[this.#block]; block !== undefined; block = this.#blocks[this.#block]) {
      const target = textOffset - block.textAt;
      if (target < block.text.length) {
        const ends = countLineEnds(block.text.subarray(this.#inText, target), 'utf-8');
        this.#inOriginal = behindLineEnds(block.original, this.#inOriginal, ends, this.#encoding);
        this.#inText = target;
        return block.originalAt + this.#inOriginal;
      }
      if (this.#block + 1 === this.#blocks.length) return block.originalAt + block.original.length;
      this.#block += 1;
      this.#inText = 0;
      this.#inOriginal = 0;
    }
    return textOffset;
  }

  #cut(firstBlock: number, from: number, to: number, endBlock = this.#block + 1): Buffer {
    const pieces = this.#blocks
      .slice(firstBlock, endBlock)
      .map(({ original, originalAt }) =>
        original.subarray(Math.max(0, from - originalAt), Math.max(0, to - originalAt)),
      );
    const [only, ...others] = pieces;
    return only !== undefined && others.length === 0 ? only : Buffer.concat(pieces);
  }
}
