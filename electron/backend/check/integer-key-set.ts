import { getInt32 } from '#backend/types/bytes.ts';
import { ByteKeySet } from './byte-key-set.ts';
import type { KeySet } from './key-set.ts';
import { SparseIntegers } from './sparse-integers.ts';

const RECORD_MAX = 0xffff_ffff;
const PAGE_KEYS = 256;
/** The entry of a page in the directory, about. */
const ENTRY_BYTES = 40;
/** Pages that nearly all stand empty are given up for a hash table beyond this. */
const PAGES_FREE = 56_000;
const KEYS_A_PAGE_MIN = PAGE_KEYS / 6;

const TWO_32 = 4_294_967_296;
/** High halves of the int64 that a double holds exactly. */
const HIGH_EXACT = 0x20_0000;

/**
 * A KeySet for keys of one integer, given as int2, int4 or int8 in network order; equal numbers of different width are
 * one key. Ids mostly stand close together, so their records are held in pages, 4 bytes a key; ids that are strewn over
 * a wide range move to a hash table.
 */
export class IntegerKeySet implements KeySet {
  size = 0;
  /** By number of the page, where it begins in #records. */
  readonly #pages = new Map<number, number>();
  /** One page after the other, in the order in which they came; 0: nobody's. */
  #records = new Uint32Array(PAGE_KEYS);
  /** The page that was used last. */
  #pageNumber = Number.NaN;
  #pageStart = 0;
  #sparse: SparseIntegers | null = null;
  /** Numbers beyond 2^53. */
  #wide: ByteKeySet | null = null;

  get bytesUsed(): number {
    const own = this.#pages.size * ENTRY_BYTES + this.#records.byteLength;
    return own + (this.#sparse?.bytesUsed ?? 0) + (this.#wide?.bytesUsed ?? 0);
  }

  find(key: Buffer, start: number, end: number): number {
    if (isWide(key, start, end)) return this.#wide?.find(key, start, end) ?? 0;
    const number = readNumber(key, start, end);
    if (this.#sparse !== null) return this.#sparse.find(number);
    const pageNumber = Math.floor(number / PAGE_KEYS);
    const pageStart = pageNumber === this.#pageNumber ? this.#pageStart : this.#pages.get(pageNumber);
    return pageStart === undefined ? 0 : (this.#records[pageStart + (number - pageNumber * PAGE_KEYS)] ?? 0);
  }

  claim(key: Buffer, start: number, end: number, record: number): number {
    const kept = Math.min(record, RECORD_MAX);
    const owner = isWide(key, start, end)
      ? (this.#wide ??= new ByteKeySet()).claim(key, start, end, kept)
      : this.#claimNumber(readNumber(key, start, end), kept);
    if (owner === 0) this.size += 1;
    return owner;
  }

  #claimNumber(number: number, record: number): number {
    if (this.#sparse !== null) return this.#sparse.claim(number, record);
    const pageNumber = Math.floor(number / PAGE_KEYS);
    if (pageNumber !== this.#pageNumber) {
      if (this.#isStrewn()) {
        this.#sparse = this.#moveToSparse();
        return this.#sparse.claim(number, record);
      }
      this.#pageStart = this.#pages.get(pageNumber) ?? this.#addPage(pageNumber);
      this.#pageNumber = pageNumber;
    }
    const place = this.#pageStart + (number - pageNumber * PAGE_KEYS);
    const owner = this.#records[place] ?? 0;
    if (owner === 0) this.#records[place] = record;
    return owner;
  }

  #addPage(pageNumber: number): number {
    const start = this.#pages.size * PAGE_KEYS;
    if (start === this.#records.length) {
      const grown = new Uint32Array(this.#records.length * 2);
      grown.set(this.#records);
      this.#records = grown;
    }
    this.#pages.set(pageNumber, start);
    return start;
  }

  #isStrewn(): boolean {
    const paged = this.size - (this.#wide?.size ?? 0);
    return this.#pages.size > PAGES_FREE && paged < this.#pages.size * KEYS_A_PAGE_MIN;
  }

  #moveToSparse(): SparseIntegers {
    const sparse = new SparseIntegers(this.size);
    for (const [pageNumber, start] of this.#pages) {
      for (let place = 0; place < PAGE_KEYS; place += 1) {
        const record = this.#records[start + place] ?? 0;
        if (record !== 0) sparse.claim(pageNumber * PAGE_KEYS + place, record);
      }
    }
    this.#pages.clear();
    this.#records = new Uint32Array(0);
    return sparse;
  }
}

function isWide(key: Buffer, start: number, end: number): boolean {
  if (end - start !== 8) return false;
  const high = getInt32(key, start);
  return high >= HIGH_EXACT || high < -HIGH_EXACT;
}

function readNumber(key: Buffer, start: number, end: number): number {
  if (end - start === 4) return getInt32(key, start);
  if (end - start === 8) return getInt32(key, start) * TWO_32 + (getInt32(key, start + 4) >>> 0);
  return key.readInt16BE(start);
}
