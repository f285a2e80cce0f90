const SLOTS_MIN = 1024;

/** Whole numbers up to 2^53 with the record of each, in a hash table of open addressing. */
export class SparseIntegers {
  #count = 0;
  #keys: Float64Array;
  /** 0 where the slot is empty. */
  #records: Uint32Array;

  /** @param expected keys that it will hold at least */
  constructor(expected: number) {
    let slots = SLOTS_MIN;
    while (slots < expected * 2) slots *= 2;
    this.#keys = new Float64Array(slots);
    this.#records = new Uint32Array(slots);
  }

  get bytesUsed(): number {
    return this.#keys.byteLength + this.#records.byteLength;
  }

  find(number: number): number {
    return this.#records[this.#slotOf(number)] ?? 0;
  }

  /** Gives the number to `record` and returns 0, or returns the record that has it. */
  claim(number: number, record: number): number {
    const slot = this.#slotOf(number);
    const owner = this.#records[slot] ?? 0;
    if (owner !== 0) return owner;
    this.#keys[slot] = number;
    this.#records[slot] = record;
    this.#count += 1;
    if (this.#count * 10 > this.#keys.length * 7) this.#grow();
    return 0;
  }

  #slotOf(number: number): number {
    const mask = this.#keys.length - 1;
    let slot = hashOf(number) & mask;
    while (this.#records[slot] !== 0 && this.#keys[slot] !== number) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const records = this.#records;
    this.#keys = new Float64Array(keys.length * 2);
    this.#records = new Uint32Array(keys.length * 2);
    for (const [at, record] of records.entries()) {
      if (record === 0) continue;
      const slot = this.#slotOf(keys[at] ?? 0);
      this.#keys[slot] = keys[at] ?? 0;
      this.#records[slot] = record;
    }
  }
}

/** MurmurHash3's last step over both halves of the number. */
function hashOf(number: number): number {
  let hash = (number | 0) ^ Math.imul(Math.floor(number / 4_294_967_296), 0x9e37_79b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
