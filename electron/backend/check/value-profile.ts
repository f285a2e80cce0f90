import type { ValueProfile } from '#shared/load.ts';
import { getInt32 } from '#backend/types/bytes.ts';
import type { TypeCodec } from '#backend/types/codec.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { DistinctCount } from './distinct-count.ts';
import { hash, hashBytes } from './hash-bytes.ts';
import { TextShapes } from './text-shapes.ts';

/** Bytes that all columns of a table together may take to count different values exactly. */
const EXACT_BYTES_MAX = 64 * 1024 * 1024;
const SLOT_BYTES = 16;
const EXACT_VALUES_MAX = 65_536;
const EXACT_VALUES_MIN = 1024;
/** Of a least or greatest text so many bytes are kept and compared: longer ones that begin alike count as equal. */
const EXTREME_BYTES_MAX = 256;
/** Characters of it that are shown. */
const SHOWN_MAX = 120;
const SHAPES_SHOWN = 5;

/** Types whose first four bytes, as a number, order the values: with a sign, or without one as memcmp does. */
const signed: ReadonlySet<string> = new Set(['int4', 'int8', 'date', 'timestamp', 'timestamptz']);
const unsigned: ReadonlySet<string> = new Set(['text', 'varchar', 'uuid']);

/** How many different values each of so many columns counts exactly: 65,536 for up to 64 columns, fewer for more. */
export const exactMaxOf = (columns: number): number => {
  const share = EXACT_BYTES_MAX / SLOT_BYTES / Math.max(1, columns);
  return Math.max(EXACT_VALUES_MIN, Math.min(EXACT_VALUES_MAX, 2 ** Math.floor(Math.log2(share))));
};

/** Learns from the values of one column how many differ, the least and the greatest, and what texts look like. */
export class ColumnValues {
  readonly #codec: TypeCodec;
  readonly #distinct: DistinctCount;
  readonly #shapes: TextShapes | null;
  /** Whether values come in the form that the codec orders and shows. */
  readonly #ordered: boolean;
  /** Whether equal values can differ in their binary form, as 1.0 and 1.00 do. */
  readonly #hasKey: boolean;
  /** Added to the first four bytes, so that they compare without a sign; null: they do not order the values. */
  readonly #flip: number | null;
  readonly #key = new TupleBuffer(64);
  #least: Buffer | null = null;
  #greatest: Buffer | null = null;
  #leastFirst = 0;
  #greatestFirst = 0;

  /**
   * @param staged whether values of a type that is not exact come as text
   * @param exactMax how many different values are counted exactly
   */
  constructor(codec: TypeCodec, { staged, exactMax }: { readonly staged: boolean; readonly exactMax: number }) {
    this.#codec = codec;
    this.#distinct = new DistinctCount(exactMax);
    this.#ordered = codec.exact;
    this.#shapes = codec.exact && codec.isText ? new TextShapes() : null;
    this.#flip = signed.has(codec.type) ? 0x8000_0000 : unsigned.has(codec.type) ? 0 : null;
    this.#hasKey = codec.writeKey !== null && (codec.exact || !staged);
  }

  /** A value in its binary form, without its length. */
  take(bytes: Buffer, start: number, end: number): void {
    if (this.#hasKey) {
      this.#key.length = 0;
      this.#codec.writeKey?.(bytes, start, end, this.#key);
      hashBytes(this.#key.bytes, 0, this.#key.length);
    } else hashBytes(bytes, start, end);
    this.#distinct.add(hash.high, hash.low);
    if (this.#ordered) this.#takeExtremes(bytes, start, end);
    this.#shapes?.take(bytes, start, end);
  }

  get profile(): ValueProfile {
    const shapes = this.#shapes?.most(SHAPES_SHOWN);
    return {
      distinct: this.#distinct.count,
      distinctExact: this.#distinct.exact,
      min: this.#shown(this.#least),
      max: this.#shown(this.#greatest),
      lengths:
        this.#shapes === null || this.#least === null
          ? null
          : { min: this.#shapes.lengthMin, max: this.#shapes.lengthMax },
      shapes: shapes?.shapes ?? [],
      otherShapes: shapes?.others ?? 0,
    };
  }

  #takeExtremes(bytes: Buffer, start: number, end: number): void {
    let first = 0;
    if (this.#flip !== null) {
      first = (getFirst(bytes, start, end) ^ this.#flip) >>> 0;
      // Nearly every value lies between the two, and four bytes tell.
      if (first > this.#leastFirst && first < this.#greatestFirst) return;
    }
    const codec = this.#codec;
    const last = codec.isText ? Math.min(end, start + EXTREME_BYTES_MAX) : end;
    if (this.#least === null || codec.compare(bytes, start, last, this.#least, 0, this.#least.length) < 0) {
      this.#least = Buffer.from(bytes.subarray(start, last));
      this.#leastFirst = first;
    }
    if (this.#greatest === null || codec.compare(bytes, start, last, this.#greatest, 0, this.#greatest.length) > 0) {
      this.#greatest = Buffer.from(bytes.subarray(start, last));
      this.#greatestFirst = first;
    }
  }

  #shown(value: Buffer | null): string | null {
    if (value === null) return null;
    // A character that was cut in two is left out.
    const isCut = this.#codec.isText && value.length === EXTREME_BYTES_MAX;
    const text = this.#codec.show(value, 0, value.length).replace(isCut ? /\ufffd$/ : '', '');
    return text.length > SHOWN_MAX || isCut ? `${text.slice(0, SHOWN_MAX)}…` : text;
  }
}

/** The first four bytes; what is not there is zero, which stands in no text. */
function getFirst(bytes: Buffer, start: number, end: number): number {
  if (end - start >= 4) return getInt32(bytes, start);
  let word = 0;
  for (let at = start; at < start + 4; at += 1) word = (word << 8) | (at < end ? (bytes[at] ?? 0) : 0);
  return word;
}
