import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Manifest } from '#shared/backup.ts';
import { openBackup, proveFile } from './open-backup.ts';
import { readManifest } from './manifest-text.ts';
import { manifestName } from './backup-names.ts';
import { verifyBackup } from './verify-backup.ts';
import { type BackupScene, refusalOf, restoreOne, withBackups, withOpenBackup } from './test-backup.ts';
import { avroLong, cutBackup, joinBlocks, writeHostile } from './test-hostile.ts';
import type { WrittenBackup } from './write-backup.ts';

/** A table and its backup of about 10 kB; the table then changes, so that a restore would be seen. */
async function makeBackup({ client, backUpAll }: BackupScene): Promise<WrittenBackup> {
  await client.query(`
    create table t as select i as id, md5(i::text) as hash, i * 1.5 as price, timestamp '2021-01-01' + i * interval '1 day' as at
    from generate_series(1, 330) i`);
  const [written] = await backUpAll(['t']);
  await client.query('delete from t where id > 3');
  return written!;
}

const countRows = async ({ client }: BackupScene): Promise<string | undefined> => {
  const { rows } = await client.query<{ count: string }>('select count(*) from t');
  return rows[0]?.count;
};

test('every byte that is flipped and every length that is cut is found, by the whole file and by its blocks alone', () =>
  withBackups(async (scene) => {
    const written = await makeBackup(scene);
    const { path, manifest } = written;
    const bytes = readFileSync(path);
    expect(bytes.length).toBeGreaterThan(9000);
    await withOpenBackup(path, async (backup) => {
      /** The backup with other bytes in its file. */
      const withBytes = (changed: Buffer): typeof backup => ({
        ...backup,
        async *slices(hash) {
          hash.update(changed);
          yield changed;
        },
      });
      const missed: string[] = [];
      const demandFound = async (what: string, changed: Buffer): Promise<void> => {
        // The check of the whole, and that which reads on when it is left out.
        for (const find of [proveFile, verifyBackup]) {
          const refusal = await refusalOf(find(withBytes(changed)));
          if (!refusal.startsWith('backup.damaged: ')) missed.push(`${what}, ${find.name}: ${refusal}`);
        }
      };
      await proveFile(withBytes(bytes));
      await verifyBackup(withBytes(bytes));
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = Buffer.from(bytes);
        changed[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
        await demandFound(`byte ${at}`, changed);
      }
      for (let length = 0; length < bytes.length; length += 1)
        await demandFound(`length ${length}`, bytes.subarray(0, length));
      expect(missed).toEqual([]);
    });

    const text = readFileSync(path.replace('.avro', '.manifest.json'));
    const missed: string[] = [];
    for (let at = 0; at < text.length; at += 1) {
      const changed = Buffer.from(text);
      changed[at] = (text[at] ?? 0) ^ (1 << (at % 7));
      for (const [what, one] of [
        ['flipped', changed],
        ['cut', text.subarray(0, at)],
      ] as const) {
        const refusal = await refusalOf(Promise.resolve().then(() => readManifest(one.toString('utf8'), 'x')));
        if (!refusal.startsWith('backup.manifest: ')) missed.push(`${what} at ${at}: ${refusal}`);
      }
    }
    expect(missed).toEqual([]);

    // On the disk, before the table is touched.
    const name = 'damaged.avro';
    for (const at of [0, 5, 100, bytes.length >> 1, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (bytes[at] ?? 0) ^ 1;
      const damaged = writeHostile(scene.folder, name, changed, manifest, { file: { sha256: manifest.file.sha256 } });
      expect(await refusalOf(restoreOne(scene, { path: damaged }))).toMatch(/^backup\.damaged: .* SHA-256/);
    }
    writeFileSync(join(scene.folder, name), bytes.subarray(0, -1));
    expect(await refusalOf(restoreOne(scene, { path: join(scene.folder, name) }))).toMatch(
      /^backup\.damaged: .* bytes/,
    );
    expect(await countRows(scene)).toBe('3');
  }));

test('a file that was made to do harm is refused, and its table is not touched', () =>
  withBackups(async (scene) => {
    const written = await makeBackup(scene);
    const { manifest } = written;
    const parts = await cutBackup(written);
    const { header, sync, packed } = parts;
    const records = avroLong(parts.records);
    const whole = joinBlocks(parts, [{ records, packed }]);
    expect(whole.bytes.equals(readFileSync(written.path))).toBe(true);

    const header2 = (from: string, to: string): Buffer =>
      Buffer.from(header.toString('latin1').replace(from, to), 'latin1');
    const zeros = deflateRawSync(Buffer.alloc(64 * 1024 * 1024));
    const nested = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const recursive = Buffer.from('{"type":"record","name":"r","fields":[{"name":"r","type":"r"}]}');
    const withSchema = (schema: Buffer): Buffer =>
      Buffer.concat([
        Buffer.from('Obj\x01', 'latin1'),
        avroLong(1),
        avroLong('avro.schema'.length),
        Buffer.from('avro.schema'),
        avroLong(schema.length),
        schema,
        avroLong(0),
        sync,
      ]);
    const cases: Readonly<Record<string, { readonly bytes: Buffer; readonly checks?: string }>> = {
      'not an AVRO file': { bytes: Buffer.from('id,hash\n1,x\n') },
      'nothing at all': { bytes: Buffer.alloc(0) },
      'an unknown codec': joinBlocks({ header: header2('deflate', 'bzip2xx'), sync }, [{ records, packed }]),
      'another codec': joinBlocks({ header: header2('deflate', 'zeflate'), sync }, [{ records, packed }]),
      'a wrong sync marker': joinBlocks(parts, [{ records, packed, sync: Buffer.alloc(16, 7) }]),
      'a block that claims 2^62 rows': joinBlocks(parts, [
        { records: Buffer.from('8080808080808080807f', 'hex'), packed },
      ]),
      'a block with a negative number of rows': joinBlocks(parts, [{ records: avroLong(-5), packed }]),
      'a block without rows': joinBlocks(parts, [
        { records: avroLong(0), packed },
        { records, packed },
      ]),
      'a negative size': joinBlocks(parts, [{ records, packed, size: avroLong(-5) }]),
      'a size beyond the file': joinBlocks(parts, [{ records, packed, size: avroLong(2 ** 40) }]),
      'a bomb': joinBlocks(parts, [{ records, packed: zeros }]),
      'a block that is nothing packed': joinBlocks(parts, [{ records, packed: Buffer.alloc(200, 0xaa) }]),
      'a block with fewer rows than it claims': joinBlocks(parts, [
        { records, packed: deflateRawSync(Buffer.alloc(parts.records, 0)) },
      ]),
      'a truncated last block': { bytes: whole.bytes.subarray(0, -40), checks: whole.checks },
      'a schema nested 10,000 deep': { bytes: withSchema(Buffer.from(nested)) },
      'a schema that holds itself': { bytes: withSchema(recursive) },
      'a header that never ends': { bytes: Buffer.concat([Buffer.from('Obj\x01', 'latin1'), avroLong(2 ** 50)]) },
      'a key in its header of 2^40 bytes': {
        bytes: Buffer.concat([Buffer.from('Obj\x01', 'latin1'), avroLong(1), avroLong(2 ** 40)]),
      },
    };
    const missed: string[] = [];
    for (const [what, { bytes, checks = manifest.file.blocks }] of Object.entries(cases)) {
      const path = writeHostile(scene.folder, 'hostile.avro', bytes, manifest, { file: { blocks: checks } });
      const refusal = await refusalOf(restoreOne(scene, { path }));
      if (!refusal.startsWith('backup.damaged: ')) missed.push(`${what}: ${refusal}`);
    }
    expect(missed).toEqual([]);
    expect(await countRows(scene)).toBe('3');
  }));

test('a manifest that lies, is another’s, is none or is not there is refused, and no statement of its own is run', () =>
  withBackups(async (scene) => {
    const { client, folder, schema } = scene;
    const written = await makeBackup(scene);
    const { path, manifest } = written;
    const bytes = readFileSync(path);
    const { file, definition } = manifest;
    const lies: Readonly<Record<string, Parameters<typeof writeHostile>[4]>> = {
      'fewer rows': { rows: manifest.rows - 1 },
      'more rows': { rows: manifest.rows + 1 },
      'another digest': { digest: manifest.digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) },
      'another SHA-256': { file: { sha256: '0'.repeat(64) } },
      'another length': { file: { bytes: bytes.length + 1 } },
      'another codec': { file: { codec: 'null' } },
      'fewer checks': { file: { blocks: '' } },
      'more checks': { file: { blocks: file.blocks + file.blocks } },
      'other checks': { file: { blocks: '00000000' } },
      'smaller blocks': { file: { blockBytes: 1000 } },
      'another table': { table: { schema, table: 'other' } },
      'other columns': { columns: manifest.columns.slice(1) },
      'another definition': { definition: { ...definition, columns: definition.columns.slice(1) } },
      'other types': {
        definition: { ...definition, types: definition.types.map((type) => ({ ...type, name: 'int8' })) },
      },
    };
    const missed: string[] = [];
    for (const [what, lie] of Object.entries(lies)) {
      const lying = writeHostile(folder, 'lying.avro', bytes, manifest, lie);
      const refusal = await refusalOf(restoreOne(scene, { path: lying, table: 't' }));
      if (!/^backup\.(damaged|manifest): /.test(refusal)) missed.push(`${what}: ${refusal}`);
    }
    expect(missed).toEqual([]);

    const beside = join(folder, manifestName('lying.avro'));
    const lying = join(folder, 'lying.avro');
    for (const text of [
      '',
      '{}',
      '[]',
      'null',
      '{"a": '.repeat(10_000),
      `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    ]) {
      writeFileSync(beside, text);
      expect(await refusalOf(openBackup(lying))).toMatch(/^backup\.manifest: /);
    }
    writeFileSync(join(folder, 'alone.avro'), bytes);
    expect(await refusalOf(openBackup(join(folder, 'alone.avro')))).toMatch(/^backup\.noManifest: /);
    expect(await refusalOf(openBackup(join(folder, 'nowhere.avro')))).toMatch(/^source\.missing: /);
    expect(await refusalOf(openBackup(folder))).toMatch(/^source\.folder: /);
    symlinkSync(folder, join(folder, 'linked.avro'));
    expect(await refusalOf(openBackup(join(folder, 'linked.avro')))).toMatch(/^source\.folder: /);
    expect(await countRows(scene)).toBe('3');

    // Text that is to become a part of a statement.
    await client.query(
      `create domain d as int; create table own (a d[]); insert into own values ('{1}'); create table victim ()`,
    );
    const [own] = await scene.backUpAll(['own']);
    const harm = `int4[]); drop table "${schema}".victim; create table "${schema}".more (a int4`;
    const evil = JSON.stringify(own!.manifest).replaceAll('"sql":"integer"', `"sql":${JSON.stringify(harm)}`);
    const bad = JSON.parse(evil.replaceAll('"cast":"integer[]"', `"cast":${JSON.stringify(`${harm}[]`)}`)) as Manifest;
    const evilPath = writeHostile(folder, 'evil.avro', readFileSync(own!.path), bad);
    for (const mode of ['replace', 'append'] as const)
      expect(await refusalOf(restoreOne(scene, { path: evilPath, table: 'own' }, { mode }))).not.toBe('');
    const column = definition.columns.map((one, index) =>
      index === 0
        ? { ...one, default: `1); drop table "${schema}".victim; create table "${schema}".made (id int` }
        : one,
    );
    const made = writeHostile(folder, 'made.avro', bytes, {
      ...manifest,
      definition: { ...definition, columns: column },
    });
    expect(await refusalOf(restoreOne(scene, { path: made, table: 'made' }, { mode: 'new' }))).toContain(
      'multiple commands',
    );
    const { rows } = await client.query(
      `select to_regclass('victim') is not null as there, to_regclass('more') is null as clean, to_regclass('made') is null as unmade`,
    );
    expect(rows).toEqual([{ there: 't', clean: 't', unmade: 't' }]);
  }));
