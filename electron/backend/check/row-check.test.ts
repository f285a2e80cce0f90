import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainDialect } from '#shared/dialect.ts';
import { reasonOrder, type RejectCode } from '#shared/reject.ts';
import { dictionaryOf } from '#shared/rule.ts';
import { batchRows } from '#backend/parse/test-rows.ts';
import { makeCheckPlan, type CheckPlan } from './check-plan.ts';
import { makeKeySet } from './key-form.ts';
import type { KeySet } from './key-set.ts';
import { compileRowCheck } from './row-check.ts';
import * as plans from './test-plans.ts';

const { batchesOf, checkText, columnOf, dictionaryWith, planOf, reasonsOf, ruleOf, sentencesOf, shownRows, tableOf } =
  plans;

const people = dictionaryWith(
  [
    ruleOf('id', 'int4', { required: true }),
    ruleOf('name', 'text', { required: true, notEmpty: true }),
    ruleOf('since', 'date'),
    ruleOf('note', 'varchar'),
  ],
  { table: 'people', primaryKey: ['id'] },
);

test('rows that fit become binary tuples, rows that do not keep their bytes and all that is wrong with them', async () => {
  const plan = planOf(people);
  const text = '1,Ann,2021-05-17,\r\n,,17.5.2021,"x,y"\n2,Bob\n3,Cy,,"say ""hi"""\nx,\xff,2021-02-30,';
  const { rows, rejects, check } = await checkText(Buffer.from(text, 'latin1'), plan);
  expect(shownRows(rows, plan)).toEqual([
    ['1', 'Ann', '2021-05-17', null],
    ['3', 'Cy', null, 'say "hi"'],
  ]);
  expect(reasonsOf(rejects)).toEqual([
    '2 id required',
    '2 name required',
    '2 since type.date',
    '3 - fields.tooFew',
    '5 name encoding',
    '5 id type.integer',
    '5 since type.date',
  ]);
  expect(rejects.map(({ byteOffset, bytes }) => `${byteOffset} ${bytes.toString('latin1')}`)).toEqual([
    '19 ,,17.5.2021,"x,y"\n',
    '37 2,Bob\n',
    '62 x,\xff,2021-02-30,',
  ]);
  expect(rejects[0]?.errors.map(({ value }) => value)).toEqual(['', '', '17.5.2021']);
  expect(sentencesOf(rejects)).toContain('The row has 2 fields; the table takes 4.');
  expect(sentencesOf(rejects)).toContain('id takes a whole number from -2147483648 to 2147483647.');
  expect(check.rowsRead).toBe(5);
  expect(check.profile()).toMatchObject([
    { column: 'id', valid: 2, empty: 1, wrong: 2 },
    { column: 'name', valid: 2, empty: 1, wrong: 2 },
    { column: 'since', valid: 1, empty: 1, wrong: 3 },
    { column: 'note', valid: 2, empty: 2, wrong: 1 },
  ]);
});

test('a row that the parser could not split is told that and nothing else', async () => {
  const { rejects } = await checkText('1,"a"b,,\n2,b,,\n', planOf(people));
  expect(reasonsOf(rejects)).toEqual(['1 - quote.invalid']);
});

test('an empty field is NULL, an empty quoted one is empty text for texts and NULL for all else', async () => {
  const plan = planOf(dictionaryWith([ruleOf('n', 'int4'), ruleOf('t', 'text'), ruleOf('m', 'mood')]));
  const { rows } = await checkText(',,\n"","",""\n', plan);
  expect(shownRows(rows, plan)).toEqual([
    [null, null, null],
    [null, '', null],
  ]);
});

test('another null marker makes empty text of an empty field, but no number', async () => {
  const plan = planOf(dictionaryWith([ruleOf('n', 'int4'), ruleOf('t', 'text')]), { nullMarker: String.raw`\N` });
  const text = String.raw`\N,\N` + '\n,\n' + String.raw`"\N","\N"` + '\n';
  const { rows, rejects } = await checkText(text, plan);
  expect(shownRows(rows, plan)).toEqual([
    [null, null],
    [null, ''],
  ]);
  expect(reasonsOf(rejects)).toEqual(['3 n type.integer']);
});

test('the first row that fits owns its key, whatever wrong rows with that key came before', async () => {
  const plan = planOf(people);
  const text = '7,,,\n7,Ann,,\n07,Bob,,\n+7,,,\n8,Cy,,\n';
  const { rejects, rows } = await checkText(text, plan);
  expect(shownRows(rows, plan).map(([id]) => id)).toEqual(['7', '8']);
  expect(reasonsOf(rejects)).toEqual([
    '1 name required',
    '3 id duplicate.inFile',
    '4 name required',
    '4 id duplicate.inFile',
  ]);
  expect(sentencesOf(rejects)).toContain('id 07 stands in the file already, in record 2.');
});

test('a row with one key taken leaves its other keys to those that follow', async () => {
  const plan = planOf(
    dictionaryWith([ruleOf('a', 'int4'), ruleOf('b', 'text')], { primaryKey: ['a'], uniqueKeys: [['b']] }),
  );
  const { rejects, rows } = await checkText('1,x\n1,y\n2,y\n3,x\n1,x\n', plan);
  expect(shownRows(rows, plan)).toEqual([
    ['1', 'x'],
    ['2', 'y'],
  ]);
  expect(reasonsOf(rejects)).toEqual([
    '2 a duplicate.inFile',
    '4 b duplicate.inFile',
    '5 a duplicate.inFile',
    '5 b duplicate.inFile',
  ]);
});

test('a key of several columns is named with all of them, and NULL in any part makes it distinct', async () => {
  const keys = [{ name: 'k', primary: false, columns: ['a', 'b'], plain: true, nullsDistinct: true }];
  const table = tableOf('things', [columnOf('a', 'int4'), columnOf('b', 'text')], { uniqueKeys: keys });
  const match = [
    { column: 'a', field: 0 },
    { column: 'b', field: 1 },
  ];
  const text = '1,x\n1,\n1,\n01,x\n';
  const make = (nullsDistinct: boolean): CheckPlan => {
    const described = { ...table, uniqueKeys: [{ ...keys[0]!, nullsDistinct }] };
    return makeCheckPlan({
      dictionary: dictionaryOf(described),
      table: described,
      match,
      width: 2,
      dialect: plainDialect,
    });
  };
  const distinct = await checkText(text, make(true));
  expect(reasonsOf(distinct.rejects)).toEqual(['4 a duplicate.inFile']);
  expect(sentencesOf(distinct.rejects)).toEqual(['a, b (01, x) stands in the file already, in record 1.']);
  const same = await checkText(text, make(false));
  expect(reasonsOf(same.rejects)).toEqual(['3 a duplicate.inFile', '4 a duplicate.inFile']);
});

/** The keys of a parent, as one column of integers. */
function parents(plan: CheckPlan, reference: number, ...ids: number[]): KeySet {
  const set = makeKeySet(plan.references[reference]!.columns.map((column) => plan.columns[column]!.codec));
  for (const id of ids) {
    const key = Buffer.alloc(4);
    key.writeInt32BE(id);
    set.claim(key, 0, 4, 1);
  }
  return set;
}

test('a reference must lead to a parent unless it is NULL, and every missing parent is named', async () => {
  const plan = planOf(
    dictionaryWith([ruleOf('a', 'int4'), ruleOf('b', 'int4')], {
      references: [
        { columns: ['a'], table: 'departments', parentColumns: ['id'] },
        { columns: ['b'], table: 'jobs', parentColumns: ['id'] },
      ],
    }),
  );
  const parentSets = [parents(plan, 0, 1), parents(plan, 1, 2)];
  const { rejects, check } = await checkText('1,2\n,\n2,1\n01,\nx,1\n', plan, { parentSets });
  expect(reasonsOf(rejects)).toEqual([
    '3 a reference.missing',
    '3 b reference.missing',
    '5 a type.integer',
    '5 b reference.missing',
  ]);
  expect(sentencesOf(rejects).slice(0, 2)).toEqual(['a 2 is not in departments.id.', 'b 1 is not in jobs.id.']);
  expect(check.profile()).toMatchObject([
    { column: 'a', valid: 2, empty: 1, wrong: 2 },
    { column: 'b', valid: 1, empty: 2, wrong: 2 },
  ]);
});

test('rules of the dictionary reject or warn, in the order of their type', async () => {
  const plan = planOf(
    dictionaryWith([
      ruleOf('n', 'numeric', { rules: [{ kind: 'range', severity: 'error', min: '9.5', max: '10.5' }] }),
      ruleOf('d', 'date', { rules: [{ kind: 'range', severity: 'warning', min: null, max: '2021-12-31' }] }),
      ruleOf('t', 'text', {
        rules: [
          { kind: 'length', severity: 'error', min: null, max: 3 },
          { kind: 'pattern', severity: 'warning', pattern: '^\\p{L}+$', sentence: 't is not all letters.' },
        ],
      }),
      ruleOf('o', 'int4', { rules: [{ kind: 'oneOf', severity: 'error', values: ['1', '20'] }] }),
    ]),
  );
  const text = '10,2021-01-01,abc,01\n100,2022-01-01,ébcd,2\n9.49,,é1,20\n10.50,10000-01-01,,\n';
  const { rejects, check, rows } = await checkText(text, plan);
  expect(rows).toHaveLength(2);
  expect(reasonsOf(rejects)).toEqual(['2 t length', '2 n range', '2 o oneOf', '3 n range']);
  expect(sentencesOf(rejects)).toEqual([
    't has 4 characters; it takes 3.',
    'n is outside 9.5 to 10.5.',
    'o is none of the values that the dictionary lists.',
    'n is outside 9.5 to 10.5.',
  ]);
  expect(check.rowsWarned).toBe(3);
  expect(check.warnings()).toEqual([
    { column: 'd', count: 2, sentence: 'd is above 2021-12-31.' },
    { column: 't', count: 1, sentence: 't is not all letters.' },
  ]);
});

test('where the table has another type than the dictionary, a value must be one of both', async () => {
  const table = tableOf('things', [columnOf('at', 'text'), columnOf('n', 'int8')]);
  const dictionary = dictionaryWith([
    ruleOf('at', 'timestamptz', { rules: [{ kind: 'range', severity: 'error', min: '2021-01-01', max: null }] }),
    ruleOf('n', 'int2'),
  ]);
  const match = [
    { column: 'at', field: 0 },
    { column: 'n', field: 1 },
  ];
  const plan = makeCheckPlan({ dictionary, table, match, width: 2, dialect: plainDialect });
  const { rejects, rows, check } = await checkText('2021-05-17T09:00:00Z,7\nsoon,70000\n2020-05-17,1\n,\n', plan);
  expect(shownRows(rows, plan)).toEqual([
    ['2021-05-17T09:00:00Z', '7'],
    [null, null],
  ]);
  expect(sentencesOf(rejects)).toEqual([
    'n takes a whole number from -32768 to 32767.',
    'at takes a date and time like 2021-05-17T09:00:00Z.',
    'at is below 2021-01-01.',
  ]);
  expect(check.profile()).toMatchObject([
    { column: 'at', valid: 1, empty: 1, wrong: 2 },
    { column: 'n', valid: 2, empty: 1, wrong: 1 },
  ]);
});

test('limits of the table are named in the sentence', async () => {
  const table = tableOf('things', [
    columnOf('v', 'varchar', { maxLength: 3, typmod: 7 }),
    columnOf('n', 'numeric', { precision: 4, scale: 1 }),
  ]);
  const match = [
    { column: 'v', field: 0 },
    { column: 'n', field: 1 },
  ];
  const plan = makeCheckPlan({ dictionary: dictionaryOf(table), table, match, width: 2, dialect: plainDialect });
  const { rejects } = await checkText('"h""éllo",1000\n', plan);
  expect(sentencesOf(rejects)).toEqual(['v has 6 characters; it takes 3.', 'n is outside -999.9 to 999.9.']);
  expect(rejects[0]?.errors[0]?.value).toBe('h"éllo');
});

test('located tuples say which record they are and where it stood, and come in the form of the stage', async () => {
  const plan = planOf(dictionaryWith([ruleOf('j', 'jsonb'), ruleOf('i', 'inet')]));
  const { rows } = await checkText('{"a":1},10.0.0.1\n[,x\n[],::1\r\n', plan, { locate: true, batchBytes: 5 });
  expect(
    rows.map(([record, offset, length]) => [record!.readBigInt64BE(), offset!.readBigInt64BE(), length!.readInt32BE()]),
  ).toEqual([
    [1n, 0n, 17],
    [3n, 21n, 8],
  ]);
  expect(rows.map((row) => row.slice(3).map(String))).toEqual([
    ['{"a":1}', '10.0.0.1'],
    ['[]', '::1'],
  ]);
});

test('a value of a reject is its beginning, however long it is', async () => {
  const plan = planOf(dictionaryWith([ruleOf('n', 'int4')]));
  const { rejects } = await checkText('é'.repeat(500_000), plan);
  expect(rejects[0]?.errors[0]?.value).toBe(`${'é'.repeat(199)}…`);
});

test('nothing of a batch is left in the tuples of the next', async () => {
  const plan = planOf(people);
  const [first, second] = [await batchesOf('1,Ann Marie,,\n2,Eve,,\n', plan), await batchesOf('3,Bob,,\n', plan)];
  const check = compileRowCheck(plan, { locate: false, keySets: [], parentSets: [] });
  check.check(first[0]!);
  const alone = await checkText('3,Bob,,\n', plan);
  expect(check.check(second[0]!).tuples).toEqual(alone.tuples);
});

/** What the columns below ask for, said again in the plainest way. */
interface ModelError {
  readonly column: string;
  readonly code: RejectCode;
}

const modelPlan = planOf(
  dictionaryWith(
    [
      ruleOf('id', 'int2', { required: true }),
      ruleOf('code', 'text', { rules: [{ kind: 'length', severity: 'error', min: null, max: 2 }] }),
      ruleOf('up', 'int4', { rules: [{ kind: 'range', severity: 'warning', min: '2', max: '3' }] }),
    ],
    {
      primaryKey: ['id'],
      uniqueKeys: [['code'], ['code', 'up']],
      references: [{ columns: ['up'], table: 'ups', parentColumns: ['id'] }],
    },
  ),
);

function modelInteger(text: string, min: number, max: number): number | null {
  const trimmed = text.replace(/^[\t\v\f ]+|[\t\v\f ]+$/g, '');
  if (!/^[+-]?\d+$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return value >= min && value <= max ? value : null;
}

/** A second implementation, of strings and Maps. */
function model(): (
  texts: readonly string[],
  quoted: readonly boolean[],
  record: number,
) => { errors: ModelError[]; warned: boolean; row: string[] } {
  const owners = new Map<string, number>();
  return (texts, quoted, record) => {
    const [idText = '', codeText = '', upText = ''] = texts;
    const errors: ModelError[] = [];
    const id = idText === '' ? undefined : modelInteger(idText, -32_768, 32_767);
    if (id === undefined) errors.push({ column: 'id', code: 'required' });
    if (id === null) errors.push({ column: 'id', code: 'type.integer' });
    const code = codeText === '' && !quoted[1] ? undefined : codeText;
    const codeFits = code === undefined || Array.from(code).length <= 2;
    if (!codeFits) errors.push({ column: 'code', code: 'length' });
    const up = upText === '' ? undefined : modelInteger(upText, -2_147_483_648, 2_147_483_647);
    if (up === null) errors.push({ column: 'up', code: 'type.integer' });
    const warned = typeof up === 'number' && (up < 2 || up > 3);
    if (typeof up === 'number' && ![1, 2, 3].includes(up)) errors.push({ column: 'up', code: 'reference.missing' });
    const keys: [string, string][] = [];
    if (typeof id === 'number') keys.push(['id', `id ${id}`]);
    if (code !== undefined && codeFits) keys.push(['code', `code ${code}`]);
    if (code !== undefined && codeFits && typeof up === 'number') keys.push(['code', `both ${up} ${code}`]);
    const clean = errors.length === 0;
    const taken = keys.filter(([, key]) => owners.has(key));
    for (const [column] of taken) errors.push({ column, code: 'duplicate.inFile' });
    if (clean && taken.length === 0) for (const [, key] of keys) owners.set(key, record);
    return { errors, warned, row: [String(id), code ?? 'NULL', up === undefined ? 'NULL' : String(up)] };
  };
}

const columnNames = ['id', 'code', 'up'];
const inOrder = (errors: readonly ModelError[]): string[] =>
  errors
    .toSorted(
      (a, b) =>
        reasonOrder(a.code) - reasonOrder(b.code) || columnNames.indexOf(a.column) - columnNames.indexOf(b.column),
    )
    .map(({ column, code }) => `${column} ${code}`);

test('any rows in batches of any size get the verdicts of a second, plain implementation', async () => {
  const field = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('1', '2', '3', '01', ' 2', '+3', '4', '-0', '0') },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '',
        '""',
        'a',
        'b',
        'é🙂',
        '"a"',
        '"a""b"',
        '"b"',
        'abc',
        '"x,y"',
        '32768',
        '99999999999',
      ),
    },
  );
  const line = fc.oneof(
    {
      weight: 9,
      arbitrary: fc.tuple(fc.oneof(field, fc.nat(999).map(String)), field, field).map((fields) => fields.join(',')),
    },
    { weight: 1, arbitrary: fc.array(field, { minLength: 2, maxLength: 5 }).map((fields) => fields.join(',')) },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 200 }),
      async (lines, batchBytes) => {
        const plan = modelPlan;
        const parentSets = [parents(plan, 0, 1, 2, 3)];
        const text = lines.map((one) => `${one}\n`).join('');
        const { rejects, rows, check } = await checkText(text, plan, { parentSets, batchBytes });
        const verdict = model();
        const read = (await batchesOf(text, plan)).flatMap(batchRows);
        const wanted = read.map(({ texts, quoted, record, original }) => {
          const odd = texts.length !== 3;
          const judged = odd ? null : verdict(texts, quoted, record);
          const code = texts.length < 3 ? 'fields.tooFew' : 'fields.tooMany';
          return {
            record,
            original,
            row: judged?.row,
            warned: judged?.warned ?? false,
            reasons: judged === null ? [`- ${code}`] : inOrder(judged.errors),
          };
        });
        expect(
          rejects.map(({ record, bytes, errors }) => ({
            record,
            original: bytes.toString('latin1'),
            reasons: errors.map(({ column, code }) => `${column ?? '-'} ${code}`),
          })),
        ).toEqual(
          wanted
            .filter(({ reasons }) => reasons.length > 0)
            .map(({ record, original, reasons }) => ({ record, original, reasons })),
        );
        expect(shownRows(rows, plan).map((row) => row.map((value) => value ?? 'NULL'))).toEqual(
          wanted.filter(({ reasons }) => reasons.length === 0).map(({ row }) => row),
        );
        expect(check.rowsRead).toBe(read.length);
        expect(check.rowsWarned).toBe(wanted.filter(({ warned }) => warned).length);
        for (const { valid, empty, wrong } of check.profile()) {
          expect(valid + empty + wrong).toBe(read.length);
          expect(Math.min(valid, empty, wrong)).toBeGreaterThanOrEqual(0);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a batch far larger than the buffers begin with comes out whole', async () => {
  const plan = planOf(people);
  const count = 20_000;
  const lines = Array.from(
    { length: count },
    (_, at) => `${at},${'name '.repeat(at % 17)}x,2021-05-17,${at % 3 === 0 ? '' : 'n'}\n`,
  );
  const { rows, rejects } = await checkText(lines.join(''), plan);
  expect(rejects).toEqual([]);
  expect(shownRows(rows, plan)).toEqual(
    lines.map((_, at) => [String(at), `${'name '.repeat(at % 17)}x`, '2021-05-17', at % 3 === 0 ? null : 'n']),
  );
});
