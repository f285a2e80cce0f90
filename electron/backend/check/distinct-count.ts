/** Registers of the estimate, 2^14: its standard error is 0.8 %. */
const REGISTER_BITS = 14;
const REGISTERS = 1 << REGISTER_BITS;
/** Rank of a register at most: the 32 bits of the second half all zero. */
const RANK_MAX = 33;

/**
 * Counts different values by their 64-bit hashes: exactly up to a bound, beyond it by an estimate, so that a column takes no
 * more memory than 16 bytes a value of the bound, or 16 KiB once it is estimated. That two values share a hash, and so
 * count as one, has a probability below 1 in 8 thousand million for 65,536 values.
 * Source: Ertl, New cardinality estimation algorithms for HyperLogLog sketches, 2017 (arXiv:1702.01284), algorithm 6.
 */
export class DistinctCount {
  readonly #exactMax: number;
  /** Pairs of halves, open addressing; a pair of zeros is free. */
  #slots = new Int32Array(128);
  #count = 0;
  #registers: Uint8Array | null = null;

  /** @param exactMax how many different values are counted exactly */
  constructor(exactMax: number) {
    this.#exactMax = exactMax;
  }

  /** Takes the two halves of a value's hash, each 32 bits. */
  add(high: number, low: number): void {
    if (this.#registers !== null) {
      note(this.#registers, high, low);
      return;
    }
    // A hash of zero would look like a free slot.
    const first = high === 0 && low === 0 ? 1 : high;
    const mask = this.#slots.length / 2 - 1;
    let slot = low & mask;
    for (;;) {
      const there = this.#slots[2 * slot] ?? 0;
      const thereToo = this.#slots[2 * slot + 1] ?? 0;
      if (there === first && thereToo === low) return;
      if (there === 0 && thereToo === 0) break;
      slot = (slot + 1) & mask;
    }
    if (this.#count === this.#exactMax) {
      this.#estimate();
      this.add(high, low);
      return;
    }
    this.#slots[2 * slot] = first;
    this.#slots[2 * slot + 1] = low;
    this.#count += 1;
    if (this.#count * 4 > this.#slots.length) this.#grow();
  }

  /** Whether `count` is exact. */
  get exact(): boolean {
    return this.#registers === null;
  }

  get count(): number {
    return this.#registers === null ? this.#count : Math.round(estimateOf(this.#registers));
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    const mask = this.#slots.length / 2 - 1;
    for (let at = 0; at < old.length; at += 2) {
      const high = old[at] ?? 0;
      const low = old[at + 1] ?? 0;
      if (high === 0 && low === 0) continue;
      let slot = low & mask;
      while (this.#slots[2 * slot] !== 0 || this.#slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
      this.#slots[2 * slot] = high;
      this.#slots[2 * slot + 1] = low;
    }
  }

  #estimate(): void {
    const registers = new Uint8Array(REGISTERS);
    for (let at = 0; at < this.#slots.length; at += 2) {
      const high = this.#slots[at] ?? 0;
      const low = this.#slots[at + 1] ?? 0;
      if (high !== 0 || low !== 0) note(registers, high, low);
    }
    this.#registers = registers;
    this.#slots = new Int32Array(0);
  }
}

/** The first half chooses the register, the second is what it counts zeros in. */
function note(registers: Uint8Array, high: number, low: number): void {
  const register = high >>> (32 - REGISTER_BITS);
  const rank = Math.clz32(low) + 1;
  if (rank > (registers[register] ?? 0)) registers[register] = rank;
}

function estimateOf(registers: Uint8Array): number {
  const withRank = new Float64Array(RANK_MAX + 1);
  for (const rank of registers) withRank[rank] = (withRank[rank] ?? 0) + 1;
  let sum = REGISTERS * tau(1 - (withRank[RANK_MAX] ?? 0) / REGISTERS);
  for (let rank = RANK_MAX - 1; rank >= 1; rank -= 1) sum = (sum + (withRank[rank] ?? 0)) / 2;
  sum += REGISTERS * sigma((withRank[0] ?? 0) / REGISTERS);
  return (REGISTERS * REGISTERS) / (2 * Math.LN2 * sum);
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let power = share;
  let weight = 1;
  let sum = share;
  for (;;) {
    power *= power;
    const before = sum;
    sum += power * weight;
    weight *= 2;
    if (sum === before) return sum;
  }
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let root = share;
  let weight = 1;
  let sum = 1 - share;
  for (;;) {
    root = Math.sqrt(root);
    const before = sum;
    weight /= 2;
    sum -= (1 - root) ** 2 * weight;
    if (sum === before) return sum / 3;
  }
}
