import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newFields, partsOfLine, partsToSend, splitLine } from './line-parts.ts';

const plain = { delimiter: ',', quote: '"', escape: '"' };
const looks = (parts: readonly { readonly text: string; readonly look: string }[]): string =>
  parts.map(({ text, look }) => (look === 'plain' ? text : `[${text}]`)).join('|');

describe('a line as it came', () => {
  test.each([
    ['1483,Paco Ivain,5,41', plain, ['1483', 'Paco Ivain', '5', '41']],
    ['1,"Ivain, Paco",5', plain, ['1', '"Ivain, Paco"', '5']],
    ['1,"a ""b"", c",5', plain, ['1', '"a ""b"", c"', '5']],
    [String.raw`1;'a \'; b';5`, { delimiter: ';', quote: "'", escape: '\\' }, ['1', String.raw`'a \'; b'`, '5']],
    ['a||b||', { delimiter: '||', quote: '"', escape: '"' }, ['a', 'b', '']],
    ['a,"b', { delimiter: ',', quote: null, escape: null }, ['a', '"b']],
    ['{"id":1}', { delimiter: '', quote: null, escape: null }, ['{"id":1}']],
  ])('%s is cut at its delimiters alone', (line, dialect, fields) => {
    expect(splitLine(line, dialect)).toEqual(fields);
  });

  test('is the same when it is put together again', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', ' ', '\n') }), (line) => {
        expect(splitLine(line, plain).join(',')).toBe(line);
      }),
      { numRuns: 500 },
    );
  });

  test('marks what is wrong, and nothing where it does not cut into as many fields as there are', () => {
    expect(looks(partsOfLine('2,Ty Hofer,,8', plain, 4, new Set([1])))).toBe('2|[Ty Hofer]||8');
    expect(looks(partsOfLine('2,Ty Hofer,,8', plain, 3, new Set([1])))).toBe('2|Ty Hofer||8');
  });
});

describe('a line as it will be sent', () => {
  const came = ['1483', 'Paco Ivain', '5', '41'];

  test('marks what is new in it, and not what only moved', () => {
    const sent = ['1483', 'Paco Ivain', '2021-05-17 09:00', '5', '41'];
    expect(looks(partsToSend(came, sent, plain))).toBe('1483|Paco Ivain|[2021-05-17 09:00]|5|41');
    expect(looks(partsToSend(came, ['1483', 'Paco', '5', '41'], plain))).toBe('1483|[Paco]|5|41');
  });

  test('is written in the dialect: quotes where they are needed, nothing for what has no value', () => {
    expect(looks(partsToSend([], ['a,b', 'say "x, y"', null], plain))).toBe('["a,b"]|["say ""x, y"""]|[]');
  });

  test('has as many fields that are not new as the longest run of fields that both have', () => {
    const field = fc.constantFrom('a', 'b', 'c', null);
    fc.assert(
      fc.property(fc.array(field, { maxLength: 8 }), fc.array(field, { maxLength: 8 }), (before, after) => {
        const fresh = newFields(before, after);
        const kept = after.filter((_, at) => !fresh.has(at));
        // What is kept stands in `before`, in the same order.
        let from = 0;
        for (const one of kept) {
          const at = before.indexOf(one, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + 1;
        }
        expect(newFields(after, after).size).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
