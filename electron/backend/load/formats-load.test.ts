import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import avro from 'avsc';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '#shared/dialect.ts';
import type { LoadMode } from '#shared/load.ts';
import { reloadFile } from '#backend/history/reload-file.ts';
import { pageOf } from '#backend/history/test-rejects.ts';
import { detectDialect } from '#backend/parse/detect-dialect.ts';
import { asCsv, asZip, encodeText } from '#backend/parse/test-tables.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { openSource } from '#backend/source/open-source.ts';
import { countsOf, load, withFolder } from './test-load.ts';

const columns = ['id', 'job'];
/** Wrong are: the second by its type, the fourth by what is required, the sixth by its key. */
const rows = [
  ['1', 'Café, "Chef"'],
  ['two', 'Señor'],
  ['3', 'Müller'],
  ['4', null],
  ['5', 'line\nend'],
  ['3', 'again'],
];
const objects = rows.map(
  ([id, job]) => `{"id":${Number.isNaN(Number(id)) ? `"${id}"` : id},"job":${JSON.stringify(job)}}`,
);
const csv = asCsv([columns, ...rows]);

async function avroBytes(): Promise<Buffer> {
  const fields = columns.map((name) => ({ name, type: ['null' as const, 'string' as const], default: null }));
  const encoder = new avro.streams.BlockEncoder({ type: 'record', name: 'Job', fields }, { codec: 'deflate' });
  for (const [id, job] of rows) encoder.write({ id, job });
  encoder.end();
  const pieces: Buffer[] = [];
  for await (const piece of encoder as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function xlsxBytes(): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const cells = rows.map(([id, job]) => [Number.isNaN(Number(id)) ? id : Number(id), job]);
  workbook.addWorksheet('Jobs').addRows([columns, ...cells]);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

const contents: Record<string, () => Buffer | Promise<Buffer>> = {
  csv: () => Buffer.from(csv),
  'utf-16le': () => encodeText(`\ufeff${csv}`, 'utf-16le'),
  'utf-16be': () => encodeText(`\ufeff${csv}`, 'utf-16be'),
  'windows-1252': () => encodeText(csv, 'windows-1252'),
  gzip: () => gzipSync(csv),
  zip: () => asZip({ 'jobs.csv': csv }),
  ndjson: () => Buffer.from(objects.join('\n')),
  json: () => Buffer.from(`[${objects.join(',\n')}]`),
  avro: avroBytes,
  xlsx: xlsxBytes,
};

async function detect(path: string): Promise<{ dialect: Dialect; header: Buffer; encoding: Dialect['encoding'] }> {
  const source = await openSource({ path });
  const { dialect, sample } = await detectDialect(source);
  await source.close();
  return {
    dialect,
    header: Buffer.concat([markOf(dialect.encoding, source.textStart), sample.header]),
    encoding: source.encoding,
  };
}

const markOf = (encoding: Dialect['encoding'], textStart: number): Buffer =>
  textStart === 0 ? Buffer.alloc(0) : encodeText('\ufeff', encoding);

describe.each(Object.keys(contents))('a file of jobs as %s', (format) => {
  it.each<LoadMode>(['insert', 'upsert'])(
    'is loaded with the mode %s, and its rejects load again to the same rejects',
    async (mode) => {
      await withSchema(async ({ login, client }) => {
        await withFolder(async (folder) => {
          const path = join(folder, 'jobs.data');
          writeFileSync(path, (await contents[format]?.()) ?? '');
          const { dialect, header } = await detect(path);
          const outcome = await load(login, { table: 'jobs', path, dialect, columns, options: { mode } });
          expect(outcome.fault).toBeNull();
          expect(countsOf(outcome)).toEqual({ read: 6, inserted: 3, updated: 0, skipped: 0, rejected: 3 });
          expect(outcome.kept.told.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
            '2: type.integer id=two',
            '4: required job=',
            '6: duplicate.inFile id=3',
          ]);
          const stored = await client.query<{ id: string; job: string }>('select id::text, job from jobs order by id');
          expect(stored.rows.map(({ id, job }) => [id, job])).toEqual([rows[0], rows[2], rows[4]]);

          const again = join(folder, 'again.data');
          const pages = [pageOf(outcome.kept.rows)];
          const bytes = await buffer(reloadFile(pages, dialect, header.length === 0 ? null : header));
          writeFileSync(again, bytes);
          const found = await detect(again);
          const second = await load(login, {
            table: 'jobs',
            path: again,
            // A file of three short lines does not tell its encoding: that of the first is known.
            dialect: { ...found.dialect, ...(format === 'windows-1252' ? { encoding: dialect.encoding } : {}) },
            columns,
            options: { mode },
          });
          expect(second.fault).toBeNull();
          const codes =
            mode === 'upsert' ? ['type.integer', 'required'] : ['type.integer', 'required', 'duplicate.inTable'];
          expect(second.kept.rows.map(({ errors }) => errors[0]?.code)).toEqual(codes);
          expect(second.ledger.read).toBe(3);
        });
      });
    },
  );
});
