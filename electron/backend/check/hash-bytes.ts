/** The two halves of the last hash: a pair of numbers that no call has to make anew. */
export const hash = { high: 0, low: 0 };

/** Spreads the bits of a 32-bit number over all of them. Source: MurmurHash3's fmix32, public domain. */
function mix(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x85eb_ca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2_ae35);
  return bits ^ (bits >>> 16);
}

/**
 * Leaves a 64-bit hash of the bytes in `hash`, four of them at a time. It keeps values apart that nobody chose to collide; it is
 * no defence against somebody who does.
 */
export function hashBytes(bytes: Buffer, start: number, end: number): void {
  let high = 0x9e37_79b9 ^ (end - start);
  let low = 0x7f4a_7c15;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word =
      ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    high = Math.imul(high ^ word, 0xcc9e_2d51);
    high = (high << 15) | (high >>> 17);
    low = Math.imul(low + word, 0x1b87_3593) ^ (low >>> 15);
    low = (low << 13) | (low >>> 19);
  }
  if (at < end) {
    let word = 0;
    for (; at < end; at += 1) word = (word << 8) | (bytes[at] ?? 0);
    high = Math.imul(high ^ word, 0xcc9e_2d51);
    low = Math.imul(low + word, 0x1b87_3593) ^ (low >>> 15);
  }
  hash.high = mix(high ^ (low >>> 7));
  hash.low = mix(low ^ 0x5bd1_e995);
}
