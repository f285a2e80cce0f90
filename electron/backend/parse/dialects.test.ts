import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Dialect, type DialectChoice, dialectSchema, formatSchema, plainDialect } from '#shared/dialect.ts';
import { openSource } from '#backend/source/open-source.ts';
import { UNPACKED_BYTES_FREE, UNPACKED_RATIO_MAX } from '#backend/source/packed-text.ts';
import { detectDialect, type DetectedDialect } from './detect-dialect.ts';
import { commonMarks, csvSyntax } from './csv-syntax.ts';
import { parseByLibrary } from './parse-by-library.ts';
import { parseByScanner } from './parse-by-scanner.ts';
import { parseCsv } from './parse-csv.ts';
import { parseRows } from './parse-rows.ts';
import { readSample } from './read-sample.ts';
import { batchRows, collectRows, readOutcome, textSource } from './test-rows.ts';
import { asZip } from './test-tables.ts';
import { withLine } from './with-line.ts';

const runs = Number(process.env['PROPERTY_RUNS'] ?? 3000);
vi.setConfig({ testTimeout: 60_000 + runs * 10 });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-dialects-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function fileOf(content: string | Buffer): Promise<string> {
  files += 1;
  const path = join(folder, `file-${files}.csv`);
  await writeFile(path, content);
  return path;
}

async function detect(
  content: string,
  choice: DialectChoice = {},
  columns: Record<string, string> = {},
): Promise<DetectedDialect> {
  const source = await openSource({ path: await fileOf(content) });
  const target = { schema: 'public', table: 't' };
  const candidates = [{ ...target, columns: Object.entries(columns).map(([name, type]) => ({ name, type })) }];
  const known = candidates[0]!.columns.length > 0 ? { candidates, target } : {};
  try {
    return await detectDialect(source, { choice, ...known });
  } finally {
    await source.close();
  }
}

const textsIn = async (text: string, dialect: Partial<Dialect>): Promise<(readonly string[])[]> =>
  (await collectRows(parseCsv(textSource(text, 7), { ...plainDialect, ...dialect }))).map(({ texts }) => texts);

describe('lines that hold no row', () => {
  it.each([
    [
      '#',
      '# one\na,b\n#two\n\n# "three\nc,"#d\n#e"\n#',
      [
        ['a', 'b'],
        ['c', '#d\n#e'],
      ],
    ],
    [
      '//',
      '//,x\na,/b\n/c,d\n// end\n',
      [
        ['a', '/b'],
        ['/c', 'd'],
      ],
    ],
  ])('are those that begin with %s', async (comment, text, rows) => {
    expect(await textsIn(text, { comment })).toEqual(rows);
    expect(await textsIn(text.replaceAll(',', '||'), { comment, delimiter: '||' })).toEqual(rows);
  });

  it('are found alike by both parsers', async () => {
    const parts = ['#', '#', ',', '"', '\n', '\n', '\r\n', 'a', '\\'];
    // Behind a closing quote, where only a wrong row has one, csv-parse takes the mark for a comment too: it is left out.
    const text = fc
      .array(fc.constantFrom(...parts), { maxLength: 30 })
      .map((chosen) => chosen.join('').replaceAll(/"#+/g, '"'));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (some, slice) => {
        const syntax = csvSyntax({ ...plainDialect, comment: '#' });
        const source = textSource(some, slice);
        const [scanned, parsed] = await Promise.all([
          readOutcome(withLine(parseByScanner(source, syntax, commonMarks(syntax)!), source, 'utf-8')),
          readOutcome(withLine(parseByLibrary(source, syntax), source, 'utf-8')),
        ]);
        const bare = (it: typeof scanned) => it.rows.map(({ end: _, original: __, ...row }) => row);
        expect(bare(parsed)).toEqual(bare(scanned));
        expect(parsed.fault?.sentence).toBe(scanned.fault?.sentence);
      }),
      { numRuns: runs },
    );
  });

  it('are the first n, whatever is in them, and their bytes come before those of the header', async () => {
    const text = 'Report "of\r\n\r\nid,name\n1,Anna\n';
    for (let slice = 1; slice < text.length; slice += 1) {
      const dialect = { ...plainDialect, skipLines: 2, header: true };
      const rows = await collectRows(parseCsv(textSource(text, slice), dialect));
      expect(rows).toMatchObject([{ record: 1, byteOffset: 22, texts: ['1', 'Anna'] }]);
      expect((await readSample(textSource(text, slice), dialect)).header.toString()).toBe(text.slice(0, 22));
    }
  });

  it('are the records of the header, which name the fields together', async () => {
    const text = 'Sales,,Costs\nQ1,"Q\n2",Q1\n1,2,3\n';
    for (const delimiter of [',', '||']) {
      const dialect = { ...plainDialect, delimiter, header: true, headerLines: 2 };
      const sample = await readSample(textSource(text.replaceAll(',', delimiter)), dialect);
      expect(sample.fieldNames).toEqual(['Sales Q1', 'Q\n2', 'Costs Q1']);
      expect(sample.batches.flatMap(batchRows)).toMatchObject([{ record: 1, texts: ['1', '2', '3'] }]);
    }
  });
});

describe('a comment that cannot be told from another mark', () => {
  it.each([',', '"', '"x'])('is refused: %s', (comment) => {
    expect(() => csvSyntax({ ...plainDialect, comment })).toThrow(/a comment begins like another mark/);
  });
});

describe('how values are spelt', () => {
  it.each<readonly [string, string, Partial<Dialect>]>([
    ['days first', '1,17/05/2021\n2,1/2/2021\n', { dateOrder: 'dmy' }],
    ['months first', '1,5/17/2021\n2,1/2/2021\n', { dateOrder: 'mdy' }],
    ['points between, as where days come first', '1,1.2.2021\n2,3.4.2021\n', { dateOrder: 'dmy' }],
    ['years first', '1,2021/5/7\n2,2021/5/8\n', { dateOrder: 'ymd' }],
    ['ISO', '1,2021-05-07\n2,2021-05-08\n', { dateOrder: 'iso' }],
    ['a comma before the fraction', 'a;1,5\nb;2,25\n', { decimal: ',' }],
    ['and points between thousands', 'a;1.234,5\nb;2,25\n', { decimal: ',', thousands: '.' }],
    ['commas between thousands', 'a;1,234.5\nb;2\n', { decimal: '.', thousands: ',' }],
    ['apostrophes', "a;1'234.5\nb;2\n", { decimal: '.', thousands: "'" }],
    ['nothing of the kind', 'a;1234.5\nb;2\n', { decimal: '.', thousands: null }],
    ['a version is no number', 'a;1.2.3\nb;4.5.6\n', { decimal: '.', thousands: null }],
  ])('is found: %s', async (_, text, spelling) => {
    const found = await detect(text, { header: false });
    expect(found.dialect).toMatchObject(spelling);
    expect(found.ambiguous).toEqual([]);
  });

  it('is asked where it can be read in two ways, and nothing is guessed until then', async () => {
    const dates = await detect('1;1/2/2021\n2;3/4/2021\n', { header: false });
    expect(dates.dialect.dateOrder).toBe('iso');
    const [question, ...more] = dates.ambiguous;
    expect(more).toEqual([]);
    expect(question?.sentence).toMatch(/^1\/2\/2021 /);
    expect(question?.options.map(({ choice }) => choice)).toEqual([{ dateOrder: 'dmy' }, { dateOrder: 'mdy' }]);
    const numbers = await detect('a;1,234\nb;5,678\n', { header: false });
    expect(numbers.dialect).toMatchObject({ decimal: '.', thousands: null });
    expect(numbers.ambiguous.map(({ part }) => part)).toEqual(['decimal']);
    expect((await detect('a;1,234\n', { header: false, thousands: ',' })).ambiguous).toEqual([]);
    expect((await detect('1;1/2/2021\n', { header: false, dateOrder: 'mdy' })).ambiguous).toEqual([]);
  });

  it('is told by the column: a whole number has no fraction, and a text is no date', async () => {
    const whole = await detect('a;1,234\n', { header: false }, { name: 'text', count: 'int4' });
    expect([whole.dialect.thousands, whole.ambiguous]).toEqual([',', []]);
    const text = await detect('a;1/2/2021\n', { header: false }, { name: 'text', note: 'text' });
    expect([text.dialect.dateOrder, text.ambiguous]).toEqual(['iso', []]);
  });
});

describe('a dialect of an earlier run', () => {
  it('means what it meant', () => {
    const { encoding, delimiter, quote, escape, header, nullMarker, lineEnd } = plainDialect;
    expect(dialectSchema.parse({ encoding, delimiter, quote, escape, header, nullMarker, lineEnd })).toEqual(
      plainDialect,
    );
  });
});

describe('a packed file', () => {
  it('that was made to fill a disk stops at a limit, which is shown', async () => {
    const bomb = gzipSync(Buffer.alloc(UNPACKED_BYTES_FREE + 1024 * 1024, 'a,b\n'));
    expect(bomb.length * UNPACKED_RATIO_MAX).toBeLessThan(UNPACKED_BYTES_FREE);
    const source = await openSource({ path: await fileOf(bomb) });
    await expect(collectBytes(source.read())).rejects.toThrow(
      /unpacks to more than 128 MiB, over 250 times its own size/,
    );
    await source.close();
  });

  it.each<readonly [string, Buffer, RegExp]>([
    ['cut short', gzipSync('a,b\n'.repeat(1000)).subarray(0, 30), /cannot be unpacked: unexpected end of file/],
    ['with two files', asZip({ 'a.csv': '1\n', 'b.csv': '2\n' }), /holds 2 files/],
    ['with none', asZip({}), /it holds a NUL byte/],
    ['whose checksum does not fit', broken(asZip({ 'a.csv': '1,2\n' })), /its checksum does not fit/],
  ])('%s is refused', async (_, content, sentence) => {
    const path = await fileOf(content);
    await expect(
      openSource({ path }).then(async (source) => {
        try {
          await collectBytes(source.read());
        } finally {
          await source.close();
        }
      }),
    ).rejects.toThrow(sentence);
  });

  it('has the digest of the file as it is, also of several gzip members, and of an archive beside litter', async () => {
    const members = Buffer.concat([gzipSync('1,a\n'), gzipSync('2,b\n')]);
    const litter = asZip({ 'data/': '', 'data/a.csv': '1,a\n2,b\n', '__MACOSX/data/._a.csv': 'x' });
    for (const content of [members, litter]) {
      const source = await openSource({ path: await fileOf(content) });
      expect((await collectRows(parseCsv(source, plainDialect))).map(({ texts }) => texts)).toEqual([
        ['1', 'a'],
        ['2', 'b'],
      ]);
      expect(source.sha256()).toBe(createHash('sha256').update(content).digest('hex'));
      await source.close();
    }
  });
});

/** The archive with another checksum in its directory. */
function broken(archive: Buffer): Buffer {
  const directory = archive.indexOf('PK\x01\x02');
  archive.writeUInt32LE(1, directory + 16);
  return archive;
}

async function collectBytes(slices: AsyncIterable<Buffer>): Promise<number> {
  let bytes = 0;
  for await (const slice of slices) bytes += slice.length;
  return bytes;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of buffers that somebody holds. The memory of a dead buffer is counted until a thread beside this one has swept it, so the least of some readings is the truth. */
async function heldBytes(): Promise<number> {
  let least = Infinity;
  for (let reading = 0; reading < 5; reading += 1) {
    collectGarbage();
    await setTimeout(5);
    least = Math.min(least, process.memoryUsage().arrayBuffers);
  }
  return least;
}

describe('input that no one wants to be given', () => {
  it.each([
    ['plain', 'csv', ['1,a\n2,', '\n3,b\n']],
    ['quoted', 'csv', ['1,a\n2,"', '"\n3,b\n']],
    ['quoted', 'csv by csv-parse', ['1,a\n2,"', '"\n3,b\n']],
    ['a string', 'ndjson', ['{"a":1}\n{"a":"', '"}\n{"a":3}\n']],
    ['a string', 'json', ['[{"a":1},\n{"a":"', '"},\n{"a":3}]']],
  ])(
    'a cell of 100 MB, %s, of %s is one reject, the file goes on, and memory stays bounded',
    async (_, format, [before, behind]) => {
      let held = 0;
      const source = {
        textStart: 0,
        bytes: 100 * 1024 * 1024,
        async *read() {
          yield Buffer.from(before!);
          for (let piece = 0; piece < 400; piece += 1) {
            yield Buffer.alloc(256 * 1024, 'x');
            if (piece % 100 === 99) held = Math.max(held, await heldBytes());
          }
          yield Buffer.from(behind!);
        },
      };
      const dialect = {
        ...plainDialect,
        ...(format === 'csv by csv-parse' ? { escape: '\\' } : {}),
        format: formatSchema.parse(format.slice(0, 6).trim().replace('csv by', 'csv')),
        fields: ['a'],
      };
      const start = await heldBytes();
      for (const encoding of ['utf-8', 'windows-1252'] as const) {
        const { rows, fault } = await readOutcome(parseRows(source, { ...dialect, encoding }));
        expect(fault).toBeNull();
        expect(rows.map(({ record, problem }) => [record, problem])).toEqual([
          [1, null],
          [2, 'record.tooLong'],
          [3, null],
        ]);
        expect(rows[1]!.end - rows[1]!.byteOffset).toBeGreaterThan(100 * 1024 * 1024);
        expect(rows[1]!.original.length).toBe(64 * 1024);
      }
      expect(held - start).toBeLessThan(80 * 1024 * 1024);
    },
  );

  it('100,000 columns are read', async () => {
    const line = Array.from({ length: 100_000 }, (_, field) => String(field)).join(',');
    const rows = await collectRows(parseCsv(textSource(`${line}\n${line}\n`), plainDialect));
    expect(rows.map(({ texts }) => [texts.length, texts.at(-1)])).toEqual([
      [100_000, '99999'],
      [100_000, '99999'],
    ]);
  });

  it('a header with empty and repeated names is one where it is chosen', async () => {
    const found = await detect('id,,id,select\n1,2,3,4\n', { header: true });
    expect(found.sample.fieldNames).toEqual(['id', '', 'id', 'select']);
  });

  it('a NUL, formulas, emoji and text from right to left are texts like any other', async () => {
    const cells = ['a\0b', '=1+1', '👩‍👩‍👧', 'שלום', '\u202eabc'];
    const found = await detect(
      `id;text\n${'0;x\n'.repeat(100)}${cells.map((text, row) => `${row};${text}\n`).join('')}`,
    );
    expect(
      found.sample.batches
        .flatMap(batchRows)
        .slice(100)
        .map(({ texts }) => texts[1]),
    ).toEqual(cells);
  });
});
