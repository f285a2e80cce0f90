import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainDialect, type Dialect } from '#shared/dialect.ts';
import { openSource, type TextSource } from '#backend/source/open-source.ts';
import { commonMarks, csvSyntax, LONG_RECORD_BYTES_KEPT, QUOTED_BYTES_MAX, RECORD_BYTES_MAX } from './csv-syntax.ts';
import { parseByLibrary } from './parse-by-library.ts';
import { parseByScanner } from './parse-by-scanner.ts';
import { parseCsv } from './parse-csv.ts';
import { FIELD_ESCAPED, FIELD_PLAIN, FIELD_QUOTED, type RowBatch } from './row-batch.ts';
import { splitRecord } from './split-record.ts';
import { collectRows, readOutcome, textSource } from './test-rows.ts';
import { unescapeField } from './unescape.ts';
import { withLine } from './with-line.ts';

type Read = (text: string | Buffer, dialect?: Partial<Dialect>, sliceBytes?: number) => AsyncGenerator<RowBatch>;

function readBy(reader: string, source: TextSource, dialect: Partial<Dialect> = {}): AsyncGenerator<RowBatch> {
  const syntax = csvSyntax({ ...plainDialect, ...dialect });
  const batches =
    reader === 'the scanner' ? parseByScanner(source, syntax, commonMarks(syntax)!) : parseByLibrary(source, syntax);
  return withLine(batches, source, 'utf-8');
}

const readers: Record<string, Read> = {
  'the scanner': (text, dialect, sliceBytes) => readBy('the scanner', textSource(text, sliceBytes), dialect),
  'the csv-parse reader': (text, dialect, sliceBytes) =>
    readBy('the csv-parse reader', textSource(text, sliceBytes), dialect),
};

const textsOf = async (batches: AsyncIterable<RowBatch>): Promise<(readonly string[])[]> =>
  (await collectRows(batches)).map((row) => row.texts);

async function firstBatch(batches: AsyncGenerator<RowBatch>): Promise<RowBatch> {
  for await (const batch of batches) return batch;
  throw new Error('There is no batch.');
}

/** Parses slices that do not come from a text. */
function parseSlices(reader: string, slices: () => AsyncGenerator<Buffer>): AsyncGenerator<RowBatch> {
  return readBy(reader, { textStart: 0, bytes: Number.MAX_SAFE_INTEGER, read: slices });
}

describe.each(Object.keys(readers))('with %s', (reader) => {
  const read: Read = readers[reader]!;

  it.each<[string, string, string[][]]>([
    [
      'plain records',
      'a,b,c\n1,2,3\n',
      [
        ['a', 'b', 'c'],
        ['1', '2', '3'],
      ],
    ],
    [
      'a last line without a line end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a delimiter in quotes', 'John,"120 any st., Anytown",08123\n', [['John', '120 any st., Anytown', '08123']]],
    [
      'empty fields, quoted and not',
      'a,b,c\n1,"",""\n2,,\n',
      [
        ['a', 'b', 'c'],
        ['1', '', ''],
        ['2', '', ''],
      ],
    ],
    [
      'doubled quotes',
      '1,"ha ""ha"" ha"\n3,4\n',
      [
        ['1', 'ha "ha" ha'],
        ['3', '4'],
      ],
    ],
    ['nothing but quotes in quotes', '"""",""""""\n', [['"', '""']]],
    ['JSON in a field', '1,"{""type"": ""Point"", ""at"": [1.0]}"\n', [['1', '{"type": "Point", "at": [1.0]}']]],
    [
      'line ends in quotes',
      'a,b\n"Once upon\na time",2\r\n"x\r\ny","\n"\n',
      [
        ['a', 'b'],
        ['Once upon\na time', '2'],
        ['x\r\ny', '\n'],
      ],
    ],
    [
      'CR LF',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CR alone',
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['line ends of all kinds', 'a\nb\r\nc\rd', [['a'], ['b'], ['c'], ['d']]],
    [
      'characters of several bytes',
      'é,ü§\n"ʤ",😀\n',
      [
        ['é', 'ü§'],
        ['ʤ', '😀'],
      ],
    ],
    ['records of different width', 'a,b,c\n1\n1,2,3,4\n', [['a', 'b', 'c'], ['1'], ['1', '2', '3', '4']]],
    [
      'a delimiter at the end',
      'a,\n,\n,',
      [
        ['a', ''],
        ['', ''],
        ['', ''],
      ],
    ],
    ['spaces, as they are', ' a , "b" ,c \n', [[' a ', ' "b" ', 'c ']]],
    ['blank lines, as nothing', '\n\na\n\n\r\nb\n\n', [['a'], ['b']]],
    ['a quoted empty line, as a row', 'a\n""\nb\n', [['a'], [''], ['b']]],
    ['a quote inside a field, as it is', '5" pipe,ab"c"\n', [['5" pipe', 'ab"c"']]],
    ['blank lines alone', '\n\r\n\n', []],
  ])('reads %s', async (_, text, rows) => {
    expect(await textsOf(read(text))).toEqual(rows);
    expect(await textsOf(read(text, {}, 1))).toEqual(rows);
  });

  it('reads other delimiters and quotes', async () => {
    expect(await textsOf(read("a;'b;''c';\"d\n", { delimiter: ';', quote: "'", escape: "'" }))).toEqual([
      ['a', "b;'c", '"d'],
    ]);
    expect(await textsOf(read('a\t"b\tc\n', { delimiter: '\t', quote: null, escape: null }))).toEqual([
      ['a', '"b', 'c'],
    ]);
  });

  it('tells a quoted empty field from an empty one, and where quotes must be undone', async () => {
    const batch = await firstBatch(read('a,"",,"b","c""d",""""\n'));
    const flags = [...batch.flags.subarray(0, batch.rows[1])];
    expect(flags).toEqual([FIELD_PLAIN, FIELD_QUOTED, FIELD_PLAIN, FIELD_QUOTED, FIELD_ESCAPED, FIELD_ESCAPED]);
  });

  it('undoes quotes into a buffer that is given', async () => {
    const batch = await firstBatch(read('"x""y"""\n'));
    const scratch = Buffer.from('........');
    expect(unescapeField(batch.bytes, batch.fields[0]!, batch.fields[1]!, scratch, 2)).toBe(4);
    expect(scratch.toString()).toBe('..x"y"..');
  });

  it('leaves the header out and does not count it', async () => {
    const rows = await collectRows(read('id,name\n\n1,Anna\n2,Bo\n', { header: true }));
    expect(rows.map(({ record, byteOffset, texts }) => [record, byteOffset, ...texts])).toEqual([
      [1, 9, '1', 'Anna'],
      [2, 16, '2', 'Bo'],
    ]);
    expect(await collectRows(read('id,name\n', { header: true }))).toEqual([]);
    expect(await collectRows(read('id,name', { header: true }))).toEqual([]);
  });

  it('gives each row its bytes: those of its line end, and of blank lines behind it', async () => {
    const rows = await collectRows(read('é,"1\r\n2"\r\n\n\nb,2\rc,3'));
    expect(rows.map(({ byteOffset, end }) => [byteOffset, end])).toEqual([
      [0, 13],
      [13, 17],
      [17, 20],
    ]);
    expect(rows.map(({ original }) => Buffer.from(original, 'latin1').toString())).toEqual([
      'é,"1\r\n2"\r\n\n\n',
      'b,2\r',
      'c,3',
    ]);
  });

  it('counts offsets from the first byte of the file, its byte order mark included', async () => {
    const source = textSource('a,b\nc,d\n', 3, 3);
    const rows = await collectRows(parseCsv(source, plainDialect));
    expect(rows.map(({ byteOffset, end }) => [byteOffset, end])).toEqual([
      [3, 7],
      [7, 11],
    ]);
  });

  it('keeps bytes that are not UTF-8, and NUL bytes, as they are', async () => {
    const text = Buffer.from('1,\xff\xfe\n2,a\0b\n3,"\xc3""x"\n', 'latin1');
    const batch = await firstBatch(read(text));
    const fieldBytes = (field: number): string =>
      batch.bytes.toString('latin1', batch.fields[2 * field], batch.fields[2 * field + 1]);
    expect([fieldBytes(1), fieldBytes(3), fieldBytes(5)]).toEqual(['\xff\xfe', 'a\0b', '\xc3""x']);
  });

  it.each([
    [
      '"ab"c,2\n3,4\n',
      [
        ['"ab"c', '2'],
        ['3', '4'],
      ],
    ],
    [
      '1,"a""b"c"d\r\n3,4\n',
      [
        ['1', '"a""b"c"d'],
        ['3', '4'],
      ],
    ],
    [
      '1,"a" \n3,4\n',
      [
        ['1', '"a" '],
        ['3', '4'],
      ],
    ],
    [
      '1,""x,"y"\n3,4\n',
      [
        ['1', '""x', 'y'],
        ['3', '4'],
      ],
    ],
    ['1,"a"b', [['1', '"a"b']]],
  ])('finds a quote that closes too early in %j, and goes on at the next line', async (text, texts) => {
    for (const sliceBytes of [1, 100]) {
      const rows = await collectRows(read(text, {}, sliceBytes));
      expect(rows.map((row) => row.texts)).toEqual(texts);
      expect(rows.map((row) => row.problem)).toEqual(texts.map((_, row) => (row === 0 ? 'quote.invalid' : null)));
    }
  });

  it.each([
    ['"never', 1, 1, 0],
    ['1,2\n3,"never\n4,5\n', 2, 2, 6],
    ['1,2\r\n\r\n"x","never""\n', 2, 3, 11],
    ['é,2\r3,4,"', 2, 2, 9],
    ['"a\n\nb",2\n3,"', 2, 4, 11],
  ])('raises a fault for a quote that never closes in %j: where it opened', async (text, record, line, byteOffset) => {
    const { rows, fault } = await readOutcome(read(text, {}, 5));
    expect(rows).toHaveLength(record - 1);
    expect(fault).toMatchObject({
      code: 'csv.quoteUnclosed',
      sentence: `A quote opens in record ${record}, line ${line}, at byte ${byteOffset} and never closes.`,
    });
  });

  it('gives up on a quote that does not close within 256 MiB, before it has read much more', async () => {
    let slices = 0;
    const piece = Buffer.from('x,y\n'.repeat(65_536));
    const endless = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from('1,2\n3,"a\n');
      for (; ; slices += 1) yield piece;
    };
    const { rows, fault } = await readOutcome(parseSlices(reader, endless));
    expect(rows).toHaveLength(1);
    expect(fault?.sentence).toBe('A quote opens in record 2, line 2, at byte 6 and does not close within 256 MiB.');
    expect(slices * piece.length).toBeLessThan(QUOTED_BYTES_MAX * 1.1);
  });

  it.each([
    ['of plain fields', 'x,'.repeat(RECORD_BYTES_MAX)],
    ['with a quoted cell', `"${'y""\n'.repeat(RECORD_BYTES_MAX / 4)}"`],
  ])('rejects a record of more than 16 MiB %s alone: its place, its length and its beginning', async (_, cell) => {
    const record = `3,${cell}\r\n`;
    const { rows, fault } = await readOutcome(read(`1,2\n${record}4,5\n`));
    expect(fault).toBeNull();
    expect(rows.map(({ texts: [id], problem }) => [id?.slice(0, 1), problem])).toEqual([
      ['1', null],
      ['3', 'record.tooLong'],
      ['4', null],
    ]);
    expect([rows[1]?.byteOffset, rows[1]?.end]).toEqual([4, 4 + record.length]);
    // One that is hardly too long may be at hand whole.
    const beginning = rows[1]?.original ?? '';
    expect([record.startsWith(beginning), beginning.length >= LONG_RECORD_BYTES_KEPT]).toEqual([true, true]);
  });

  it('reads a record of many MiB whole', async () => {
    const long = 'y'.repeat(9_000_000);
    const rows = await collectRows(read(`1,"${long}"\n2,b\n`));
    expect(rows.map((row) => row.texts[1]!.length)).toEqual([9_000_000, 1]);
  });

  it('takes megabytes of blank lines for nothing', async () => {
    const rows = await collectRows(read(`a\n${'\r\n'.repeat(RECORD_BYTES_MAX * 0.6)}b\n`));
    expect(rows.map(({ record, texts }) => [record, ...texts])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('reads 100,000 fields in a record', async () => {
    const [row] = await collectRows(read(`${Array.from({ length: 100_000 }, (_, index) => index).join(',')}\n`));
    expect([row!.texts.length, row!.texts[99_999]]).toEqual([100_000, '99999']);
  });

  it('numbers records across batches, and keeps batches small', async () => {
    const batches: number[][] = [];
    const line = 'a,b\n';
    for await (const { firstRow, rowCount, original } of read(line.repeat(100_000)))
      batches.push([firstRow, rowCount, original.length]);
    expect(batches.map(([first]) => first)).toEqual(
      batches.map((_, at) => 1 + batches.slice(0, at).reduce((sum, batch) => sum + batch[1]!, 0)),
    );
    expect(batches.reduce((sum, [, rows]) => sum + rows!, 0)).toBe(100_000);
    expect(Math.max(...batches.map(([, , bytes]) => bytes!))).toBeLessThanOrEqual(512 * 1024);
  });

  it('stops where the source raises a fault', async () => {
    const failing = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from('a,b\nc');
      throw new Error('gone');
    };
    await expect(collectRows(parseSlices(reader, failing))).rejects.toThrow('gone');
  });
});

describe('dialects beyond the common', () => {
  const read = async (text: string, dialect: Partial<Dialect>, sliceBytes?: number) =>
    await textsOf(parseCsv(textSource(text, sliceBytes), { ...plainDialect, ...dialect }));

  it.each([1, 1000])(
    'are read with delimiters of several characters or bytes, in slices of %d bytes',
    async (sliceBytes) => {
      expect(await read('a||"b||c"||d|e\n', { delimiter: '||' }, sliceBytes)).toEqual([['a', 'b||c', 'd|e']]);
      expect(await read('a§b§\n', { delimiter: '§' }, sliceBytes)).toEqual([['a', 'b', '']]);
    },
  );

  it.each([1, 1000])('are read with a quote of several bytes, in slices of %d bytes', async (sliceBytes) => {
    const dialect = { quote: '«', escape: '«' };
    expect(await read('«a,««b»,c«,d\n«««»«,x\n', dialect, sliceBytes)).toEqual([
      ['a,«b»,c', 'd'],
      ['«»', 'x'],
    ]);
  });

  it('undo a backslash before a mark, and keep it before anything else, as COPY does', async () => {
    expect(await read('"a \\"b\\" c:\\dir\\\\","x"\n', { escape: '\\' })).toEqual([['a "b" c:\\dir\\', 'x']]);
  });

  it('know no escape where there is none', async () => {
    const rows = await collectRows(parseCsv(textSource('"a""b",c\n"d",e\n'), { ...plainDialect, escape: null }));
    expect(rows.map(({ texts, problem }) => [problem, ...texts])).toEqual([
      ['quote.invalid', '"a""b"', 'c'],
      [null, 'd', 'e'],
    ]);
  });

  it('keep the place of what was undone: original and offsets are those of the file', async () => {
    const rows = await collectRows(
      parseCsv(textSource('1||"a\\"b"\n2||c\n'), { ...plainDialect, delimiter: '||', escape: '\\' }),
    );
    expect(rows.map(({ texts, original, byteOffset }) => ({ texts, original, byteOffset }))).toEqual([
      { texts: ['1', 'a"b'], original: '1||"a\\"b"\n', byteOffset: 0 },
      { texts: ['2', 'c'], original: '2||c\n', byteOffset: 10 },
    ]);
  });

  it.each([
    [{ delimiter: '\n' }, /a line end cannot be a mark/],
    [{ delimiter: '"' }, /the quote is part of the delimiter/],
    [{ delimiter: '|"|' }, /the quote is part of the delimiter/],
    [{ delimiter: '\\', escape: '\\' }, /the delimiter begins with the escape/],
    [{ delimiter: '' }, /it has no delimiter/],
    [{ quote: '\ud83d' }, /a mark is half of a character/],
  ])('are refused where their marks cannot be told apart: %j', async (dialect, reason) => {
    await expect(read('a\n', dialect)).rejects.toThrow(reason);
  });
});

describe('one record', () => {
  it('is split again as it was, header or not', () => {
    const dialect = { ...plainDialect, header: true };
    expect(splitRecord(Buffer.from('1,"a ""b"""\r\n\n'), dialect)).toEqual(['1', 'a "b"']);
    expect(splitRecord(Buffer.from('1||"x\\"y"'), { ...dialect, delimiter: '||', escape: '\\' })).toEqual(['1', 'x"y']);
  });

  it('that no parser lets through is one text', () => {
    expect(splitRecord(Buffer.from('1,"open'), plainDialect)).toEqual(['1,"open']);
    expect(splitRecord(Buffer.from('1||"open'), { ...plainDialect, delimiter: '||' })).toEqual(['1||"open']);
  });
});

const challenge = join(import.meta.dirname, '../../../../shared/data/challenge/hired_employees.csv');
describe.skipIf(!existsSync(challenge))('the data of the challenge', () => {
  it('has 1999 employees, 54 of them with four fields', async () => {
    const source = await openSource({ path: challenge });
    const rows = await collectRows(parseCsv(source, plainDialect));
    expect(rows).toHaveLength(1999);
    expect(rows.filter((row) => row.texts.length === 4)).toHaveLength(54);
    expect(rows.map((row) => row.original).join('')).toHaveLength(source.bytes);
    await source.close();
  });
});
