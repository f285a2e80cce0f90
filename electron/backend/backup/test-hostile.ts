import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '#shared/backup.ts';
import { SYNC_BYTES } from '#backend/parse/avro-header.ts';
import { writeLong } from '#backend/types/avro-number.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { blockCheck } from './avro-blocks.ts';
import { manifestName } from './backup-names.ts';
import { manifestText } from './manifest-text.ts';
import type { WrittenBackup } from './write-backup.ts';

/** A long of AVRO. */
export function avroLong(value: number): Buffer {
  const out = new TupleBuffer(10);
  writeLong(value, out);
  return Buffer.from(out.bytes.subarray(0, out.length));
}

/** A block that says what it wants to of itself. */
export interface HostileBlock {
  readonly records: Buffer;
  readonly size?: Buffer;
  readonly packed: Buffer;
  readonly sync?: Buffer;
}

/** The bytes of a backup with one block, cut in its parts. */
export async function cutBackup({ path, manifest }: WrittenBackup): Promise<{
  readonly header: Buffer;
  readonly sync: Buffer;
  readonly packed: Buffer;
  readonly records: number;
}> {
  const bytes = await readFile(path);
  const sync = bytes.subarray(-SYNC_BYTES);
  const header = bytes.subarray(0, bytes.indexOf(sync) + SYNC_BYTES);
  const head = avroLong(manifest.rows).length;
  const body = bytes.subarray(header.length, -SYNC_BYTES);
  // Behind the number of records stands the length of what is packed.
  let start = head + 1;
  while (!body.subarray(head, start).equals(avroLong(body.length - start))) start += 1;
  return { header, sync, packed: body.subarray(start), records: manifest.rows };
}

/** Writes a file, and beside it a manifest that fits it but for what it is told to say. Returns the path of the file. */
export function writeHostile(
  folder: string,
  name: string,
  bytes: Buffer,
  manifest: Manifest,
  { file = {}, ...more }: Partial<Omit<Manifest, 'file'>> & { readonly file?: Partial<Manifest['file']> } = {},
): string {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const whole = { ...manifest, ...more, file: { ...manifest.file, name, bytes: bytes.length, sha256, ...file } };
  writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, manifestName(name)), manifestText(whole));
  return join(folder, name);
}

/** A file of these blocks, and the checks of what they hold. */
export function joinBlocks(
  { header, sync }: { readonly header: Buffer; readonly sync: Buffer },
  blocks: readonly HostileBlock[],
): { readonly bytes: Buffer; readonly checks: string } {
  const parts = blocks.map(({ records, packed, size = avroLong(packed.length), sync: mark = sync }) =>
    Buffer.concat([records, size, packed, mark]),
  );
  return {
    bytes: Buffer.concat([header, ...parts]),
    checks: blocks.map(({ packed }) => blockCheck(packed)).join(''),
  };
}
