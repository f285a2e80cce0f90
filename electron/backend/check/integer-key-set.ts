import { getInt32 } from '#backend/types/bytes.ts';
import { ByteKeySet } from './byte-key-set.ts';
import type { KeySet } from './key-set.ts';
import { SparseIntegers } from './sparse-integers.ts';

const RECORD_MAX = 0xffff_ffff;
const PAGE_KEYS = 256;
const PAGE_WORDS = PAGE_KEYS / 32;
/** Pages whose records stand in one array. */
const CHUNK_PAGES = 256;
/** A page without records of its own: its entry in the directory, about, its bits, its distance and its index. */
const PAGE_BYTES = 40 + 4 * PAGE_WORDS + 8 + 4;
/** Pages that nearly all stand empty are given up for a hash table beyond this. */
const PAGES_FREE = 56_000;
const KEYS_A_PAGE_MIN = PAGE_KEYS / 6;

const TWO_32 = 4_294_967_296;
/** High halves of the int64 that a double holds exactly, with a record added. */
const HIGH_EXACT = 0x10_0000;

/**
 * A KeySet for keys of one integer, given as int2, int4 or int8 in network order; equal numbers of different width are one
 * key. Ids mostly stand close together, so they are held in pages, one bit a key. They mostly go up by one from row to row
 * too: the record of a key is its distance from the key, which is the same all over a page; a page of which that is not so
 * holds its records, 4 bytes a key. Ids that are strewn over a wide range move to a hash table.
 */
export class IntegerKeySet implements KeySet {
  size = 0;
  /** By the number of a page, its index: pages are counted in the order in which they came. */
  readonly #pages = new Map<number, number>();
  #bits = new Uint32Array(16 * PAGE_WORDS);
  /** By page: the record of its keys, less the key. */
  #distances = new Float64Array(16);
  /** By page: 1 and the index of its records, or 0. */
  #ownRecords = new Uint32Array(16);
  readonly #records: Uint32Array[] = [];
  #pagesWithRecords = 0;
  /** The page that was used last. */
  #pageNumber = Number.NaN;
  #page = 0;
  #sparse: SparseIntegers | null = null;
  /** Numbers beyond 2^52. */
  #wide: ByteKeySet | null = null;

  get bytesUsed(): number {
    const own = this.#pages.size * PAGE_BYTES + this.#records.length * CHUNK_PAGES * PAGE_KEYS * 4;
    return own + (this.#sparse?.bytesUsed ?? 0) + (this.#wide?.bytesUsed ?? 0);
  }

  find(key: Buffer, start: number, end: number): number {
    if (isWide(key, start, end)) return this.#wide?.find(key, start, end) ?? 0;
    return this.findNumber(readNumber(key, start, end));
  }

  claim(key: Buffer, start: number, end: number, record: number): number {
    if (!isWide(key, start, end)) return this.claimNumber(readNumber(key, start, end), record);
    const owner = (this.#wide ??= new ByteKeySet()).claim(key, start, end, Math.min(record, RECORD_MAX));
    if (owner === 0) this.size += 1;
    return owner;
  }

  /** As `find`, of a whole number up to 2^52. */
  findNumber(number: number): number {
    if (this.#sparse !== null) return this.#sparse.find(number);
    const pageNumber = Math.floor(number / PAGE_KEYS);
    const page = pageNumber === this.#pageNumber ? this.#page : this.#pages.get(pageNumber);
    return page === undefined ? 0 : this.#ownerOf(page, number - pageNumber * PAGE_KEYS, number);
  }

  /** As `claim`, of a whole number up to 2^52. */
  claimNumber(number: number, record: number): number {
    const kept = Math.min(record, RECORD_MAX);
    const owner = this.#sparse === null ? this.#claimInPage(number, kept) : this.#sparse.claim(number, kept);
    if (owner === 0) this.size += 1;
    return owner;
  }

  /** @param place of the number in its page */
  #ownerOf(page: number, place: number, number: number): number {
    const word = this.#bits[page * PAGE_WORDS + (place >>> 5)] ?? 0;
    if ((word & (1 << (place & 31))) === 0) return 0;
    const own = this.#ownRecords[page] ?? 0;
    return own === 0 ? number + (this.#distances[page] ?? 0) : this.#readRecord(own - 1, place);
  }

  #claimInPage(number: number, record: number): number {
    const pageNumber = Math.floor(number / PAGE_KEYS);
    if (pageNumber !== this.#pageNumber) {
      if (this.#isStrewn()) {
        this.#sparse = this.#moveToSparse();
        return this.#sparse.claim(number, record);
      }
      this.#page = this.#pages.get(pageNumber) ?? this.#addPage(pageNumber, record - number);
      this.#pageNumber = pageNumber;
    }
    const page = this.#page;
    const place = number - pageNumber * PAGE_KEYS;
    const owner = this.#ownerOf(page, place, number);
    if (owner !== 0) return owner;
    if (this.#ownRecords[page] === 0 && record - number !== this.#distances[page]) this.#giveRecords(page, pageNumber);
    const own = this.#ownRecords[page] ?? 0;
    if (own !== 0) this.#writeRecord(own - 1, place, record);
    const word = page * PAGE_WORDS + (place >>> 5);
    this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (place & 31));
    return 0;
  }

  #addPage(pageNumber: number, distance: number): number {
    const page = this.#pages.size;
    if (page === this.#distances.length) {
      this.#bits = widened(this.#bits, new Uint32Array(2 * this.#bits.length));
      this.#distances = widened(this.#distances, new Float64Array(2 * page));
      this.#ownRecords = widened(this.#ownRecords, new Uint32Array(2 * page));
    }
    this.#distances[page] = distance;
    this.#pages.set(pageNumber, page);
    return page;
  }

  /** From now on the page holds a record for each of its keys. */
  #giveRecords(page: number, pageNumber: number): void {
    const index = this.#pagesWithRecords;
    this.#pagesWithRecords += 1;
    if (index % CHUNK_PAGES === 0) this.#records.push(new Uint32Array(CHUNK_PAGES * PAGE_KEYS));
    for (let place = 0; place < PAGE_KEYS; place += 1) {
      this.#writeRecord(index, place, this.#ownerOf(page, place, pageNumber * PAGE_KEYS + place));
    }
    this.#ownRecords[page] = index + 1;
  }

  #readRecord(index: number, place: number): number {
    return this.#records[Math.floor(index / CHUNK_PAGES)]?.[(index % CHUNK_PAGES) * PAGE_KEYS + place] ?? 0;
  }

  #writeRecord(index: number, place: number, record: number): void {
    const chunk = this.#records[Math.floor(index / CHUNK_PAGES)];
    if (chunk !== undefined) chunk[(index % CHUNK_PAGES) * PAGE_KEYS + place] = record;
  }

  #isStrewn(): boolean {
    const paged = this.size - (this.#wide?.size ?? 0);
    return this.#pages.size > PAGES_FREE && paged < this.#pages.size * KEYS_A_PAGE_MIN;
  }

  #moveToSparse(): SparseIntegers {
    const sparse = new SparseIntegers(this.size);
    for (const [pageNumber, page] of this.#pages) {
      for (let place = 0; place < PAGE_KEYS; place += 1) {
        const number = pageNumber * PAGE_KEYS + place;
        const record = this.#ownerOf(page, place, number);
        if (record !== 0) sparse.claim(number, record);
      }
    }
    this.#pages.clear();
    this.#bits = new Uint32Array(0);
    this.#distances = new Float64Array(0);
    this.#ownRecords = new Uint32Array(0);
    this.#records.length = 0;
    return sparse;
  }
}

function widened<T extends Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
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
