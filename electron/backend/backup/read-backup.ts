import { fault } from '#shared/fault.ts';
import { AvroTap, BrokenAvro } from '#backend/types/avro-tap.ts';
import { recordReader } from '#backend/types/avro-to-tuple.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { type OpenBackup, proveFile } from './open-backup.ts';
import { readBlocks } from './read-blocks.ts';
import { RowDigest } from './row-digest.ts';
import { TupleColumns } from './tuple-columns.ts';

export interface ReadOptions {
  /** Names of the columns that are wanted, in the order of the table; without it all. */
  readonly columns?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Hears how many bytes of the file are read: it is read twice, and twice its length is the whole. */
  readonly onBytes?: (bytes: number) => void;
}

/** What was handed on: the rows, and their digest in the columns that were wanted. */
export interface RowsRead {
  readonly rows: number;
  readonly digest: string;
}

/**
 * The rows of a backup as whole tuples in COPY's binary form, without its header and trailer, in buffers that may be used until the next is asked for.
 * A column that was cast (`cast` of its BackupColumn) is of the type it was cast to. Before the first row is handed on, the whole file is proved; behind
 * the last, count and digest are held against the manifest, and the generator returns what it handed on.
 * Faults: backup.damaged; rejects with the signal's reason when it aborts.
 */
export async function* readBackup(
  backup: OpenBackup,
  { columns, signal, onBytes = () => {} }: ReadOptions = {},
): AsyncGenerator<Buffer, RowsRead> {
  await proveFile(backup, signal, onBytes);
  const read = (bytes: number): void => onBytes(backup.manifest.file.bytes + bytes);
  const wanted = columns && new TupleColumns(backup.columns, columns);
  for await (const { tuples, bounds, rows } of readTuples(backup, signal, read)) {
    if (rows === 0) continue;
    yield wanted ? wanted.take(tuples, bounds, rows) : tuples;
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
  const { manifest, name, fields } = backup;
  const readRecord = recordReader(fields);
  const digest = new RowDigest();
  const out = new TupleBuffer(512 * 1024);
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
