import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Manifest } from '#shared/backup.ts';
import { fault, isFault } from '#shared/fault.ts';
import { refuseSpecial, fileFault } from '#backend/source/file-fault.ts';
import { type AvroColumns, avroColumns } from './avro-columns.ts';
import { manifestPath } from './backup-names.ts';
import { readManifest } from './manifest-text.ts';

const SLICE_BYTES = 1024 * 1024;
/** A manifest has eight bytes for each block of a quarter of a megabyte, and the definition of the table. */
const MANIFEST_BYTES_MAX = 256 * 1024 * 1024;

/** A backup whose manifest is read. Its file stays open, so that what is proved is what is read. */
export interface OpenBackup extends AvroColumns {
  readonly path: string;
  readonly name: string;
  readonly manifest: Manifest;
  /** The bytes of the file from its beginning, in slices that must not be kept, which `hash` takes as well. */
  slices(hash: Hash, signal?: AbortSignal): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

/**
 * Opens the file of a backup and reads its manifest; of the file nothing is read yet but its length.
 * Faults: source.missing and the like, backup.noManifest, backup.manifest, backup.damaged.
 */
export async function openBackup(path: string): Promise<OpenBackup> {
  const name = basename(path);
  const handle = await openFile(path, name);
  try {
    const stats = await handle.stat({ bigint: true });
    refuseSpecial(stats, name);
    const manifest = await findManifest(path, name);
    const columns = avroColumns(manifest.definition, manifest.file.wide);
    if (JSON.stringify(columns.columns) !== JSON.stringify(manifest.columns))
      throw fault('backup.manifest', {
        name: basename(manifestPath(path)),
        reason: 'its columns do not fit its table',
      });
    const { bytes } = manifest.file;
    if (stats.size !== BigInt(bytes))
      throw fault('backup.damaged', { name, reason: `it has ${stats.size} bytes, and its manifest says ${bytes}` });
    return {
      path,
      name,
      manifest,
      ...columns,
      slices: (hash, signal) => readSlices(handle, name, hash, signal),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw fileFault(error, name);
  }
}

async function openFile(path: string, name: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw fileFault(error, name);
  }
}

async function findManifest(path: string, name: string): Promise<Manifest> {
  const beside = manifestPath(path);
  const manifest = basename(beside);
  try {
    const handle = await open(beside, 'r');
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size > MANIFEST_BYTES_MAX)
        throw fault('backup.manifest', { name: manifest, reason: 'it is none' });
      return readManifest(await readFile(handle, 'utf8'), manifest);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isFault(error)) throw error;
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) throw fault('backup.noManifest', { name, manifest }, { cause: error });
    throw fileFault(error, manifest);
  }
}

async function* readSlices(handle: FileHandle, name: string, hash: Hash, signal?: AbortSignal): AsyncGenerator<Buffer> {
  for (let at = 0; ;) {
    signal?.throwIfAborted();
    // One for each slice: what is read of it may be unpacked beside while the next is read.
    const slice = Buffer.allocUnsafe(SLICE_BYTES);
    const bytesRead = await handle.read(slice, 0, SLICE_BYTES, at).then(
      (it) => it.bytesRead,
      (error: unknown) => {
        throw fileFault(error, name);
      },
    );
    if (bytesRead === 0) return;
    const read = slice.subarray(0, bytesRead);
    hash.update(read);
    at += bytesRead;
    yield read;
  }
}

/**
 * Compares the whole file with the SHA-256 of its manifest.
 * Faults: backup.damaged; rejects with the signal's reason when it aborts.
 */
export async function proveFile(
  backup: OpenBackup,
  signal?: AbortSignal,
  onBytes: (bytes: number) => void = () => {},
): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const slice of backup.slices(hash, signal)) {
    bytes += slice.length;
    onBytes(bytes);
  }
  demandHash(backup, hash);
}

/** Faults: backup.damaged. */
export function demandHash({ name, manifest }: OpenBackup, hash: Hash): void {
  if (hash.digest('hex') !== manifest.file.sha256)
    throw fault('backup.damaged', { name, reason: 'its SHA-256 is not that of its manifest' });
}
