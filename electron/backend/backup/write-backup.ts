import { join } from 'node:path';
import type { AvroCodec, Manifest } from '#shared/backup.ts';
import type { TableDefinition } from '#shared/table-definition.ts';
import type { Session } from '#backend/copy/session.ts';
import { NoPlace } from '#backend/types/avro-field.ts';
import { recordWriter } from '#backend/types/tuple-to-avro.ts';
import { AvroBlocks } from './avro-blocks.ts';
import { type AvroColumns, avroColumns } from './avro-columns.ts';
import { freeBackupName, manifestName } from './backup-names.ts';
import { copyTable } from './copy-table.ts';
import { DurableFile } from './durable-file.ts';
import { manifestText } from './manifest-text.ts';
import { recordSchema } from './record-schema.ts';
import { RowDigest } from './row-digest.ts';
import { writeHeader } from './write-header.ts';

export interface BackupPlan {
  /** Is there. */
  readonly folder: string;
  readonly codec: AvroCodec;
  /** When the snapshot was taken. */
  readonly takenAt: Date;
  /** Of the database. */
  readonly encoding: string;
}

const SAVEPOINT = 'sluice_form';

/** How far a backup is: rows taken from the server, bytes in the file. */
export type BackupProgress = (rows: number, bytes: number) => void;

export interface WrittenBackup {
  readonly path: string;
  readonly manifest: Manifest;
}

/**
 * Backs up a table as its transaction sees it: an AVRO file in the folder, then its manifest beside it. When anything goes wrong,
 * neither is left.
 * Faults: backup.unwritable; the server's refusals come as they are.
 */
export async function writeBackup(
  session: Session,
  definition: TableDefinition,
  plan: BackupPlan,
  onProgress: BackupProgress = () => {},
): Promise<WrittenBackup> {
  // Few tables have values that need the wide form. That they do is known when the first such value comes.
  await session.query(`savepoint ${SAVEPOINT}`);
  let written: WrittenBackup;
  try {
    written = await writeFiles(session, definition, plan, onProgress, false);
  } catch (error) {
    if (!(error instanceof NoPlace)) throw error;
    await session.query(`rollback to savepoint ${SAVEPOINT}`);
    written = await writeFiles(session, definition, plan, onProgress, true);
  }
  await session.query(`release savepoint ${SAVEPOINT}`);
  return written;
}

/** Rejects with NoPlace where not all values have a place, and leaves nothing then. */
async function writeFiles(
  session: Session,
  definition: TableDefinition,
  plan: BackupPlan,
  onProgress: BackupProgress,
  isWide: boolean,
): Promise<WrittenBackup> {
  const { folder, codec, takenAt } = plan;
  const startMs = performance.now();
  const freeName = (): Promise<string> => freeBackupName(folder, definition.table, takenAt);
  const columns = avroColumns(definition, isWide);
  const file = await DurableFile.create(folder, await freeName());
  try {
    const { rows, digest, checks, blockBytes } = await writeRows(
      session,
      { definition, columns, codec },
      file,
      onProgress,
    );
    const sha256 = await file.commit(freeName);
    const { name } = file;
    const manifest: Manifest = {
      format: 2,
      table: { schema: definition.schema, table: definition.table },
      columns: [...columns.columns],
      rows,
      digest,
      file: { name, bytes: file.bytes, sha256, codec, wide: isWide, blockBytes, blocks: checks },
      server: { version: definition.serverVersion.text, encoding: plan.encoding },
      takenAt: takenAt.toISOString(),
      seconds: Math.round(performance.now() - startMs) / 1000,
      definition,
    };
    await writeManifest(folder, manifest);
    return { path: join(folder, name), manifest };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

interface WrittenRows {
  readonly rows: number;
  readonly digest: string;
  /** CRC-32 of the blocks, one behind the other. */
  readonly checks: string;
  readonly blockBytes: number;
}

async function writeRows(
  session: Session,
  {
    definition,
    columns,
    codec,
  }: { readonly definition: TableDefinition; readonly columns: AvroColumns; readonly codec: AvroCodec },
  file: DurableFile,
  onProgress: BackupProgress,
): Promise<WrittenRows> {
  const header = writeHeader(recordSchema(definition, columns), codec);
  await file.write(header.bytes);
  const blocks = new AvroBlocks(codec, header.sync, (bytes) => file.write(bytes));
  const digest = new RowDigest();
  const writeRecord = recordWriter(columns);
  try {
    const counted = await copyTable(session, definition, columns.columns, (bytes, bounds, count) => {
      digest.addAll(bytes, bounds, count);
      for (let row = 0; row < count; row += 1) {
        writeRecord(bytes, bounds[2 * row] ?? 0, bounds[2 * row + 1] ?? 0, blocks.records);
        blocks.endRecord();
      }
      onProgress(digest.rows, file.bytes);
      return blocks.ready();
    });
    await blocks.finish();
    if (counted !== digest.rows) throw new Error(`The server counted ${counted} rows and sent ${digest.rows}.`);
  } finally {
    await blocks.settle();
  }
  onProgress(digest.rows, file.bytes);
  return { rows: digest.rows, digest: digest.hex(), checks: blocks.checks, blockBytes: blocks.bytesMax };
}

async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const file = await DurableFile.create(folder, manifestName(manifest.file.name));
  try {
    await file.write(Buffer.from(manifestText(manifest)));
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}
