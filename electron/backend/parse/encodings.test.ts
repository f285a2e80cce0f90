import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodings, plainDialect, type Encoding } from '#shared/dialect.ts';
import { openSource } from '#backend/source/open-source.ts';
import { detectDialect } from './detect-dialect.ts';
import { parseCsv } from './parse-csv.ts';
import { splitRecord } from './split-record.ts';
import { batchRows, collectRows, readOutcome, textSource } from './test-rows.ts';
import { asCsv, encodeText, tableOf } from './test-tables.ts';

const runs = Number(process.env['PROPERTY_RUNS'] ?? 1500);
vi.setConfig({ testTimeout: 60_000 + runs * 10 });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-encodings-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function open(content: Buffer) {
  files += 1;
  const path = join(folder, `file-${files}.csv`);
  await writeFile(path, content);
  return openSource({ path });
}

const others = encodings.filter((encoding) => encoding !== 'utf-8');
const isWide = (encoding: Encoding): boolean => encoding.startsWith('utf-16');

/** Characters that an encoding has, and those that CSV is made of. */
const textIn = (encoding: Encoding): fc.Arbitrary<string> => {
  const marks = fc.constantFrom(',', '"', '\n', '\r', '\\', 'a', ' ', '1');
  const own = isWide(encoding)
    ? fc.constantFrom('é', '日', '😀', '\u0a0d', '\u0d0a', '\ufffd', '\ufeff', '\u0a00')
    : fc.constantFrom(...tableOf(encoding).keys());
  return fc.array(fc.oneof(marks, own), { maxLength: 12 }).map((parts) => parts.join(''));
};

describe('text in any encoding', () => {
  it('has the rows that it has in UTF-8, and each row keeps its own bytes and their place', async () => {
    const tableIn = fc.constantFrom(...others).chain((encoding) =>
      fc.record({
        encoding: fc.constant(encoding),
        rows: fc.array(fc.array(textIn(encoding), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        slice: fc.integer({ min: 1, max: 60 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(tableIn, async ({ encoding, rows, slice }) => {
        const text = asCsv(rows);
        const original = encodeText(text, encoding);
        const dialect = { ...plainDialect, encoding };
        const read = await collectRows(parseCsv(textSource(original, slice), dialect));
        const plain = await collectRows(parseCsv(textSource(text, slice), plainDialect));
        expect(read.map(({ texts, quoted, record }) => [texts, quoted, record])).toEqual(
          plain.map(({ texts, quoted, record }) => [texts, quoted, record]),
        );
        let at = 0;
        for (const [index, row] of read.entries()) {
          const line = Buffer.from(row.original, 'latin1');
          expect(original.subarray(row.byteOffset, row.end).equals(line)).toBe(true);
          expect(encodeText(Buffer.from(plain[index]!.original, 'latin1').toString(), encoding).equals(line)).toBe(
            true,
          );
          expect(splitRecord(line, dialect)).toEqual(row.texts);
          expect(row.byteOffset).toBeGreaterThanOrEqual(at);
          at = row.end;
        }
        expect(at).toBe(original.length);
      }),
      { numRuns: runs },
    );
  });

  it('has the same rows by csv-parse as by the scanner, in any bytes at all', async () => {
    const bytes = fc.array(fc.oneof(fc.constantFrom(0x2c, 0x22, 0x0a, 0x0d, 0x61, 0, 0x81, 0xd8), fc.nat(255)), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...others),
        bytes,
        fc.integer({ min: 1, max: 9 }),
        async (encoding, some, slice) => {
          const content = Buffer.from(some);
          const whole = await readOutcome(parseCsv(textSource(content), { ...plainDialect, encoding }));
          const sliced = await readOutcome(parseCsv(textSource(content, slice), { ...plainDialect, encoding }));
          // Blank lines go to the row before them where they are at hand.
          const bare = (it: typeof whole) => it.rows.map(({ end: _, original: __, ...row }) => row);
          expect(bare(sliced)).toEqual(bare(whole));
          expect(sliced.fault?.sentence).toBe(whole.fault?.sentence);
          for (const { byteOffset, end, original } of sliced.rows) {
            expect(content.toString('latin1', byteOffset, end)).toBe(original);
          }
        },
      ),
      { numRuns: runs },
    );
  });

  it('and bytes that are no text spoil their row alone', async () => {
    const content = Buffer.from('1,\x82\xa0\n2,\x82\n3,\x83\x5c\n', 'latin1');
    const batches = parseCsv(textSource(content), { ...plainDialect, encoding: 'shift_jis' });
    for await (const batch of batches) {
      expect(batchRows(batch).map(({ texts }) => texts)).toEqual([
        ['1', 'あ'],
        ['2', '\ufffd'],
        ['3', 'ソ'],
      ]);
      expect(batch.bytes.includes(0xff)).toBe(true);
    }
  });

  it('and a quote that never closes has its place in the file', async () => {
    const text = '日本,1\né,"open\nand so on\n';
    for (const [encoding, place] of [
      ['utf-16le', 14],
      ['utf-16be', 14],
      ['gb18030', 10],
    ] as const) {
      const { fault } = await readOutcome(
        parseCsv(textSource(encodeText(text, encoding)), { ...plainDialect, encoding }),
      );
      expect(fault?.code).toBe('csv.quoteUnclosed');
      expect(fault?.sentence).toContain(`byte ${place} `);
    }
  });
});

const languages: readonly (readonly [Encoding, string])[] = [
  ['windows-1252', 'La señora Muñoz pidió café y jamón en España, según decía él mañana también\n'],
  ['windows-1252', 'Die Größe der Straße wäre für die Übung schön, doch können wir müde sein\n'],
  ['windows-1251', 'Привет как дела сегодня хорошая погода и мы пошли гулять в лес с друзьями\n'],
  ['shift_jis', 'これは日本語のテキストです。今日は天気がいいので散歩に行きました。\n'],
  ['gb18030', '这是一个中文的文本文件，今天天气很好，我们一起去公园散步吧。\n'],
  ['euc-kr', '안녕하세요 오늘은 날씨가 좋아서 친구와 함께 공원에 산책을 갔습니다\n'],
  ['big5', '這是一個中文的文字檔案，今天天氣很好，我們一起去公園散步吧。\n'],
];

describe('the encoding of a file is found', () => {
  it.each(languages)('%s: %s', async (encoding, line) => {
    const content = encodeText(Array.from({ length: 30 }, (_, index) => `${index};${line}`).join(''), encoding);
    const source = await open(content);
    expect(source.encoding).toBe(encoding);
    await source.close();
  });

  it.each(['utf-16le', 'utf-16be'] as const)('%s, with its mark and without', async (encoding) => {
    for (const text of ['\ufeffid,name\n1,José\n', 'id,name\n1,José\n', '識別,名前\n一,二\n三,四\n']) {
      const source = await open(encodeText(text, encoding));
      expect([source.encoding, source.textStart]).toEqual([encoding, text.startsWith('\ufeff') ? 2 : 0]);
      const { sample, dialect } = await detectDialect(source);
      expect(sample.batches.flatMap(batchRows).at(-1)?.texts.length).toBe(2);
      expect(dialect.encoding).toBe(encoding);
      await source.close();
    }
  });

  it('further in, where its beginning is plain', async () => {
    const plain = '1,Anna,Berlin\n'.repeat(8000);
    const source = await open(
      Buffer.concat([Buffer.from(plain), encodeText('2,José,Málaga\n'.repeat(9000), 'windows-1252')]),
    );
    expect(source.encoding).toBe('windows-1252');
    await source.close();
  });

  it('or asked for, where bytes can be read in several ways', async () => {
    const source = await open(Buffer.from('1;Jos\xe9\n2;Pe\xf1a\n3;Fran\xe7ois\n', 'latin1'));
    expect(source.encoding).toBe('windows-1252');
    const { ambiguous } = await detectDialect(source);
    expect(ambiguous).toHaveLength(1);
    for (const { part, options } of ambiguous) {
      expect(part).toBe('encoding');
      expect(new Set(options.map(({ label }) => label)).size).toBe(options.length);
    }
    await source.close();
  });

  it('and one that was chosen stands', async () => {
    files += 1;
    const path = join(folder, `file-${files}.csv`);
    await writeFile(path, Buffer.from([0x31, 0x2c, 0xa4, 0x0a]));
    const source = await openSource({ path }, { encoding: 'iso-8859-15' });
    const rows = await collectRows(parseCsv(source, { ...plainDialect, encoding: source.encoding }));
    expect(rows[0]?.texts).toEqual(['1', '€']);
    await source.close();
  });
});

describe('each encoding', () => {
  it.each(others.filter((it) => !isWide(it)))('%s decodes ASCII as it is', async (encoding) => {
    const ascii = Buffer.from(
      Array.from({ length: 128 }, (_, code) => code).filter((code) => ![10, 13, 34, 44].includes(code)),
    );
    const [row] = await collectRows(parseCsv(textSource(ascii), { ...plainDialect, encoding }));
    expect(row?.texts).toEqual([ascii.toString('latin1')]);
  });
});
