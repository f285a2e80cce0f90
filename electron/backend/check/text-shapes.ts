import type { ShapeCount } from '#shared/load.ts';

/** Characters of a pattern that are kept; what is longer ends in `…`. */
const PATTERN_MAX = 24;
/** Different patterns that are counted; values of any further one are counted together. */
const PATTERNS_MAX = 64;
const UPPER = 0x41;
const LOWER = 0x61;
const DIGIT = 0x39;
const SPACE = 0x20;

interface Pattern {
  readonly text: string;
  readonly bytes: Uint8Array;
  count: number;
}

/**
 * What the texts of a column look like: `A` for a capital, `9` for a digit, one `a` for any run of other letters, all else as it
 * is; so that codes differ by their length, and names do not. Letters beyond ASCII count as `a`. Also the shortest and the
 * longest text, in characters. Takes a few KiB, whatever comes.
 */
export class TextShapes {
  lengthMin = Number.POSITIVE_INFINITY;
  lengthMax = 0;
  /** Values whose pattern came when there were too many already. */
  others = 0;
  readonly #known = new Map<number, Pattern[]>();
  #patterns = 0;
  readonly #draft = new Uint8Array(PATTERN_MAX);
  #last: Pattern | null = null;

  /** @param bytes a text in valid UTF-8, from `start` to `end` */
  take(bytes: Buffer, start: number, end: number): void {
    const draft = this.#draft;
    let length = 0;
    let hash = 0;
    let before = 0;
    let characters = 0;
    let at = start;
    for (; at < end && length < PATTERN_MAX; at += 1) {
      const byte = bytes[at] ?? 0;
      if ((byte & 0xc0) !== 0x80) characters += 1;
      const sign = signOf(byte);
      if (sign === LOWER && before === LOWER) continue;
      before = sign;
      draft[length] = sign;
      length += 1;
      hash = Math.imul(hash ^ sign, 0x0100_0193);
    }
    for (let rest = at; rest < end; rest += 1) if (((bytes[rest] ?? 0) & 0xc0) !== 0x80) characters += 1;
    if (characters < this.lengthMin) this.lengthMin = characters;
    if (characters > this.lengthMax) this.lengthMax = characters;
    this.#count(length, at < end ? hash ^ 1 : hash, at < end);
  }

  /** The most frequent patterns, most frequent first. */
  most(max: number): { readonly shapes: ShapeCount[]; readonly others: number } {
    const all = [...this.#known.values()].flat().toSorted((a, b) => b.count - a.count);
    const rest = all.slice(max).reduce((sum, { count }) => sum + count, this.others);
    return { shapes: all.slice(0, max).map(({ text, count }) => ({ pattern: text, count })), others: rest };
  }

  #count(length: number, hash: number, isCut: boolean): void {
    // Most values look like the one before.
    if (this.#last !== null && this.#isDraft(this.#last, length, isCut)) {
      this.#last.count += 1;
      return;
    }
    const alike = this.#known.get(hash);
    const known = alike?.find((pattern) => this.#isDraft(pattern, length, isCut));
    if (known !== undefined) {
      known.count += 1;
      this.#last = known;
      return;
    }
    if (this.#patterns === PATTERNS_MAX) {
      this.others += 1;
      return;
    }
    const bytes = this.#draft.slice(0, length);
    const text = Buffer.from(bytes).toString('latin1') + (isCut ? '…' : '');
    const pattern = { text, bytes, count: 1 };
    this.#last = pattern;
    this.#patterns += 1;
    if (alike === undefined) this.#known.set(hash, [pattern]);
    else alike.push(pattern);
  }

  #isDraft({ bytes, text }: Pattern, length: number, isCut: boolean): boolean {
    if (bytes.length !== length || text.length > length !== isCut) return false;
    for (let at = 0; at < length; at += 1) if (bytes[at] !== this.#draft[at]) return false;
    return true;
  }
}

function signOf(byte: number): number {
  if (byte >= 0x61 && byte <= 0x7a) return LOWER;
  if (byte >= 0x80) return LOWER;
  if (byte >= 0x30 && byte <= 0x39) return DIGIT;
  if (byte >= 0x41 && byte <= 0x5a) return UPPER;
  // A control character would not be seen.
  return byte < SPACE || byte === 0x7f ? SPACE : byte;
}
