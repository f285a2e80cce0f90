import { isWord, putInt32, skipSpaces, trimEnd } from './bytes.ts';
import type { EncodeText, TypeCodec } from './codec.ts';

const words: ReadonlyMap<number, readonly (readonly [word: string, value: 0 | 1, shortest: number])[]> = new Map([
  [0x74, [['true', 1, 1]]],
  [0x66, [['false', 0, 1]]],
  [0x79, [['yes', 1, 1]]],
  [0x6e, [['no', 0, 1]]],
  // One letter would not tell them apart.
  [
    0x6f,
    [
      ['on', 1, 2],
      ['off', 0, 2],
    ],
  ],
  [0x31, [['1', 1, 1]]],
  [0x30, [['0', 0, 1]]],
]);

/** As parse_bool_with_len does: a word or the beginning of one, in any case; 1 or 0; white space around it. */
function readBoolean(bytes: Buffer, start: number, end: number): 0 | 1 | null {
  const first = skipSpaces(bytes, start, end);
  const last = trimEnd(bytes, first, end);
  const length = last - first;
  const byte = bytes[first] ?? 0;
  const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
  for (const [word, value, shortest] of words.get(lower) ?? []) {
    if (length >= shortest && length <= word.length && isWord(bytes, first, last, word.slice(0, length))) return value;
  }
  return null;
}

/** By byte: what the letter or digit alone stands for; NEITHER for all others. */
const NEITHER = 2;
const letters = new Uint8Array(256).fill(NEITHER);
for (const letter of 'tTyY1') letters[letter.charCodeAt(0)] = 1;
for (const letter of 'fFnN0') letters[letter.charCodeAt(0)] = 0;

export const encodeBool: EncodeText = (bytes, start, end, out) => {
  const letter = end - start === 1 ? letters[bytes[start] ?? 0] : NEITHER;
  const value = letter === 0 || letter === 1 ? letter : readBoolean(bytes, start, end);
  if (value === null) return 'type.boolean';
  const at = out.reserve(5);
  putInt32(out.bytes, at, 1);
  out.bytes[at + 4] = value;
  return null;
};

/** Source: PostgreSQL 18, src/backend/utils/adt/bool.c. */
export const boolCodec: TypeCodec = {
  type: 'bool',
  oid: 16,
  exact: true,
  isText: false,
  encoder: () => encodeBool,
  limits: () => ({}),
  show: (bytes, start) => (bytes[start] === 1 ? 't' : 'f'),
  compare: (a, aStart, _aEnd, b, bStart) => (a[aStart] ?? 0) - (b[bStart] ?? 0),
  writeKey: null,
};
