import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ValueProfile } from '#shared/load.ts';
import { checkText, dictionaryWith, planOf, ruleOf } from './test-plans.ts';
import { exactMaxOf } from './value-profile.ts';

/** What a check learns of a column of that type whose fields these are; none of them has a comma. */
async function profileOf(type: string, fields: readonly string[]): Promise<ValueProfile> {
  const plan = planOf(dictionaryWith([ruleOf('n', 'int4'), ruleOf('value', type)]));
  const text = fields.map((field, at) => `${at},${field}\n`).join('');
  const { check } = await checkText(text, plan, { keySets: [], profiled: true });
  const found = check.wholeProfile()[1]?.values;
  if (found === undefined) throw new Error('Nothing was learnt.');
  return found;
}

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100) };

describe('the profile of a column', () => {
  test('of integers has as many different ones, and the same ends, as the integers themselves', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom('int4', 'int8', 'numeric')
          .chain((type) =>
            fc.tuple(
              fc.constant(type),
              fc.array(type === 'int4' ? fc.integer() : fc.maxSafeInteger(), { minLength: 1, maxLength: 60 }),
            ),
          ),
        async ([type, values]) => {
          const found = await profileOf(type, values.map(String));
          const sorted = values.toSorted((a, b) => a - b);
          expect(found).toMatchObject({
            distinct: new Set(values.map(String)).size,
            distinctExact: true,
            min: String(sorted[0]),
            max: String(sorted.at(-1)),
            lengths: null,
            shapes: [],
          });
        },
      ),
      runs,
    );
  });

  test('of texts orders them by code point, counts characters, and accounts for every shape', async () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'B', '7', '-', ' x', 'é', '😀', '漢'),
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(letters, { minLength: 1, maxLength: 90 }), async (values) => {
        const found = await profileOf('text', values);
        const sorted = values.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const lengths = values.map((value) => Array.from(value).length);
        expect(found).toMatchObject({
          distinct: new Set(values).size,
          min: sorted[0],
          max: sorted.at(-1),
          lengths: { min: Math.min(...lengths), max: Math.max(...lengths) },
        });
        const counted = found.shapes.reduce((sum, { count }) => sum + count, found.otherShapes);
        expect(counted).toBe(values.length);
      }),
      runs,
    );
  });

  it('tells codes by their length and names by their words', async () => {
    const { shapes, otherShapes } = await profileOf('text', [
      'A9-123',
      'B7-001',
      'Ada Berg',
      'Élodie Mézières',
      'Jo Li',
      'AB-12',
    ]);
    expect(shapes).toEqual([
      { pattern: 'A9-999', count: 2 },
      { pattern: 'Aa Aa', count: 2 },
      { pattern: 'a Aa', count: 1 },
      { pattern: 'AA-99', count: 1 },
    ]);
    expect(otherShapes).toBe(0);
  });

  it('takes values for the same that the type takes for the same', async () => {
    expect((await profileOf('numeric', ['1', '1.0', '1.00', '2'])).distinct).toBe(2);
    expect((await profileOf('float8', ['0', '-0', '0.0'])).distinct).toBe(1);
    expect((await profileOf('date', ['2021-01-02', ' 2021-01-02', '2020-12-31'])).distinct).toBe(2);
  });

  it('shows the ends of times as they are stored, and none where only the server knows an order', async () => {
    expect(await profileOf('timestamptz', ['2021-07-27T16:02:08Z', '2021-01-01T00:00:00+02:00'])).toMatchObject({
      min: '2020-12-31 22:00:00+00',
      max: '2021-07-27 16:02:08+00',
    });
    expect(await profileOf('inet', ['10.0.0.1', '10.0.0.2', '10.0.0.1'])).toMatchObject({
      distinct: 2,
      min: null,
      max: null,
    });
    expect(await profileOf('json', ['[1]', '[2]'])).toMatchObject({ distinct: 2, min: null, max: null });
  });

  it('leaves out what is empty, wrong, or in a row of another width', async () => {
    const plan = planOf(dictionaryWith([ruleOf('id', 'int4'), ruleOf('name', 'text')]));
    const { check } = await checkText('1,a\nx,b\n,c\n9,d,e\n2,\n', plan, { keySets: [], profiled: true });
    expect(check.wholeProfile()).toMatchObject([
      { column: 'id', type: 'int4', valid: 2, empty: 1, wrong: 2, values: { distinct: 2, min: '1', max: '2' } },
      // 'b' and 'c' fit their own column.
      { column: 'name', type: 'text', valid: 3, empty: 1, wrong: 1, values: { distinct: 3, min: 'a', max: 'c' } },
    ]);
  });

  it('estimates beyond the bound, within 3 %, and says so', async () => {
    const fields = Array.from({ length: 200_000 }, (_, at) => String((at * 7) % 150_000));
    const found = await profileOf('int4', fields);
    expect(found.distinctExact).toBe(false);
    expect(Math.abs(found.distinct / 150_000 - 1)).toBeLessThan(0.03);
    const few = await profileOf(
      'int4',
      fields.map((field) => String(Number(field) % 65_536)),
    );
    expect(few).toMatchObject({ distinct: 65_536, distinctExact: true });
  });

  it('cuts long texts in sight, and keeps a bounded number of shapes', async () => {
    const long = await profileOf('text', ['x'.repeat(5000), 'y'.repeat(5000)]);
    expect(long.min).toBe(`${'x'.repeat(120)}…`);
    expect(long.lengths).toEqual({ min: 5000, max: 5000 });
    const many = await profileOf(
      'text',
      Array.from({ length: 200 }, (_, at) => `${at.toString(2).padStart(8, '0').replaceAll('0', 'A')}`),
    );
    expect(many.shapes).toHaveLength(5);
    expect(many.shapes.reduce((sum, { count }) => sum + count, many.otherShapes)).toBe(200);
  });
});

test('the columns of a table share the memory in which values are counted exactly', () => {
  expect(exactMaxOf(5)).toBe(65_536);
  expect(exactMaxOf(64)).toBe(65_536);
  expect(exactMaxOf(1600)).toBe(2048);
});
