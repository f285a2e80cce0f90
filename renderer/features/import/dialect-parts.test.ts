import { expect, test } from 'vitest';
import { formatSchema, plainDialect, type Dialect, type DialectChoice } from '#shared/dialect.ts';
import { choosePart } from './choose-part.ts';
import { showDialect } from './dialect-names.ts';
import { detected, dialectParts, empty, none, type PartChoice, type ReadFile } from './dialect-parts.ts';

const previewOf = (dialect: Partial<Dialect>, more: Partial<ReadFile> = {}): ReadFile => ({
  dialect: { ...plainDialect, ...dialect },
  sheets: [],
  ambiguous: [],
  ...more,
});

const partsOf = (dialect: Partial<Dialect>, more: Partial<ReadFile> = {}): Map<string, PartChoice> => {
  const { line, more: rare } = dialectParts(previewOf(dialect, more));
  return new Map([...rare, ...line].map((one) => [one.part, one]));
};
const choose = (choice: DialectChoice, part: PartChoice['part'], ...ids: string[]): DialectChoice =>
  choosePart(choice, part, ids, plainDialect);

test('every part of a dialect that can be chosen has a chip, and offers what it is now, however unusual', () => {
  const odd: Partial<Dialect> = {
    delimiter: '^^',
    quote: '`',
    escape: '~',
    nullMarker: 'n.v.',
    moreNullMarkers: [''],
    comment: '%%',
    skipLines: 7,
    header: true,
    headerLines: 5,
    thousands: '_',
    trueWords: ['jo'],
    falseWords: ['nej'],
  };
  const parts = partsOf(odd);
  expect([...parts.keys()].toSorted()).toEqual(
    ['comment', 'dateOrder', 'decimal', 'delimiter', 'encoding', 'escape', 'falseWords', 'format', 'header'].concat([
      'nullMarker',
      'quote',
      'skipLines',
      'thousands',
      'trueWords',
    ]),
  );
  for (const { selected, options } of parts.values()) {
    expect(options.map(({ id }) => id)).toEqual(expect.arrayContaining([...selected]));
  }
  expect([...partsOf({ format: 'xlsx' }, { sheets: ['One', 'Two'] }).keys()]).toContain('sheet');
});

test('rare parts stand over the preview only where they are unusual or in question', () => {
  const lineOf = (dialect: Partial<Dialect>, more: Partial<ReadFile> = {}): string[] =>
    dialectParts(previewOf(dialect, more)).line.map(({ part }) => part);
  const usual = ['encoding', 'delimiter', 'quote', 'header', 'nullMarker', 'dateOrder'];
  expect(lineOf({})).toEqual(usual);
  expect(lineOf({ decimal: ',', skipLines: 2 })).toEqual([...usual, 'skipLines', 'decimal']);
  const ambiguous = [{ part: 'decimal' as const, question: '1,234: thousands?', sentence: '', options: [] }];
  expect(lineOf({}, { ambiguous })).toEqual([...usual, 'decimal']);
});

test('what is written is taken only where the dialect can be that', () => {
  const parts = partsOf({ decimal: ',' });
  const problem = (part: string, text: string): string | undefined => parts.get(part)?.entry?.problem(text);
  expect(parts.get('delimiter')?.entry?.idOf('\\t\\t')).toBe('\t\t');
  expect([problem('delimiter', '||'), problem('quote', '«'), problem('skipLines', '12')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  for (const [part, text] of [
    ['delimiter', '123456789'],
    ['quote', 'ab'],
    ['escape', '||'],
    ['header', '0'],
    ['header', '21'],
    ['skipLines', '-1'],
    ['thousands', ','],
  ] as const) {
    expect(problem(part, text), `${part} ${text}`).toMatch(/\.$/);
  }
});

test('a chip sets its part and those that go with it, and takes them back', () => {
  expect(choose({}, 'quote', "'")).toEqual({ quote: "'", escape: "'" });
  expect(choose({ escape: '\\' }, 'quote', none)).toEqual({ quote: null, escape: null });
  expect(choose({ quote: "'", escape: "'", header: true }, 'quote', detected)).toEqual({ header: true });
  expect(choose({}, 'header', '3')).toEqual({ header: true, headerLines: 3 });
  expect(choose({ header: true, headerLines: 3 }, 'header', none)).toEqual({ header: false, headerLines: 1 });
  expect(choose({}, 'nullMarker', empty, 'n/a')).toEqual({ nullMarker: '', moreNullMarkers: ['n/a'] });
  expect(choose({}, 'trueWords', 'ja', 'jo')).toEqual({ trueWords: ['ja', 'jo'] });
  expect(choose({}, 'comment', none)).toEqual({ comment: null });
  expect(choose({}, 'skipLines', '4')).toEqual({ skipLines: 4 });
  expect(choose({ header: true }, 'delimiter', '||')).toEqual({ header: true, delimiter: '||' });
});

test('what was found of a pair is not lost when the other half is chosen', () => {
  const found = { decimal: ',', thousands: '.' } as const;
  expect(choosePart({}, 'thousands', [none], found)).toEqual({ decimal: ',', thousands: null });
  expect(choosePart({}, 'decimal', ['.'], found)).toEqual({ decimal: '.', thousands: null });
  expect(choosePart({}, 'decimal', [','], { decimal: '.', thousands: ' ' })).toEqual({ decimal: ',', thousands: ' ' });
});

test.each(formatSchema.options)('%s: each option of each chip is a choice that the backend takes', (format) => {
  const preview = previewOf({ format }, { sheets: ['One', 'Two'] });
  for (const { part, options } of dialectParts(preview).line) {
    for (const { id } of options) expect(() => choose({}, part, id)).not.toThrow();
  }
});

test('a dialect is told in words', () => {
  expect(showDialect(plainDialect)).toBe('UTF-8, comma, quote ", no header, LF, empty is null');
  expect(showDialect({ ...plainDialect, dateOrder: 'dmy', decimal: ',', skipLines: 2, moreNullMarkers: ['NA'] })).toBe(
    'UTF-8, comma, quote ", no header, LF, empty or NA is null, 2 lines skipped, dates day first, decimal comma',
  );
});
