import { fault } from '#shared/fault.ts';
import { AvroTap, BrokenAvro } from '#backend/types/avro-tap.ts';
import { recordReader } from '#backend/types/avro-to-tuple.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import type { OpenBackup } from './open-backup.ts';
import { readBlocks } from './read-blocks.ts';
import { RowDigest } from './row-digest.ts';
import { TupleColumns } from './tuple-columns.ts';

export interface ReadOptions {
  /** Names of the columns that are wanted, in the order of the table; without it all. */
  readonly columns?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears how many bytes of the file are read. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** What was handed on: the rows, and their digest in the columns that were wanted. */
export interface RowsRead {
  readonly rows: number;
  readonly digest: string;
}

/** Takes whole tuples in COPY's binary form, without its header and trailer, which may be used until its promise has resolved. */
export type TakeTuples = (tuples: Buffer, rows: number) => Promise<void>;

/**
 * Hands on the rows of a backup. A column that was cast (`cast` of its BackupColumn) is of the type it was cast to. Only when this resolves
 * is it known that all were right: each block, count and digest, and the SHA-256 of the file. `proveFile` tells beforehand.
 * Faults: backup.damaged; rejects with the signal's reason when it aborts, and with what `take` rejects with.
 */
export async function readBackup(
  backup: OpenBackup,
  { columns, signal, onBytes }: ReadOptions,
  take: TakeTuples,
): Promise<RowsRead> {
  const wanted = columns && new TupleColumns(backup.columns, columns);
  for await (const { tuples, bounds, rows } of readTuples(backup, signal, onBytes)) {
    if (rows > 0) await take(wanted ? wanted.take(tuples, bounds, rows) : tuples, rows);
  }
  return wanted ?? backup.manifest;
}

interface Tuples {
  readonly tuples: Buffer;
  /** Where each tuple begins and ends. */
  readonly bounds: Int32Array;
  readonly rows: number;
}

/** So many tuples are handed on at a time. */
const ROWS_MAX = 2048;

/**
 * The rows of a file that is not proved yet: only behind the last is known that they are all right.
 * Faults: backup.damaged; rejects with the signal's reason when it aborts.
 */
export async function* readTuples(
  backup: OpenBackup,
  signal?: AbortSignal,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<Tuples> {
  const { manifest, name } = backup;
  const readRecord = recordReader(backup);
  const digest = new RowDigest();
  const out = new TupleBuffer();
  const bounds = new Int32Array(2 * ROWS_MAX);
  try {
    for await (const { records, bytes } of readBlocks(backup, signal, onBytes)) {
      const tap = new AvroTap(bytes);
      for (let record = 0; record < records;) {
        out.length = 0;
        let rows = 0;
        for (; rows < ROWS_MAX && record < records; rows += 1, record += 1) {
          bounds[2 * rows] = out.length;
          readRecord(tap, out);
          bounds[2 * rows + 1] = out.length;
        }
        const tuples = out.bytes.subarray(0, out.length);
        digest.addAll(tuples, bounds, rows);
        yield { tuples, bounds, rows };
      }
      if (tap.bytesLeft > 0) throw new BrokenAvro('a block holds more than its records');
    }
  } catch (error) {
    if (!(error instanceof BrokenAvro)) throw error;
    throw fault('backup.damaged', { name, reason: error.message }, { cause: error });
  }
  if (digest.hex() !== manifest.digest)
    throw fault('backup.damaged', { name, reason: 'the digest of its rows is not that of its manifest' });
}
