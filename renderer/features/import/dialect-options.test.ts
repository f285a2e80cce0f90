import { expect, test } from 'vitest';
import { plainDialect } from '#shared/dialect.ts';
import { choosePart, detected, partChoices, showDialect } from './dialect-options.ts';

const choiceOf = (part: string, dialect = plainDialect) => partChoices(dialect).find((one) => one.part === part)!;

test('every part offers what it is now, also where that is unusual', () => {
  const odd = { ...plainDialect, delimiter: '^', quote: '`', nullMarker: 'n/a' };
  for (const { selected, options } of partChoices(odd)) expect(options.map(({ id }) => id)).toContain(selected);
});

test('the empty null marker has a word', () => {
  const { selected, options } = choiceOf('nullMarker');
  expect(options.find(({ id }) => id === selected)?.label).toBe('empty');
});

test('a quote is chosen with its escape, and taken back with it', () => {
  expect(choosePart({}, 'quote', "'")).toEqual({ quote: "'", escape: "'" });
  expect(choosePart({}, 'quote', 'none')).toEqual({ quote: null, escape: null });
  expect(choosePart({ quote: "'", escape: "'", header: true }, 'quote', detected)).toEqual({ header: true });
});

test('what was chosen before stays beside what is chosen now', () => {
  expect(choosePart({ header: true }, 'delimiter', '\t')).toEqual({ header: true, delimiter: '\t' });
  expect(choosePart({ header: true }, 'header', 'no')).toEqual({ header: false });
  expect(choosePart({ header: true, nullMarker: 'x' }, 'header', detected)).toEqual({ nullMarker: 'x' });
});

test('a dialect is told in words', () => {
  expect(showDialect(plainDialect)).toBe('UTF-8, comma, quote ", no header, LF, empty is null');
});
