import { buffer as whole } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { plainDialect } from '#shared/dialect.ts';
import { cellError } from '#shared/reject.ts';
import { csvReport, jsonReport } from './reject-report.ts';
import { reloadFile } from './reload-file.ts';
import { pageOf } from './test-rejects.ts';

const row = (record: number, text: string | Buffer, ...errors: RejectedRow['errors']): RejectedRow => ({
  record,
  byteOffset: 0,
  bytes: Buffer.from(text as string),
  errors: errors.length === 0 ? [cellError('required', 'id', '')] : errors,
});

describe('the reload file', () => {
  it('is the original bytes, also where they are no UTF-8', async () => {
    const bytes = Buffer.from([0x31, 0x2c, 0xff, 0xfe, 0x0d, 0x0a]);
    expect(await whole(reloadFile([pageOf([row(1, bytes), row(4, '2,"a\nb"\n')])], plainDialect, null))).toEqual(
      Buffer.concat([bytes, Buffer.from('2,"a\nb"\n')]),
    );
  });

  it('begins with the original header', async () => {
    const file = await whole(reloadFile([pageOf([row(1, ',x\r\n')])], plainDialect, Buffer.from('\ufeffid,name\r\n')));
    expect(file.toString()).toBe('\ufeffid,name\r\n,x\r\n');
  });

  it('adds a line end only where a row would run into the next', async () => {
    const pages = [pageOf([row(1, 'a')]), pageOf([row(2, 'b')])];
    const crlf = { ...plainDialect, lineEnd: 'crlf' as const };
    expect((await whole(reloadFile(pages, crlf, null))).toString()).toBe('a\r\nb');
  });

  it('is the header alone when there are no rejects', async () => {
    expect((await whole(reloadFile([], plainDialect, Buffer.from('id\n')))).toString()).toBe('id\n');
    expect(await whole(reloadFile([], plainDialect, null))).toHaveLength(0);
  });
});

describe('the report', () => {
  const rows = [
    row(
      2,
      '=1+1,"a, ""b"""\n',
      cellError('type.integer', 'id', '=1+1', { min: 1, max: 2 }),
      cellError('required', 'x', ''),
    ),
    row(7, '@x\r\n', cellError('fields.tooFew', null, null, { got: 1, want: 2 })),
  ];
  const of = { source: 'a.csv', table: 't', dialect: plainDialect };
  const part = { ...of, pages: rows.map((each) => pageOf([each])) };

  it('has a line for each error and keeps a spreadsheet from running what it holds', async () => {
    const read: string[][] = parse(await whole(csvReport(part)));
    expect(read).toHaveLength(4);
    expect(read[1]?.slice(0, 7)).toEqual(['a.csv', 't', '2', '0', 'id', 'type.integer', `'=1+1`]);
    expect(read[1]?.[8]).toBe(`'=1+1,"a, ""b"""`);
    expect(read[3]?.slice(2, 6)).toEqual(['7', '0', '', 'fields.tooFew']);
    for (const cell of read.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });

  it('holds the same as JSON, one object a row, also when there is none', async () => {
    const read = JSON.parse((await whole(jsonReport(part))).toString()) as {
      record: number;
      line: string;
      errors: object[];
    }[];
    expect(read.map((entry) => [entry.record, entry.line, entry.errors.length])).toEqual([
      [2, '=1+1,"a, ""b"""', 2],
      [7, '@x', 1],
    ]);
    expect(JSON.parse((await whole(jsonReport({ ...of, pages: [] }))).toString())).toEqual([]);
  });
});
