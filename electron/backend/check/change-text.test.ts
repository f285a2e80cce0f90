import { describe, expect, it } from 'vitest';
import { plainDialect } from '#shared/dialect.ts';
import type { FieldMatch, TextChange } from '#shared/load.ts';
import { type CheckPlan, makeCheckPlan } from './check-plan.ts';
import { TEXT_LENGTH_MAX } from './change-text.ts';
import { previewRows } from './preview-rows.ts';
import { batchesOf, checkText, dictionaryWith, reasonsOf, ruleOf, sentencesOf, shownRows } from './test-plans.ts';

const trim: TextChange = { kind: 'trim' };
const to = (how: 'lower' | 'upper' | 'firstLetters'): TextChange => ({ kind: 'case', to: how });
const replace = (find: string, by: string): TextChange => ({ kind: 'replace', find, with: by });
const fill = (text: string): TextChange => ({ kind: 'fill', with: text });

const people = dictionaryWith(
  [
    ruleOf('id', 'int4', { required: true }),
    ruleOf('name', 'text', { required: true, notEmpty: true }),
    ruleOf('dept', 'int4'),
    ruleOf('note', 'text', { rules: [{ kind: 'length', severity: 'warning', min: null, max: 3 }] }),
  ],
  { table: 'people', primaryKey: ['id'] },
);

const planWith = (match: FieldMatch[], width: number, nullMarker = ''): CheckPlan =>
  makeCheckPlan({ dictionary: people, table: null, match, width, dialect: { ...plainDialect, nullMarker } });

/** What becomes of a text in a column `name` or `dept` after these changes; a reject is shown by its code. */
async function become(text: string, changes: TextChange[], column = 'note', nullMarker = ''): Promise<string | null> {
  const match = [
    { column: 'id', constant: '1' },
    ...(column === 'name' ? [] : [{ column: 'name', constant: 'x' }]),
    { column, field: 0, changes },
  ];
  const plan = planWith(match, 1, nullMarker);
  const { rows, rejects } = await checkText(`${text}\n`, plan);
  const at = plan.columns.findIndex(({ name }) => name === column);
  return rejects[0]?.errors[0]?.code ?? shownRows(rows, plan)[0]?.[at] ?? null;
}

describe('a change of a field', () => {
  it.each<[string, TextChange[], string | null]>([
    ['  a b\t', [trim], 'a b'],
    ['\u00a0a\u00a0', [trim], 'a'],
    ['" a "" b "', [trim], 'a " b'],
    ['ÀÉß', [to('lower')], 'àéß'],
    ['àéß', [to('upper')], 'ÀÉSS'],
    ["o'NEIL  van der 2nd éric", [to('firstLetters')], "O'Neil  Van Der 2nd Éric"],
    ['a.b.c', [replace('.', '')], 'abc'],
    ['a$b', [replace('$', '$&$1')], 'a$&$1b'],
    ['a', [replace('a', 'aa'), replace('aa', 'b')], 'b'],
    [' A ', [trim, to('lower')], 'a'],
    ['" "', [fill('x')], ' '],
    ['""', [fill('x')], 'x'],
    ['" "', [trim, fill('x')], 'x'],
    ['" "', [fill('x'), trim], ''],
  ])('turns %j by %j into %j', async (text, changes, expected) => {
    expect(await become(text, changes)).toBe(expected);
  });

  it('leaves NULL alone, but for filling it', async () => {
    expect(await become('NA', [to('lower')], 'note', 'NA')).toBeNull();
    expect(await become('NA', [fill('none')], 'note', 'NA')).toBe('none');
    expect(await become('NA', [fill('NA')], 'note', 'NA')).toBe('NA');
    expect(await become('"NA"', [fill('x')], 'note', 'NA')).toBe('NA');
  });

  it('that makes a mark for NULL of an unquoted text makes it NULL', async () => {
    expect(await become(' NA ', [trim], 'note', 'NA')).toBeNull();
    expect(await become(' NA ', [trim, fill('x')], 'note', 'NA')).toBe('x');
    expect(await become('" NA "', [trim], 'note', 'NA')).toBe('NA');
    expect(await become('-', [replace('-', '')], 'dept')).toBeNull();
  });

  it('comes before the type and the rules, whose words are about the changed text', async () => {
    expect(await become('no 7', [replace('no ', '')], 'dept')).toBe('7');
    expect(await become('" "', [trim], 'dept')).toBeNull();
    expect(await become('" "', [trim], 'name')).toBe('required');
    const plan = planWith(
      [
        { column: 'id', field: 0, changes: [trim, replace('#', '')] },
        { column: 'name', constant: 'x' },
      ],
      1,
    );
    const { rejects } = await checkText('#1\n #x \n #1 \n', plan);
    expect(
      rejects.map(({ bytes, errors }) => [bytes.toString(), errors.map(({ code, value }) => `${code} ${value}`)]),
    ).toEqual([
      [' #x \n', ['type.integer x']],
      [' #1 \n', ['duplicate.inFile 1']],
    ]);
    expect(sentencesOf(rejects)).toContain('id 1 stands in the file already, in record 1.');
  });

  it('lets bytes that are no text be refused as what they are', async () => {
    const plan = planWith(
      [
        { column: 'id', constant: '1' },
        { column: 'name', field: 0, changes: [trim, fill('x')] },
      ],
      1,
    );
    const { rejects } = await checkText(Buffer.from('a\xff\n', 'latin1'), plan);
    expect(reasonsOf(rejects)).toEqual(['1 name encoding']);
    expect(rejects[0]?.bytes.toString('latin1')).toBe('a\xff\n');
  });

  it('that would make an endless text of it rejects the row', async () => {
    const plan = planWith(
      [
        { column: 'id', field: 0 },
        { column: 'name', field: 1, changes: [replace('a', 'b'.repeat(200)), to('upper')] },
      ],
      2,
    );
    const { rejects, rows } = await checkText(`1,${'a'.repeat(100_000)}\n2,a\n`, plan);
    expect(reasonsOf(rejects)).toEqual(['1 name length']);
    expect(sentencesOf(rejects)).toEqual([`name has 20000000 characters; it takes ${TEXT_LENGTH_MAX}.`]);
    expect(shownRows(rows, plan)).toEqual([['2', 'B'.repeat(200)]]);
  });
});

describe('a constant', () => {
  const filled = (constants: Record<string, string>) =>
    planWith(
      [
        { column: 'id', field: 1 },
        { column: 'name', field: 0 },
        ...Object.entries(constants).map(([column, constant]) => ({ column, constant })),
      ],
      2,
    );

  it('stands in every row, and what no column takes is left out', async () => {
    const plan = filled({ dept: '7', note: '' });
    const { rows, rejects } = await checkText('a,1\nb,2\n', plan);
    expect(rejects).toEqual([]);
    expect(shownRows(rows, plan)).toEqual([
      ['1', 'a', '7', ''],
      ['2', 'b', '7', ''],
    ]);
  });

  it('that is empty is NULL in a column that holds no text', async () => {
    const plan = filled({ dept: '' });
    expect(shownRows((await checkText('a,1\n', plan)).rows, plan)).toEqual([['1', 'a', null]]);
  });

  it('that is wrong rejects every row, and one that a rule warns of warns of every row', async () => {
    const { rejects } = await checkText('a,1\nb,2\n', filled({ dept: 'x' }));
    expect(reasonsOf(rejects)).toEqual(['1 dept type.integer', '2 dept type.integer']);
    const { check } = await checkText('a,1\nb,2\n', filled({ note: 'longer' }));
    expect([check.rowsWarned, check.warnings()]).toEqual([
      2,
      [{ column: 'note', count: 2, sentence: 'note has 6 characters; it takes 3.' }],
    ]);
    expect(check.profile().at(-1)).toMatchObject({ column: 'note', valid: 2, empty: 0, wrong: 0 });
  });

  it('may be part of a key, and is named with it', async () => {
    const dictionary = dictionaryWith([ruleOf('a', 'text'), ruleOf('b', 'int4')], { uniqueKeys: [['a', 'b']] });
    const match = [
      { column: 'a', constant: 'ACME' },
      { column: 'b', field: 0 },
    ];
    const plan = makeCheckPlan({ dictionary, table: null, match, width: 1, dialect: plainDialect });
    const { rejects } = await checkText('1\n2\n1\n', plan);
    expect(sentencesOf(rejects)).toEqual(['a, b (ACME, 1) stands in the file already, in record 1.']);
  });

  it('is previewed as it will be stored', async () => {
    const plan = filled({ dept: '07', note: 'longer' });
    const [batch] = await batchesOf('a,1\n', plan);
    const [row] = previewRows(batch!, plan);
    expect(row?.cells.map(({ text, stored }) => [text, stored])).toEqual([
      ['1', '1'],
      ['a', 'a'],
      ['07', '7'],
      ['longer', 'longer'],
    ]);
    expect(row?.cells[3]?.warning).toBe('note has 6 characters; it takes 3.');
  });
});
