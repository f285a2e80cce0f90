import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { readPattern } from './read-pattern.ts';

// A machine under load takes its time; so do the ways that the engine of the language tries.
vi.setConfig({ testTimeout: 60_000 });
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 1000);

const matches = (pattern: string, text: string): boolean | string => {
  const { matcher, problem } = readPattern(pattern);
  return matcher === null ? problem : matcher.test(text);
};

/** Tried at every character, as the standard says: V8 by itself also looks for \B between the two halves of one. */
function matchesInJavaScript(pattern: string, text: string): boolean {
  const expression = new RegExp(pattern, 'uy');
  const characters = Array.from(text);
  return [...characters.keys(), characters.length].some((count) => {
    expression.lastIndex = characters.slice(0, count).join('').length;
    return expression.test(text);
  });
}

/** Patterns of all that the u flag allows and that is run here, but for `(?i:`, in which V8 and the standard differ at times. */
const { pattern: anyPattern } = fc.letrec<{ pattern: string; term: string; atom: string }>((tie) => ({
  pattern: fc
    .array(fc.array(tie('term'), { maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((choices) => choices.map((terms) => terms.join('')).join('|')),
  term: fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,2}', '{1,}', '*?', '+?', '{2,3}?'))
        .map((parts) => parts.join('')),
    },
    { weight: 1, arbitrary: fc.constantFrom('^', '$', '\\b', '\\B') },
  ),
  atom: fc.oneof(
    { depthSize: 'small', maxDepth: 2, withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      'A',
      ' ',
      '\\n',
      '.',
      'é',
      '😀',
      '\\u{1F600}',
      '\\ud83d\\ude00',
      '\\u0041',
      '\\x61',
      '\\cJ',
      '\\0',
      '\\/',
      '\\.',
      'K',
      'ſ',
    ),
    fc.constantFrom(
      '[ab]',
      '[^a]',
      '[a-c\\d]',
      '[\\]^-]',
      '[]',
      '[^]',
      '[😀é]',
      '\\d',
      '\\W',
      '\\w',
      '\\s',
      '\\p{L}',
      '\\P{Lu}',
      '\\p{Script=Greek}',
      '[\\p{L}\\-]',
      '[\\b]',
    ),
    tie('pattern').chain((inside) =>
      fc.constantFrom('(', '(?:', '(?s:', '(?m:', '(?m-s:').map((opening) => `${opening}${inside})`),
    ),
  ),
}));
const anyText = fc.string({
  unit: fc.constantFrom(
    'a',
    'b',
    'A',
    'B',
    'c',
    '1',
    ' ',
    '\n',
    '\r',
    '\u2028',
    '-',
    ']',
    'é',
    '😀',
    'α',
    '\ud83d',
    '\0',
    '/',
    '.',
  ),
  maxLength: 7,
});

describe('a pattern', () => {
  test(`matches what the same expression of the language matches (${numRuns} random pairs)`, () => {
    fc.assert(
      fc.property(anyPattern, anyText, (pattern, text) => {
        expect(matches(pattern, text)).toBe(matchesInJavaScript(pattern, text));
      }),
      { numRuns },
    );
  });

  test.each([
    ['^(a+)+$', 'a'.repeat(50_000)],
    ['^(a|a)*$', 'a'.repeat(50_000)],
    ['^(?:a?){300}a{300}$', 'a'.repeat(299)],
    ['(.*)*x', 'a'.repeat(50_000)],
    ['(?:a|b)*a(?:a|b){200}$', 'ab'.repeat(1000)],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(50_000)],
  ])(
    '%s, which takes an engine that tries one way after the other longer than a life, is answered',
    (pattern, text) => {
      expect(matches(pattern, `${text}!`)).toBe(false);
    },
  );

  test('ignores case where it says so', () => {
    expect(matches('^(?i:a(?-i:b)\\w)$', 'Ab\u017f')).toBe(true);
    expect(matches('^(?i:a(?-i:b))$', 'AB')).toBe(false);
    expect(matches('^(?i:[^a])$', 'A')).toBe(false);
    expect(matches('^\\w$', '\u017f')).toBe(false);
  });

  test('says what it cannot be', () => {
    expect(matches('(', '')).toBe('is not a regular expression');
    expect(matches('^(?=a)b', '')).toBe('cannot be run in bounded time: it looks ahead');
    expect(matches('(?!a)b', '')).toBe('cannot be run in bounded time: it looks ahead');
    expect(matches('(?<=a)b', '')).toBe('cannot be run in bounded time: it looks behind');
    expect(matches('(a)\\1', '')).toBe('cannot be run in bounded time: it refers back to a group');
    expect(matches('(?<x>a)\\k<x>', '')).toBe('cannot be run in bounded time: it refers back to a group');
    const tooLarge = 'cannot be run in bounded time: it has more than 2,000 steps, its repeats unfolded';
    expect(matches('(?:(?:a{100}){100}){100}', '')).toBe(tooLarge);
    expect(matches('(?:){1000000000}', '')).toBe(tooLarge);
    expect(matches(`${'('.repeat(201)}${')'.repeat(201)}`, '')).toBe(
      'cannot be run in bounded time: its groups nest deeper than 200',
    );
  });

  test('keeps its answers when more was learnt than is remembered', () => {
    const { matcher } = readPattern('^\\p{L}{1,3}$');
    for (let codePoint = 0x4e00; codePoint < 0x9f00; codePoint += 1) {
      const letter = String.fromCodePoint(codePoint);
      expect(matcher?.test(letter.repeat(1 + (codePoint % 5)))).toBe(codePoint % 5 < 3);
    }
  });
});
