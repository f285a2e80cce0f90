import type { InferredColumn, InferredType, KeyDoubt, TypeAgainst } from '#shared/inferred-table.ts';
import { skipSpaces, trimEnd } from '#backend/types/bytes.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { DistinctCount } from './distinct-count.ts';
import { hash, hashBytes } from './hash-bytes.ts';
import {
  areLetters,
  bitsOf,
  inferredTypes,
  IS_FINITE,
  type NarrowType,
  SAYS_TRUE,
  type TypeMask,
} from './type-mask.ts';

/** Values whose keys are compared; a column with more is proposed as no key. 64 MiB at most. */
const KEY_VALUES_MAX = 4_194_304;
/** numeric(p, s) knows so many digits; without them there are more. */
const PRECISION_MAX = 1000;
/** Characters of a value that are shown. */
const SHOWN_CHARACTERS = 80;

interface First {
  readonly record: number;
  readonly value: string;
}

/** What the values of one column of a file say of its type. Memory does not grow with the file, but for a key's values. */
export class ColumnInference {
  /** Values by the bits of the types that take them. */
  readonly #byBits = new Map<number, number>();
  /** Bits that no value has lacked yet. */
  #kept = allBits;
  /** The first value that lacked a bit. */
  readonly #against = new Map<number, First>();
  #first: First | null = null;
  values = 0;
  nulls = 0;
  /** Quoted and empty: a text, and NULL to every other type. */
  emptyTexts = 0;
  /** Values that no type takes: not UTF-8, or with a NUL. */
  unreadable = 0;
  #whole = 0;
  #scale = 0;
  readonly #folded = new TupleBuffer(64);
  readonly #keyValuesMax: number;
  #keys: DistinctCount | null;
  #keyDoubt: Omit<KeyDoubt, 'name'> | null = null;

  /**
   * @param isKeyLike whether its values are to be compared, so that it may be proposed as the primary key
   * @param keyValuesMax how many are compared
   */
  constructor(isKeyLike: boolean, keyValuesMax = KEY_VALUES_MAX) {
    this.#keyValuesMax = keyValuesMax;
    this.#keys = isKeyLike ? new DistinctCount(keyValuesMax) : null;
  }

  /** Whether every value so far was another, and none NULL. */
  get unique(): boolean {
    return this.#keys !== null && this.values > 0 && this.#without === 0;
  }

  /** Why it is no key; null: it is one, or was not looked at. */
  get keyDoubt(): Omit<KeyDoubt, 'name'> | null {
    if (this.#keyDoubt !== null || this.#keys === null) return this.#keyDoubt;
    return this.#without === 0 ? null : { why: 'empty', count: this.#without, first: null };
  }

  /** Rows whose value can be no key's. */
  get #without(): number {
    return this.nulls + this.emptyTexts + this.unreadable;
  }

  /** A value that is not NULL and that text takes, with the types that take it. */
  take(bytes: Buffer, start: number, end: number, { bits, whole, scale }: TypeMask, record: number): void {
    this.values += 1;
    this.#byBits.set(bits, (this.#byBits.get(bits) ?? 0) + 1);
    if (whole > this.#whole) this.#whole = whole;
    if (scale > this.#scale) this.#scale = scale;
    if ((this.#kept & ~bits) !== 0) this.#note(bits, bytes, start, end, record);
    if (this.#keys !== null) this.#takeKey(this.#keys, bytes, start, end, record);
  }

  #note(bits: number, bytes: Buffer, start: number, end: number, record: number): void {
    const first = { record, value: shownText(bytes, start, end) };
    this.#first ??= first;
    for (const lost of typeBits) if ((this.#kept & ~bits & lost) !== 0) this.#against.set(lost, first);
    this.#kept &= bits;
  }

  /** White space and case do not tell two keys apart: whoever does so proposes no key where there may be none. */
  #takeKey(keys: DistinctCount, bytes: Buffer, start: number, end: number, record: number): void {
    const first = skipSpaces(bytes, start, end);
    const last = trimEnd(bytes, first, end);
    const folded = this.#folded;
    folded.length = 0;
    const to = folded.reserve(last - first);
    for (let at = first; at < last; at += 1) {
      const byte = bytes[at] ?? 0;
      folded.bytes[to + at - first] = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    }
    hashBytes(folded.bytes, 0, folded.length);
    keys.add(hash.high, hash.low);
    if (keys.exact && keys.count === this.values) return;
    this.#keys = null;
    this.#keyDoubt = keys.exact
      ? { why: 'twice', count: 0, first: { record, value: shownText(bytes, start, end) } }
      : { why: 'many', count: this.#keyValuesMax, first: null };
  }

  /** The narrowest type that takes every value, the row that decided on it, and the other types that could be meant. */
  conclude(): Pick<InferredColumn, 'type' | 'values' | 'empty' | 'decided' | 'choices'> {
    const known = inferredTypes.map((type) => this.#tally(type));
    const type = this.values === 0 ? undefined : known.find((one) => one.against === 0 && one.sure)?.type;
    const chosen: InferredType = type === undefined ? { name: 'text' } : this.#typeOf(type);
    const likely = known
      .filter(
        (one) =>
          one.type !== type && this.values > 0 && 2 * one.against <= this.values && (one.against > 0 || one.sure),
      )
      .map((one) => this.#choice(one));
    const isText = type === undefined;
    const empty = isText ? this.nulls : this.nulls + this.emptyTexts;
    return {
      type: chosen,
      values: this.values + (isText ? this.emptyTexts : 0),
      empty,
      decided: this.#decided(type, known),
      choices: [...likely, ...(isText ? [] : [{ type: { name: 'text' }, against: 0, first: null }])],
    };
  }

  #choice({ type, against, bit }: Tally): TypeAgainst {
    return { type: this.#typeOf(type), against, first: this.#against.get(bit) ?? null };
  }

  /** The first value that the next narrower type does not take; of text the type that came nearest, or its first value. */
  #decided(type: NarrowType | undefined, known: readonly Tally[]): TypeAgainst | null {
    if (this.values === 0) return null;
    if (type === undefined) {
      const [nearest] = known.filter(({ fits }) => fits > 0).toSorted((a, b) => a.against - b.against);
      if (nearest === undefined) return { type: null, against: this.values, first: this.#first };
      return this.#choice(nearest);
    }
    const before = narrower[type];
    const tally = before === undefined ? undefined : known.find((one) => one.type === before);
    return tally === undefined || tally.against === 0 ? null : this.#choice(tally);
  }

  /** Of a type of several bits that one counts which most values have. */
  #tally(type: NarrowType): Tally {
    const all = bitsOf[type].map((bit) => ({ bit, fits: this.#fits(bit) }));
    const { bit, fits } = all.reduce((best, one) => (one.fits > best.fits ? one : best));
    return { type, bit, fits, against: this.values - fits, sure: this.#isSure(type, bit) };
  }

  /** A column of nothing but NaN is none of numbers, and one of nothing but F none of truth. */
  #isSure(type: NarrowType, bit: number): boolean {
    if (type === 'float8') return this.#fits(bit | IS_FINITE) > 0;
    if (!areLetters(bit)) return true;
    const yes = this.#fits(bit | SAYS_TRUE);
    return yes > 0 && yes < this.#fits(bit);
  }

  /** Values that have all of these bits. */
  #fits(bits: number): number {
    let fits = 0;
    for (const [known, count] of this.#byBits) if ((known & bits) === bits) fits += count;
    return fits;
  }

  #typeOf(type: NarrowType): InferredType {
    if (type !== 'numeric') return { name: type };
    const precision = Math.max(1, this.#whole) + this.#scale;
    return precision > PRECISION_MAX ? { name: type } : { name: type, modifiers: [precision, this.#scale] };
  }
}

interface Tally {
  readonly type: NarrowType;
  readonly bit: number;
  readonly fits: number;
  readonly against: number;
  /** Whether its values are ones that no other type would be meant by. */
  readonly sure: boolean;
}

/** The type before each in the order of its kind. */
const narrower: Readonly<Partial<Record<NarrowType, NarrowType>>> = {
  int8: 'int4',
  numeric: 'int8',
  float8: 'numeric',
  timestamp: 'date',
  timestamptz: 'timestamp',
};

const typeBits: readonly number[] = inferredTypes.flatMap((type) => bitsOf[type]);
const allBits = typeBits.reduce((all, bit) => all | bit, 0);

const shownText = (bytes: Buffer, start: number, end: number): string => {
  const text = bytes.toString('utf8', start, Math.min(end, start + 4 * SHOWN_CHARACTERS));
  const characters = Array.from(text);
  return characters.length > SHOWN_CHARACTERS ? `${characters.slice(0, SHOWN_CHARACTERS).join('')}…` : text;
};
