import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import { plainDialect } from '#shared/dialect.ts';
import { openSource, type TextSource } from '#backend/source/open-source.ts';
import { detectDialect, type DetectOptions } from './detect-dialect.ts';
import { readSample, SAMPLE_BYTES, type Sample } from './read-sample.ts';
import { batchRows, readOutcome, textSource, type ReadRow } from './test-rows.ts';
import { parseCsv } from './parse-csv.ts';

const candidates = challengeDictionaries.map(({ table, columns }) => ({ schema: 'public', table, columns }));
const rowsOf = ({ batches }: Sample): ReadRow[] => batches.flatMap(batchRows);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-sample-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a sample', () => {
  it('of a small file is the file', async () => {
    const sample = await readSample(textSource('1,Anna\n2,Bo'), plainDialect);
    expect(rowsOf(sample).map((row) => row.texts)).toEqual([
      ['1', 'Anna'],
      ['2', 'Bo'],
    ]);
    expect(sample).toMatchObject({ whole: true, width: 2, fieldNames: [] });
    expect(sample.header).toHaveLength(0);
  });

  it('has the names of the header, and its bytes for whoever writes a file of the same kind', async () => {
    const text = '\n"id","n ""x"""\r\n\r\n1,Anna\n';
    const sample = await readSample(textSource(text), { ...plainDialect, header: true });
    expect(sample.fieldNames).toEqual(['id', 'n "x"']);
    expect(sample.header.toString()).toBe('\n"id","n ""x"""\r\n\r\n');
    expect(rowsOf(sample)).toMatchObject([{ record: 1, byteOffset: 19, texts: ['1', 'Anna'] }]);
  });

  it('of a header alone has no rows, and the width of the header', async () => {
    const sample = await readSample(textSource('id,name\n'), { ...plainDialect, header: true });
    expect(sample).toMatchObject({ batches: [], width: 2, whole: true, fieldNames: ['id', 'name'] });
  });

  it('has no more rows than were asked for, and says that there are more', async () => {
    for (const delimiter of [',', '||']) {
      const source = textSource(`a${delimiter}b\n`.repeat(5000));
      const some = await readSample(source, { ...plainDialect, delimiter }, { rowsMax: 4100 });
      expect([rowsOf(some).length, some.whole]).toEqual([4100, false]);
      const all = await readSample(source, { ...plainDialect, delimiter }, { rowsMax: 5000 });
      expect([rowsOf(all).length, all.whole]).toEqual([5000, true]);
    }
  });

  it('leaves out the record that its end cuts, instead of showing it as bad', async () => {
    const line = '1,"Anna, or so",x\n';
    for (const escape of ['"', '\\']) {
      const sample = await readSample(
        textSource(line.repeat(20_000)),
        { ...plainDialect, escape },
        { rowsMax: 50_000 },
      );
      const rows = rowsOf(sample);
      expect(rows).toHaveLength(Math.floor(SAMPLE_BYTES / line.length));
      expect(rows.every((row) => row.texts.length === 3 && row.problem === null)).toBe(true);
      expect(sample.whole).toBe(false);
    }
  });

  it('takes no more of the file than it needs', async () => {
    let bytesTaken = 0;
    const endless: TextSource = {
      textStart: 3,
      bytes: 10_000_000_000,
      async *read() {
        for (;;) {
          bytesTaken += 1000;
          yield Buffer.from('a,b\n'.repeat(250));
        }
      },
    };
    const sample = await readSample(endless, plainDialect);
    expect(rowsOf(sample)).toHaveLength(1000);
    expect(bytesTaken).toBeLessThan(SAMPLE_BYTES + 1000);
  });

  it('is the same as the first rows of the load', async () => {
    const source = textSource(Array.from({ length: 20_000 }, (_, index) => `${index},"x""${index}",é\r\n`).join(''));
    const { rows } = await readOutcome(parseCsv(source, plainDialect));
    const sample = rowsOf(await readSample(source, plainDialect, { rowsMax: 10_000 }));
    expect(sample).toEqual(rows.slice(0, 10_000));
  });

  it('keeps to a width that most rows have, not that of the first', async () => {
    expect((await readSample(textSource('1,2\n1,2,3\n1,2,3\n1\n'), plainDialect)).width).toBe(3);
    expect((await readSample(textSource('\n\n'), plainDialect)).width).toBe(1);
  });

  it('meets a quote that never closes only where the file ends', async () => {
    const open = 'a,b\n1,"x\n';
    await expect(readSample(textSource(open), plainDialect)).rejects.toThrow('never closes');
    const long = await readSample(textSource(open + 'c,d\n'.repeat(100_000)), plainDialect);
    expect(rowsOf(long).map((row) => row.texts)).toEqual([['a', 'b']]);
  });
});

describe('a file is looked at', () => {
  const look = async (name: string, content: string, options: DetectOptions = {}) => {
    const path = join(folder, name);
    await writeFile(path, content);
    const source = await openSource({ path });
    try {
      const found = await detectDialect(source, { candidates, ...options });
      return { ...found, rows: rowsOf(found.sample).map((row) => row.texts) };
    } finally {
      await source.close();
    }
  };

  it('and its dialect, header, table and first rows are found together', async () => {
    const found = await look('export.csv', 'ID;Job\r\n1;Marketing\r\n2;"VP; Sales"\r\n');
    expect(found.dialect).toEqual({ ...plainDialect, delimiter: ';', header: true, lineEnd: 'crlf' });
    expect(found.guess).toMatchObject({ target: { schema: 'public', table: 'jobs' }, foundBy: 'by its header' });
    expect(found.sample.fieldNames).toEqual(['ID', 'Job']);
    expect(found.rows).toEqual([
      ['1', 'Marketing'],
      ['2', 'VP; Sales'],
    ]);
  });

  it('and the first record is a row where nothing says that it is not', async () => {
    const found = await look('departments.csv', '1,Sales\n2,Legal\n');
    expect(found.dialect.header).toBe(false);
    expect(found.guess).toMatchObject({ target: { table: 'departments' }, foundBy: 'by its name' });
    expect(found.rows).toHaveLength(2);
  });

  it('and one row that is wanted gives the same answers as all of them, be it the broken one', async () => {
    const found = await look('jobs.csv', `1\n${'2,Clerk\n'.repeat(5)}`, { rowsMax: 1 });
    expect(found.sample.width).toBe(2);
    expect(found.guess?.target.table).toBe('jobs');
    expect(found.rows).toEqual([['1']]);
    expect(found.sample.whole).toBe(false);
  });

  it('and blank lines alone are an empty file, a header alone is not', async () => {
    await expect(look('blank.csv', '\n\n')).rejects.toThrow('blank.csv is empty.');
    expect((await look('jobs.csv', 'id,job\n')).dialect.header).toBe(true);
  });

  it('and a first record that is longer than the sample is taken to fit', async () => {
    const target = { schema: 'public', table: 'jobs' };
    const content = `1,${'x'.repeat(2 * SAMPLE_BYTES)}\n2,Clerk\n`;
    expect((await look('a.csv', content, { target })).sample.width).toBe(2);
  });

  it('and of 100,000 columns all are counted, although their names alone are longer than the sample', async () => {
    const names = Array.from({ length: 100_000 }, (_, field) => `c${field}`).join(',');
    const found = await look('wide.csv', `${names}\n${'1,'.repeat(99_999)}1\n`);
    expect(found.dialect.header).toBe(true);
    expect([found.sample.width, found.sample.fieldNames.length]).toEqual([100_000, 100_000]);
  });

  it('and a file of rejects, most of them short, is as wide as its table or its header', async () => {
    const short = '1,Anna Vogt,2,3\n'.repeat(17);
    const mixed = `${short}${'2,Bo Hofer,2021-05-30T05:43:46Z,2,\n'.repeat(6)}`;
    for (const [name, content] of [
      ['hired_employees.rejects.csv', mixed],
      ['hired_employees.csv', mixed],
      ['hired_employees.rejects.csv', short],
      ['any.csv', `id,name,datetime,department_id,job_id\n${mixed}`],
    ] as const) {
      const found = await look(name, content);
      expect([found.guess?.target.table, found.sample.width]).toEqual(['hired_employees', 5]);
    }
    // One row that is too long does not make all others short.
    const target = { schema: 'public', table: 'hired_employees' };
    expect((await look('a.csv', `${short}1,Anna Vogt,2,3,4\n`, { target })).sample.width).toBe(4);
  });

  it('and the types of the table tell a header that does not name its columns', async () => {
    const found = await look('jobs.csv', 'Zahl,Wort\n1,Clerk\n');
    expect(found.dialect.header).toBe(true);
    expect(found.headerReason).toContain('field 1');
    expect(found.guess?.target.table).toBe('jobs');
  });

  it('and what a person chose stands', async () => {
    const content = 'id,job\n1,Clerk\n';
    expect((await look('jobs.csv', content, { choice: { header: false } })).rows).toHaveLength(2);
    expect((await look('jobs.csv', content, { choice: { nullMarker: 'NULL' } })).dialect.nullMarker).toBe('NULL');
    expect((await look('a.csv', '1,"x\n', { choice: { quote: null } })).rows).toEqual([['1', '"x']]);
    const chosen = { choice: { delimiter: '||', quote: "'", escape: '\\' } };
    expect((await look('a.csv', "1||'it\\'s'\n", chosen)).rows).toEqual([['1', "it's"]]);
    const target = { schema: 'public', table: 'jobs' };
    expect((await look('a.csv', 'Number,Title\n1,2\n', { target })).dialect.header).toBe(true);
  });

  it('also where no table is known', async () => {
    const found = await look('jobs.csv', 'id,job\n1,Clerk\n', { candidates: [] });
    expect([found.dialect.header, found.guess]).toEqual([true, null]);
  });

  it('and of 10 GB only the beginning is read', async () => {
    const path = join(folder, 'big.csv');
    const lines = '1,Marketing\n'.repeat(6000);
    await writeFile(path, `${lines}2,"cut`);
    await truncate(path, 10_000_000_000);
    const source = await openSource({ path, name: 'jobs.csv' });
    const found = await detectDialect(source, { candidates, rowsMax: 10_000 });
    expect(rowsOf(found.sample)).toHaveLength(6000);
    expect(found.sample.whole).toBe(false);
    expect(found.guess?.target.table).toBe('jobs');
    // Zeros that no disk holds are read in no time, so the time tells nothing: what was asked for does.
    let bytesTaken = 0;
    const counted: TextSource = {
      ...source,
      bytes: source.bytes,
      textStart: source.textStart,
      async *read() {
        for await (const slice of source.read()) {
          bytesTaken += slice.length;
          yield slice;
        }
      },
    };
    await readSample(counted, found.dialect);
    expect(bytesTaken).toBe(SAMPLE_BYTES);
    await source.close();
  });
});

const challenge = join(import.meta.dirname, '../../../../shared/data/challenge');
describe.skipIf(!existsSync(challenge))('the files of the challenge', () => {
  it.each([
    ['departments', 2, 12],
    ['jobs', 2, 183],
    ['hired_employees', 5, 1000],
  ])('%s goes to its table, without a header, %d fields wide', async (table, width, rows) => {
    const source = await openSource({ path: join(challenge, `${table}.csv`) });
    const { dialect, guess, sample } = await detectDialect(source, { candidates });
    expect(dialect).toEqual(plainDialect);
    expect(guess).toEqual({ target: { schema: 'public', table }, foundBy: 'by its name', score: 1 });
    expect([sample.width, rowsOf(sample).length]).toEqual([width, rows]);
    await source.close();
  });
});
