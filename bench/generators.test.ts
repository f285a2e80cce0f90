import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { dataFile } from './data-files.ts';
import { DEPARTMENTS, generateEmployees, JOBS } from './generate-employees.ts';
import { generateWide, WIDE_COLUMNS } from './generate-wide.ts';

function textOf<Facts>(pieces: Generator<string, Facts>): { readonly text: string; readonly facts: Facts } {
  let text = '';
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return { text, facts: value };
    text += value;
  }
}
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

it('generates the same rows at every time', () => {
  const employees = () => textOf(generateEmployees({ rows: 3000, badShare: 0.5 })).text;
  expect(employees()).toBe(employees());
  const wide = () => textOf(generateWide(600)).text;
  expect(wide()).toBe(wide());
  // Other figures could not be compared with those of before: a change here is one of VERSION in data-files.ts.
  expect([sha256(employees()), sha256(wide())]).toMatchInlineSnapshot(`
    [
      "d24c877de7252b6803ee77262e600f9743af2c1c8f88d986bb0cbc7bdfb615b7",
      "2fcc85cd8cfd7142245b3f862d701c10ab4957c2dd74880964e4f74e4e619d1a",
    ]
  `);
});

it('adds up the good rows of a file of employees, and no bad one', () => {
  const { text, facts } = textOf(generateEmployees({ rows: 20_000, badShare: 0.5 }));
  const records = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  expect(records).toHaveLength(20_000);
  const good = records.filter((fields) => fields.length === 5 && fields[3] !== '' && fields[4] !== 'none');
  const sum = (value: (fields: readonly string[]) => number): number =>
    good.reduce((total, fields) => total + value(fields), 0);
  expect(facts).toEqual({
    rows: good.length,
    ids: sum(([id]) => Number(id)),
    nameCharacters: sum(([, name = '']) => name.length),
    seconds: sum(([, , hired = '']) => (Date.parse(hired) - Date.UTC(2021)) / 1000),
    departments: sum(([, , , department]) => Number(department)),
    jobs: sum(([, , , , job]) => Number(job)),
  });
  expect(good.length / 20_000).toBeCloseTo(0.5, 1);
  expect(Math.max(...good.map((fields) => Number(fields[3])))).toBe(DEPARTMENTS);
  expect(Math.max(...good.map((fields) => Number(fields[4])))).toBe(JOBS);
});

it('makes as many rows bad as it was asked for', () => {
  const shareOf = (badShare: number): number =>
    1 - textOf(generateEmployees({ rows: 50_000, badShare })).facts.rows / 50_000;
  expect(shareOf(0)).toBe(0);
  expect(shareOf(0.01)).toBeCloseTo(0.01, 2);
});

it('fills 60 columns, with NULLs and quotes among them', () => {
  expect(WIDE_COLUMNS.match(/\bc\d+ /g)).toHaveLength(59);
  const { text } = textOf(generateWide(600));
  const records = parse(text);
  expect(records).toHaveLength(600);
  expect(new Set(records.map((fields) => fields.length))).toEqual(new Set([60]));
  expect(records.flat().filter((field) => field === '').length / (600 * 59)).toBeCloseTo(0.04, 2);
  expect(records.some((fields) => fields.some((field) => /, "/.test(field)))).toBe(true);
});

it('keeps a generated file, with what is known of it, for the next benchmark', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-data-'));
  try {
    const make = () => dataFile(folder, 'employees', () => generateEmployees({ rows: 30_000, badShare: 0 }));
    const first = await make();
    const { mtimeMs } = statSync(first.path);
    expect(first.bytes).toBe(readFileSync(first.path).length);
    expect(first.facts.rows).toBe(30_000);
    expect(await make()).toEqual(first);
    expect(statSync(first.path).mtimeMs).toBe(mtimeMs);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
