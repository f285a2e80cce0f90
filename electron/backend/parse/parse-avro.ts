import type { Dialect } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import { parseSchema, type AvroField, type AvroNode } from './avro-schema.ts';
import { AvroTap, BrokenAvro } from '#backend/types/avro-tap.ts';
import { readAvroHeader, SYNC_BYTES } from './avro-header.ts';
import { textReader } from './avro-text.ts';
import { ByteQueue } from './byte-queue.ts';
import type { ParseOptions } from './csv-syntax.ts';
import type { RowSource } from './parse-rows.ts';
import type { RowBatch } from './row-batch.ts';
import { TextRows } from './text-rows.ts';
import { unpackBlock } from './unpack-block.ts';

/** A header, and a block as it stands in the file, is no longer; and a block unpacks to no more. */
const BLOCK_BYTES_MAX = 256 * 1024 * 1024;

/**
 * Reads an AVRO object container file (Apache Avro 1.12 specification) into batches of rows: a field of each record is a field,
 * as the text that Postgres reads as its value. Codecs: null, deflate, snappy, zstandard, bzip2, xz. The bytes of a row are CSV.
 * @throws avro.invalid, and the faults of the source
 */
export async function* parseAvro(
  source: RowSource,
  _dialect: Dialect,
  { cut = false, signal }: ParseOptions = {},
): AsyncGenerator<RowBatch> {
  const bytes = new ByteQueue(source.read(signal ? { signal } : {}), BLOCK_BYTES_MAX);
  const rows = new TextRows();
  try {
    const { schema, codec, sync } = await readAvroHeader(bytes);
    const node = parseSchema(schema);
    const readers = fieldsOf(node).map((field) => textReader(field.node));
    while (await bytes.has(1)) {
      const count = await bytes.long();
      const packed = await bytes.take(await bytes.long());
      if (!(await bytes.take(SYNC_BYTES)).equals(sync)) throw new BrokenAvro('a block does not end where it should');
      const tap = new AvroTap(await unpackBlock(packed, codec, BLOCK_BYTES_MAX));
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
    const { schema } = await readAvroHeader(new ByteQueue(source.read(), BLOCK_BYTES_MAX));
    return fieldsOf(parseSchema(schema)).map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof BrokenAvro)) throw error;
    throw fault('avro.invalid', { name: source.name ?? 'The file', reason: error.message }, { cause: error });
  }
}

const fieldsOf = (node: AvroNode): readonly AvroField[] =>
  node.kind === 'record' ? node.fields : [{ name: 'value', node }];
