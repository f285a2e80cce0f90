import { promisify } from 'node:util';
import { crc32, inflateRaw, zstdDecompress } from 'node:zlib';
import type { Dialect } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import { parseSchema, type AvroField, type AvroNode } from './avro-schema.ts';
import { AvroTap, BrokenAvro } from '#backend/types/avro-tap.ts';
import { textReader } from './avro-text.ts';
import type { ParseOptions } from './csv-syntax.ts';
import type { RowSource } from './parse-rows.ts';
import type { RowBatch } from './row-batch.ts';
import { TextRows } from './text-rows.ts';
import { unpackSnappy } from './unpack-snappy.ts';

/** A header, and a block as it stands in the file, is no longer; and a block unpacks to no more. */
const BLOCK_BYTES_MAX = 256 * 1024 * 1024;
const SYNC_BYTES = 16;

/**
 * Reads an AVRO object container file (Apache Avro 1.12 specification) into batches of rows: a field of each record is a field,
 * as the text that Postgres reads as its value. Codecs: null, deflate, snappy, zstandard. The bytes of a row are CSV.
 * @throws avro.invalid, and the faults of the source
 */
export async function* parseAvro(
  source: RowSource,
  _dialect: Dialect,
  { cut = false, signal }: ParseOptions = {},
): AsyncGenerator<RowBatch> {
  const bytes = new ByteQueue(source.read(signal ? { signal } : {}));
  const rows = new TextRows();
  try {
    const { node, codec, sync } = await readHeader(bytes);
    const readers = fieldsOf(node).map((field) => textReader(field.node));
    while (await bytes.has(1)) {
      const count = await bytes.long();
      const packed = await bytes.take(await bytes.long());
      if (!(await bytes.take(SYNC_BYTES)).equals(sync)) throw new BrokenAvro('a block does not end where it should');
      const tap = new AvroTap(await unpack(packed, codec));
      if (readers.length === 0 || count > tap.bytes.length) throw new BrokenAvro('a block has more records than bytes');
      for (let record = 0; record < count; record += 1) {
        for (const read of readers) {
          const text = read(tap);
          if (text === null) rows.addNull();
          else rows.addText(text);
        }
        rows.endRow();
        if (!rows.isFull) continue;
        yield rows.takeBatch();
        rows.clear();
      }
      if (tap.bytesLeft > 0) throw new BrokenAvro('a block holds more than its records');
    }
  } catch (error) {
    if (!(error instanceof BrokenAvro)) throw error;
    if (rows.rowCount > 0) yield rows.takeBatch();
    if (!cut) throw fault('avro.invalid', { name: source.name ?? 'The file', reason: error.message }, { cause: error });
    return;
  }
  if (rows.rowCount > 0) yield rows.takeBatch();
}

/**
 * The names of the fields of an AVRO file.
 * @throws avro.invalid
 */
export async function readAvroFields(source: RowSource): Promise<string[]> {
  try {
    const { node } = await readHeader(new ByteQueue(source.read()));
    return fieldsOf(node).map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof BrokenAvro)) throw error;
    throw fault('avro.invalid', { name: source.name ?? 'The file', reason: error.message }, { cause: error });
  }
}

const fieldsOf = (node: AvroNode): readonly AvroField[] =>
  node.kind === 'record' ? node.fields : [{ name: 'value', node }];

async function readHeader(bytes: ByteQueue): Promise<{ node: AvroNode; codec: string; sync: Buffer }> {
  if ((await bytes.take(4)).toString('latin1') !== 'Obj\x01') throw new BrokenAvro('it does not begin like one');
  const meta = new Map<string, string>();
  for (let count = await bytes.long(); count !== 0; count = await bytes.long()) {
    if (count < 0) await bytes.long();
    for (let left = Math.abs(count); left > 0; left -= 1) {
      const key = (await bytes.take(await bytes.long())).toString('utf8');
      meta.set(key, (await bytes.take(await bytes.long())).toString('utf8'));
    }
  }
  const schema = meta.get('avro.schema');
  if (schema === undefined) throw new BrokenAvro('it has no schema');
  return { node: parseSchema(schema), codec: meta.get('avro.codec') ?? 'null', sync: await bytes.take(SYNC_BYTES) };
}

async function unpack(packed: Buffer, codec: string): Promise<Buffer> {
  const limits = { maxOutputLength: BLOCK_BYTES_MAX };
  try {
    switch (codec) {
      case 'null':
        return packed;
      case 'deflate':
        return await promisify(inflateRaw)(packed, limits);
      case 'zstandard':
        return await promisify(zstdDecompress)(packed, limits);
      case 'snappy': {
        // The checksum of what was packed stands behind it.
        const unpacked = unpackSnappy(packed.subarray(0, -4), BLOCK_BYTES_MAX);
        if (packed.length < 4 || crc32(unpacked) !== packed.readUInt32BE(packed.length - 4))
          throw new BrokenAvro('the checksum of a block does not fit');
        return unpacked;
      }
      default:
        throw new BrokenAvro(`its codec ${codec} is not read; deflate, snappy and zstandard are`);
    }
  } catch (error) {
    if (error instanceof BrokenAvro) throw error;
    throw new BrokenAvro('a block cannot be unpacked', { cause: error });
  }
}

/** Bytes that come in slices and are taken in other lengths. */
class ByteQueue {
  readonly #slices: AsyncIterator<Buffer>;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(slices: AsyncIterable<Buffer>) {
    this.#slices = slices[Symbol.asyncIterator]();
  }

  /** Whether so many bytes are left. */
  async has(count: number): Promise<boolean> {
    const pieces = [this.#bytes];
    let held = this.#bytes.length;
    while (held < count) {
      const next = await this.#slices.next();
      if (next.done === true) break;
      pieces.push(next.value);
      held += next.value.length;
    }
    if (pieces.length > 1) this.#bytes = Buffer.concat(pieces);
    return held >= count;
  }

  async take(count: number): Promise<Buffer> {
    if (count < 0 || count > BLOCK_BYTES_MAX) throw new BrokenAvro('a block is longer than is read');
    if (!(await this.has(count))) throw new BrokenAvro('it is cut off');
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  async long(): Promise<number> {
    // At least one byte, and no more than are there.
    for (let bytes = 1; ; bytes += 1) {
      if (!(await this.has(bytes))) throw new BrokenAvro('it is cut off');
      if ((this.#bytes[bytes - 1] ?? 0) < 0x80 || bytes > 10) break;
    }
    const tap = new AvroTap(this.#bytes.subarray(0, 10));
    const value = tap.readCount();
    this.#bytes = this.#bytes.subarray(tap.position);
    return value;
  }
}
