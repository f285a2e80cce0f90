import fc from 'fast-check';
import { expect, test } from 'vitest';
import { previewRowSchema } from '#shared/contract/imports.ts';
import { previewRows } from './preview-rows.ts';
import { compileRowCheck } from './row-check.ts';
import { batchesOf, dictionaryWith, planOf, ruleOf, shownRows, readTuples } from './test-plans.ts';

const plan = planOf(
  dictionaryWith(
    [
      ruleOf('id', 'int4', { required: true }),
      ruleOf('name', 'text', {
        required: true,
        notEmpty: true,
        rules: [{ kind: 'pattern', severity: 'warning', pattern: ' ', sentence: 'name is one word.' }],
      }),
      ruleOf('at', 'timestamptz'),
    ],
    { primaryKey: ['id'] },
  ),
);

test('each cell is shown as it came and as it will be stored, with what is wrong or doubtful about it', async () => {
  const [batch] = await batchesOf('007,"Ann ""A"" Lee",2021-11-07T02:48:42Z\n,Bob,soon\n1,x\n', plan);
  expect(previewRows(batch!, plan)).toMatchObject([
    {
      record: 1,
      byteOffset: 0,
      fieldCount: 3,
      rowError: null,
      cells: [
        { text: '007', stored: '7', error: null, warning: null },
        { text: 'Ann "A" Lee', stored: 'Ann "A" Lee', error: null, warning: null },
        { text: '2021-11-07T02:48:42Z', stored: '2021-11-07 02:48:42+00', error: null, warning: null },
      ],
    },
    {
      record: 2,
      cells: [
        { text: '', stored: null, error: { code: 'required', column: 'id' } },
        { text: 'Bob', stored: 'Bob', error: null, warning: 'name is one word.' },
        { text: 'soon', stored: null, error: { code: 'type.timestamp', value: 'soon' } },
      ],
    },
    {
      record: 3,
      fieldCount: 2,
      rowError: { code: 'fields.tooFew', column: null },
      cells: [
        { text: '1', stored: null, error: null, warning: null },
        { text: 'x', stored: null, error: null, warning: null },
        { text: null, stored: null, error: null, warning: null },
      ],
    },
  ]);
});

test('preview and check agree: the same rows pass, stored as shown', async () => {
  const field = fc.constantFrom(
    '',
    '1',
    '02',
    'x',
    '"a b"',
    '"a""b"',
    'é',
    '2021-05-17',
    '2021-05-17T09:00:00+02',
    'infinity',
    '""',
  );
  const lines = fc.array(
    fc.array(field, { minLength: 2, maxLength: 4 }).map((fields) => fields.join(',')),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(lines, async (rows) => {
      for (const batch of await batchesOf(rows.map((row) => `${row}\n`).join(''), plan)) {
        const previewed = previewRows(batch, plan);
        const check = compileRowCheck(plan, { locate: false, keySets: [], parentSets: [] });
        const { tuples, rejects } = check.check(batch);
        const wrong = previewed.filter(
          ({ rowError, cells }) => rowError !== null || cells.some(({ error }) => error !== null),
        );
        expect(wrong.map(({ record }) => record)).toEqual(rejects.map(({ record }) => record));
        const errors = wrong.map(({ rowError, cells }) =>
          [rowError, ...cells.map(({ error }) => error)].filter((error) => error !== null),
        );
        const sorted = (codes: readonly { sentence: string }[]): string[] =>
          codes.map(({ sentence }) => sentence).toSorted();
        expect(errors.map(sorted)).toEqual(rejects.map((reject) => sorted(reject.errors)));
        const right = previewed.filter((row) => !wrong.includes(row));
        expect(right.map(({ cells }) => cells.map(({ stored }) => stored))).toEqual(
          shownRows(readTuples(tuples), plan),
        );
        for (const { judgedTexts: _, ...row } of previewed) expect(previewRowSchema.parse(row)).toEqual(row);
      }
    }),
    { numRuns: 200 },
  );
});
