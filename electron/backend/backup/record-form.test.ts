import { createReadStream, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Manifest } from '#shared/backup.ts';
import { readAvroHeader } from '#backend/parse/avro-header.ts';
import { ByteQueue } from '#backend/parse/byte-queue.ts';
import { manifestPath } from './backup-names.ts';
import { manifestText } from './manifest-text.ts';
import { restoreOne, withBackups, withOpenBackup } from './test-backup.ts';
import { verifyAgainst, verifyBackup } from './verify-backup.ts';

const schemaShape = z.object({ fields: z.array(z.object({ name: z.string(), type: z.unknown() })) });

/** The fields of a file, as its schema has them. */
async function fieldsOf(path: string): Promise<Record<string, unknown>> {
  const header = await readAvroHeader(new ByteQueue(slicesOf(path), 1024 * 1024));
  const { fields } = schemaShape.parse(JSON.parse(header.schema));
  return Object.fromEntries(fields.map(({ name, type }) => [name, type]));
}

async function* slicesOf(path: string): AsyncGenerator<Buffer> {
  for await (const slice of createReadStream(path)) yield slice as Buffer;
}

const proved = (path: string, against: Parameters<typeof verifyAgainst>[1]): Promise<void> =>
  withOpenBackup(path, async (backup) => {
    await verifyBackup(backup);
    await verifyAgainst(backup, against);
  });

const instant = { type: 'long', logicalType: 'timestamp-micros' };

test('fields of columns that are NOT NULL are required, and there is no map of special values where there are none', () =>
  withBackups(async (scene) => {
    const { client, session } = scene;
    await client.query(`create table t (id int primary key, at timestamptz not null, note text);
      insert into t select i, now(), nullif(i % 3, 0)::text from generate_series(1, 50) i`);
    const [written] = await scene.backUpAll(['t']);
    expect(await fieldsOf(written!.path)).toEqual({ id: 'int', at: instant, note: ['null', 'string'] });
    expect(written!.manifest).toMatchObject({ format: 2, file: { wide: false } });
    await proved(written!.path, session);
    await client.query('truncate t');
    await restoreOne(scene, written!);
    await proved(written!.path, session);
  }));

const map = ['null', { type: 'map', values: 'string' }];

test.each([
  ['a special value', `update t set at = 'infinity' where id = 40000`],
  [
    'a NULL in a column that is NOT NULL by its catalog only',
    `update pg_attribute set attnotnull = false where attrelid = 't'::regclass and attname = 'at';
     update t set at = null where id = 40000;
     update pg_attribute set attnotnull = true where attrelid = 't'::regclass and attname = 'at'`,
  ],
])('%s far down makes a file that has a place for it, and no other file', (_, change) =>
  withBackups(async (scene) => {
    const { client, session, folder } = scene;
    await client.query(`create table t (id int primary key, at timestamptz not null);
      insert into t select i, now() from generate_series(1, 40000) i`);
    await client.query(change);
    await client.query('create table other (id int not null); insert into other values (1)');
    const [written, other] = await scene.backUpAll(['t', 'other']);
    expect(await fieldsOf(written!.path)).toEqual({
      sluice_special_values: map,
      id: ['null', 'int'],
      at: ['null', instant],
    });
    expect([written!.manifest.file.wide, other!.manifest.file.wide]).toEqual([true, false]);
    expect(readdirSync(folder)).toHaveLength(4);
    expect(written!.manifest.rows).toBe(40_000);
    await proved(written!.path, session);
    await proved(other!.path, session);
  }),
);

test('a backup of the first format, in which every field may be null, is verified and restored', () =>
  withBackups(async (scene) => {
    const { client, session } = scene;
    await client.query(`create table t (id int primary key, at timestamptz not null);
      insert into t values (1, 'infinity'), (2, '2021-11-07 02:48:42+00')`);
    const [written] = await scene.backUpAll(['t']);
    const { path, manifest } = written!;
    const { wide, ...file } = manifest.file;
    expect(wide).toBe(true);
    writeFileSync(manifestPath(path), manifestText({ ...manifest, format: 1, file } as Manifest));
    await client.query('truncate t');
    await restoreOne(scene, written!);
    await proved(written!.path, session);
    expect((await client.query('select at::text from t where id = 1')).rows).toEqual([{ at: 'infinity' }]);
  }));
