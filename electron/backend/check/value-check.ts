import type { FaultValues } from '#shared/fault.ts';
import { readPattern } from '#shared/pattern/read-pattern.ts';
import { type RejectCode, rejectSentence } from '#shared/reject.ts';
import type { ValueRule } from '#shared/rule.ts';
import { type CodecColumn, plainColumn, type TypeCodec } from '#backend/types/codec.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { countCharacters } from '#backend/types/utf8.ts';
import type { PlanColumn } from './check-plan.ts';
import { makeKeyForm, makeKeySet, type RowValues } from './key-form.ts';

/** A value as a rule sees it: the text of its field, and its binary form. */
export interface RuledValue {
  readonly text: Buffer;
  readonly textStart: number;
  readonly textEnd: number;
  readonly value: Buffer;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** A rule of a dictionary, made ready. */
export interface ValueCheck {
  readonly code: RejectCode;
  readonly severity: 'error' | 'warning';
  holds(value: RuledValue): boolean;
  /** What is wrong with a value for which it does not hold. */
  sentence(value: RuledValue): string;
}

/** What a rule is about. */
interface RulePlace {
  readonly column: string;
  readonly codec: TypeCodec;
  readonly codecColumn: CodecColumn;
}

/** A rule that cannot be made ready; `reason` says why, as a part of a sentence, and the message names the column too. */
export class UnusableRule extends Error {
  readonly reason: string;
  constructor(column: string, reason: string) {
    super(`${column}: ${reason}`);
    this.reason = reason;
  }
}

/**
 * Makes the rules of a column ready: expressions compiled, bounds and lists in binary form.
 * @throws UnusableRule; never for a column of a plan, whose rules were tried
 */
export function makeValueChecks({ rule, codec, codecColumn, declared }: RuledColumn): ValueCheck[] {
  const place = {
    column: rule.name,
    codec: declared ?? codec,
    codecColumn: declared === null ? codecColumn : plainColumn,
  };
  return rule.rules.map((valueRule) => makeValueCheck(valueRule, place));
}

type RuledColumn = Pick<PlanColumn, 'rule' | 'codec' | 'codecColumn' | 'declared'>;

function makeValueCheck(rule: ValueRule, place: RulePlace): ValueCheck {
  const made = makeTest(rule, place);
  const sentence = (value: RuledValue): string =>
    made.sentence ?? rejectSentence(rule.kind, { column: place.column, ...made.values?.(value) });
  return { code: rule.kind, severity: rule.severity, holds: made.holds, sentence };
}

interface Test {
  readonly holds: ValueCheck['holds'];
  /** Instead of the usual sentence of the code. */
  readonly sentence?: string | undefined;
  /** What the usual sentence names. */
  readonly values?: (value: RuledValue) => FaultValues;
}

function makeTest(rule: ValueRule, place: RulePlace): Test {
  switch (rule.kind) {
    case 'length':
      return lengthTest(rule.min, rule.max, place);
    case 'pattern':
      return patternTest(rule.pattern, rule.sentence, place);
    case 'range':
      return rangeTest(rule.min, rule.max, place);
    case 'oneOf':
      return listTest(rule.values, place);
  }
}

const charactersOf = ({ text, textStart, textEnd }: RuledValue): number => countCharacters(text, textStart, textEnd);

function lengthTest(min: number | null, max: number | null, place: RulePlace): Test {
  const low = min ?? 0;
  const high = max ?? Number.POSITIVE_INFINITY;
  if (low > high) throw invalid(place, `no text has at least ${low} and at most ${high} characters`);
  return {
    holds: (value) => {
      const bytes = value.textEnd - value.textStart;
      // No text has more characters than bytes.
      if (low === 0 && bytes <= high) return true;
      if (bytes < low) return false;
      const characters = charactersOf(value);
      return characters >= low && characters <= high;
    },
    values: (value) => ({ got: charactersOf(value), max: boundsInWords(min, max) }),
  };
}

/** What a text takes, for the sentence of a length: `40`, `2 to 40`, `2 or more`. */
function boundsInWords(min: number | null, max: number | null): string {
  if (min === null || min === 0) return String(max);
  return max === null ? `${min} or more` : `${min} to ${max}`;
}

function patternTest(pattern: string, sentence: string | undefined, place: RulePlace): Test {
  const { matcher, problem } = readPattern(pattern);
  if (matcher === null) throw invalid(place, `the pattern ${pattern} ${problem}`);
  return {
    holds: ({ text, textStart, textEnd }) => matcher.test(text.toString('utf8', textStart, textEnd)),
    sentence,
  };
}

function rangeTest(min: string | null, max: string | null, place: RulePlace): Test {
  const { codec, column } = place;
  if (!codec.exact) throw invalid(place, 'a range of this type can only be judged by the server');
  const low = min === null ? null : encodeValue(min, place);
  const high = max === null ? null : encodeValue(max, place);
  if (low !== null && high !== null && codec.compare(low, 0, low.length, high, 0, high.length) > 0) {
    throw invalid(place, `no value is from ${min} to ${max}`);
  }
  return {
    holds: ({ value, valueStart, valueEnd }) =>
      (low === null || codec.compare(value, valueStart, valueEnd, low, 0, low.length) >= 0) &&
      (high === null || codec.compare(value, valueStart, valueEnd, high, 0, high.length) <= 0),
    ...(min === null ? { sentence: `${column} is above ${max ?? ''}.` } : {}),
    ...(max === null ? { sentence: `${column} is below ${min ?? ''}.` } : {}),
    values: () => ({ min: min ?? '', max: max ?? '' }),
  };
}

function listTest(values: readonly string[], place: RulePlace): Test {
  const set = makeKeySet([place.codec]);
  const form = makeKeyForm([place.codec], [0]);
  const starts = new Int32Array(1);
  const lengths = new Int32Array(1);
  const writeKey = (bytes: Buffer, start: number, end: number): void => {
    starts[0] = start;
    lengths[0] = end - start;
    const row: RowValues = { bytes, starts, lengths };
    form.write(row);
  };
  for (const text of values) {
    const value = encodeValue(text, place);
    writeKey(value, 0, value.length);
    set.claim(form.bytes, form.start, form.end, 1);
  }
  return {
    holds: ({ value, valueStart, valueEnd }) => {
      writeKey(value, valueStart, valueEnd);
      return set.find(form.bytes, form.start, form.end) !== 0;
    },
  };
}

/** The binary form of a value that the dictionary itself names. */
function encodeValue(text: string, place: RulePlace): Buffer {
  const out = new TupleBuffer(64);
  const bytes = Buffer.from(text);
  const code = place.codec.encoder(place.codecColumn)(bytes, 0, bytes.length, out);
  if (code !== null) throw invalid(place, `${JSON.stringify(text)} is not a value of its type`);
  return Buffer.from(out.bytes.subarray(4, out.length));
}

const invalid = (place: RulePlace, reason: string): Error => new UnusableRule(place.column, reason);
