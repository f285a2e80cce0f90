import type { KeySet } from './key-set.ts';

const RECORD_MAX = 0xffff_ffff;
/** At most half of the slots are taken. */
const SLOTS_MIN = 1024;

type HashBytes = (bytes: Buffer, start: number, end: number) => number;

/**
 * A KeySet for keys of any bytes: a hash table of open addressing over an arena that holds the keys one after the other.
 * Equal hashes are told apart by the bytes themselves.
 */
export class ByteKeySet implements KeySet {
  size = 0;
  /** Number of the key plus 1, or 0. */
  #slots = new Uint32Array(SLOTS_MIN);
  #hashes = new Uint32Array(SLOTS_MIN / 2);
  #records = new Uint32Array(SLOTS_MIN / 2);
  /** Where each key ends in the arena; it begins where the one before it ends. */
  #ends = new Float64Array(SLOTS_MIN / 2);
  #arena = Buffer.allocUnsafe(16 * 1024);
  #arenaBytes = 0;
  readonly #hash: HashBytes;

  /** @param hash 32 bits of a key; answers do not hang on its quality, speed does */
  constructor(hash: HashBytes = seededHash()) {
    this.#hash = hash;
  }

  get bytesUsed(): number {
    return (
      this.#slots.byteLength +
      this.#hashes.byteLength +
      this.#records.byteLength +
      this.#ends.byteLength +
      this.#arena.length
    );
  }

  find(key: Buffer, start: number, end: number): number {
    const entry = this.#slots[this.#slotOf(key, start, end, this.#hash(key, start, end))] ?? 0;
    return entry === 0 ? 0 : (this.#records[entry - 1] ?? 0);
  }

  claim(key: Buffer, start: number, end: number, record: number): number {
    const hash = this.#hash(key, start, end);
    const slot = this.#slotOf(key, start, end, hash);
    const entry = this.#slots[slot] ?? 0;
    if (entry !== 0) return this.#records[entry - 1] ?? 0;
    this.#append(key, start, end);
    const at = this.size;
    this.#hashes[at] = hash;
    this.#records[at] = Math.min(record, RECORD_MAX);
    this.#ends[at] = this.#arenaBytes;
    this.size += 1;
    this.#slots[slot] = this.size;
    if (this.size * 2 >= this.#slots.length) this.#grow();
    return 0;
  }

  /** The slot that holds the key, or the empty one that would take it. */
  #slotOf(key: Buffer, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const entry = this.#slots[slot] ?? 0;
      if (entry === 0) return slot;
      if (this.#hashes[entry - 1] === hash && this.#holds(entry - 1, key, start, end)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #holds(entry: number, key: Buffer, start: number, end: number): boolean {
    const from = entry === 0 ? 0 : (this.#ends[entry - 1] ?? 0);
    const to = this.#ends[entry] ?? 0;
    return to - from === end - start && this.#arena.compare(key, start, end, from, to) === 0;
  }

  #append(key: Buffer, start: number, end: number): void {
    const needed = this.#arenaBytes + end - start;
    if (needed > this.#arena.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, Math.ceil(this.#arena.length * 1.5)));
      this.#arena.copy(grown, 0, 0, this.#arenaBytes);
      this.#arena = grown;
    }
    key.copy(this.#arena, this.#arenaBytes, start, end);
    this.#arenaBytes = needed;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let entry = 0; entry < this.size; entry += 1) {
      let slot = (this.#hashes[entry] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry + 1;
    }
    this.#slots = slots;
    const room = slots.length / 2;
    this.#hashes = widened(this.#hashes, new Uint32Array(room));
    this.#records = widened(this.#records, new Uint32Array(room));
    this.#ends = widened(this.#ends, new Float64Array(room));
  }
}

/** FNV-1a with the last step of MurmurHash3; the seed is there so that no file can be written for which many keys collide. */
function seededHash(): HashBytes {
  const seed = Math.floor(Math.random() * RECORD_MAX);
  return (bytes, start, end) => {
    let hash = seed;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x0100_0193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  };
}

function widened<T extends Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
