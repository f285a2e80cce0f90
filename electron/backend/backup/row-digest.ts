/** Lanes of 32 bits in a digest. */
const LANES = 8;
const TWO_32 = 4_294_967_296;
/** So many sums of 32 bits are exact in a double. */
const ROWS_EXACT = 2 ** 20;

const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;

/**
 * Digest of rows, whatever their order: the sum, modulo 2^256, of a hash of each row. The hash of a row is MurmurHash3 x86 128 (Austin Appleby,
 * public domain) of its tuple in COPY's binary form, drawn out to 256 bits by two finalisations of its state.
 *
 * What it proves: that two sets of rows are the same, NULLs, order of columns and repeated rows included, against every error
 * of programs, disks and networks: two that differ have the same digest once in 2^128. What it does not prove: that nobody made two
 * sets of rows to have the same digest, for the hash is none of cryptography. What a file holds is proved by its SHA-256 besides.
 */
export class RowDigest {
  rows = 0;
  readonly #sums = new Float64Array(LANES);

  /** Adds rows as COPY out hands them on: `bounds` holds where each begins and ends in `bytes`. */
  addAll(bytes: Buffer, bounds: Int32Array, rows: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let row = 0; row < rows; row += 1) this.add(view, bounds[2 * row] ?? 0, bounds[2 * row + 1] ?? 0);
  }

  /** Adds the row whose tuple stands in `bytes` from `start` to `end`. `view` shows the same bytes. */
  add(view: DataView, start: number, end: number): void {
    const length = end - start;
    let h1 = 0;
    let h2 = 0;
    let h3 = 0;
    let h4 = 0;
    let at = start;
    for (const last = end - 16; at <= last; at += 16) {
      h1 = mixIn(h1, view.getInt32(at, true), C1, C2, 15);
      h1 = (Math.imul((((h1 << 19) | (h1 >>> 13)) + h2) | 0, 5) + 0x561ccd1b) | 0;
      h2 = mixIn(h2, view.getInt32(at + 4, true), C2, C3, 16);
      h2 = (Math.imul((((h2 << 17) | (h2 >>> 15)) + h3) | 0, 5) + 0x0bcaa747) | 0;
      h3 = mixIn(h3, view.getInt32(at + 8, true), C3, C4, 17);
      h3 = (Math.imul((((h3 << 15) | (h3 >>> 17)) + h4) | 0, 5) + 0x96cd1c35) | 0;
      h4 = mixIn(h4, view.getInt32(at + 12, true), C4, C1, 18);
      h4 = (Math.imul((((h4 << 13) | (h4 >>> 19)) + h1) | 0, 5) + 0x32ac3b17) | 0;
    }
    if (at < end) h4 = mixIn(h4, lastWord(view, at + 12, end), C4, C1, 18);
    if (at < end) h3 = mixIn(h3, lastWord(view, at + 8, end), C3, C4, 17);
    if (at < end) h2 = mixIn(h2, lastWord(view, at + 4, end), C2, C3, 16);
    if (at < end) h1 = mixIn(h1, lastWord(view, at, end), C1, C2, 15);
    this.#finish(h1 ^ length, h2 ^ length, h3 ^ length, h4 ^ length, 0);
    this.#finish(h1 ^ length ^ C3, h2 ^ length ^ C4, h3 ^ length ^ C1, h4 ^ length ^ C2, 4);
    this.rows += 1;
    if (this.rows % ROWS_EXACT === 0) this.#carry();
  }

  /** 64 hex digits. */
  hex(): string {
    this.#carry();
    let text = '';
    for (const sum of this.#sums) text = sum.toString(16).padStart(8, '0') + text;
    return text;
  }

  #finish(a: number, b: number, c: number, d: number, lane: number): void {
    const sum = (a + b + c + d) | 0;
    let h1 = finalMix(sum);
    let h2 = finalMix((b + sum) | 0);
    let h3 = finalMix((c + sum) | 0);
    let h4 = finalMix((d + sum) | 0);
    h1 = (h1 + h2 + h3 + h4) | 0;
    h2 = (h2 + h1) | 0;
    h3 = (h3 + h1) | 0;
    h4 = (h4 + h1) | 0;
    const sums = this.#sums;
    sums[lane] = (sums[lane] ?? 0) + (h1 >>> 0);
    sums[lane + 1] = (sums[lane + 1] ?? 0) + (h2 >>> 0);
    sums[lane + 2] = (sums[lane + 2] ?? 0) + (h3 >>> 0);
    sums[lane + 3] = (sums[lane + 3] ?? 0) + (h4 >>> 0);
  }

  /** Brings each lane back to 32 bits; what is above goes to the next, and is left out beyond the last. */
  #carry(): void {
    let carry = 0;
    for (let lane = 0; lane < LANES; lane += 1) {
      const sum = (this.#sums[lane] ?? 0) + carry;
      carry = Math.floor(sum / TWO_32);
      this.#sums[lane] = sum - carry * TWO_32;
    }
  }
}

const mixIn = (h: number, word: number, c1: number, c2: number, turn: number): number => {
  const k = Math.imul(word, c1);
  return h ^ Math.imul((k << turn) | (k >>> (32 - turn)), c2);
};

/** The bytes from `at` to `end`, four at most, as a little-endian number; 0 where there are none. */
function lastWord(view: DataView, at: number, end: number): number {
  if (at + 4 <= end) return view.getInt32(at, true);
  let word = 0;
  for (let from = end - 1; from >= at; from -= 1) word = (word << 8) | view.getUint8(from);
  return word;
}

function finalMix(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
