import { createHash } from 'node:crypto';
import { fault } from '#shared/fault.ts';
import { readAvroHeader, SYNC_BYTES } from '#backend/parse/avro-header.ts';
import { ByteQueue } from '#backend/parse/byte-queue.ts';
import { unpackBlock } from '#backend/parse/unpack-block.ts';
import { BrokenAvro } from '#backend/types/avro-tap.ts';
import { blockCheck } from './avro-blocks.ts';
import { demandHash, type OpenBackup } from './open-backup.ts';
import { recordSchema } from './record-schema.ts';

/** So many blocks are unpacked at a time. */
const AHEAD = 3;
/** Eight hex digits. */
const CHECK_LENGTH = 8;

export interface ReadBlock {
  readonly records: number;
  readonly bytes: Buffer;
}

interface PackedBlock {
  readonly records: number;
  readonly unpacking: Promise<Buffer>;
}

/**
 * The blocks of a backup in their order, each held against its check; behind the last, the SHA-256 of the whole.
 * Faults: backup.damaged; rejects with the signal's reason when it aborts.
 */
export async function* readBlocks(
  backup: OpenBackup,
  signal?: AbortSignal,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<ReadBlock> {
  const ahead: PackedBlock[] = [];
  try {
    for await (const block of packedBlocks(backup, signal, onBytes)) {
      ahead.push(block);
      if (ahead.length > AHEAD) yield await unpacked(ahead);
    }
    while (ahead.length > 0) yield await unpacked(ahead);
  } catch (error) {
    if (!(error instanceof BrokenAvro)) throw error;
    throw fault('backup.damaged', { name: backup.name, reason: error.message }, { cause: error });
  } finally {
    await Promise.allSettled(ahead.map(({ unpacking }) => unpacking));
  }
}

async function unpacked(ahead: PackedBlock[]): Promise<ReadBlock> {
  const [first] = ahead;
  if (first === undefined) throw new Error('There is no block.');
  const bytes = await first.unpacking;
  ahead.shift();
  if (first.records > bytes.length) throw new BrokenAvro('a block has more records than bytes');
  return { records: first.records, bytes };
}

async function* packedBlocks(
  backup: OpenBackup,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): AsyncGenerator<PackedBlock> {
  const { manifest } = backup;
  const { codec, blocks, blockBytes } = manifest.file;
  const hash = createHash('sha256');
  const queue = new ByteQueue(counted(backup.slices(hash, signal), onBytes), manifest.file.bytes);
  const header = await readAvroHeader(queue);
  if (header.codec !== codec) throw new BrokenAvro('its codec is not that of its manifest');
  if (header.schema !== recordSchema(manifest.table, backup))
    throw new BrokenAvro('its schema is not that of its manifest');
  let checked = 0;
  let left = manifest.rows;
  for (; await queue.has(1); checked += CHECK_LENGTH) {
    const records = await queue.long();
    left -= records;
    if (records <= 0 || left < 0) throw new BrokenAvro('a block has more records than its manifest says');
    const packed = await queue.take(await queue.long());
    if (!(await queue.take(SYNC_BYTES)).equals(header.sync))
      throw new BrokenAvro('a block does not end where it should');
    if (blockCheck(packed) !== blocks.slice(checked, checked + CHECK_LENGTH))
      throw new BrokenAvro(`block ${checked / CHECK_LENGTH + 1} is damaged`);
    const unpacking = unpackBlock(packed, codec, blockBytes);
    // A rejection is heard where the block's turn comes.
    unpacking.catch(() => {});
    yield { records, unpacking };
  }
  if (left > 0 || checked < blocks.length) throw new BrokenAvro('blocks are missing at its end');
  demandHash(backup, hash);
}

async function* counted(slices: AsyncGenerator<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const slice of slices) {
    yield slice;
    bytes += slice.length;
    onBytes(bytes);
  }
}
