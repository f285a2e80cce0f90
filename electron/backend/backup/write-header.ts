import { randomBytes } from 'node:crypto';
import type { AvroCodec } from '#shared/backup.ts';
import { SYNC_BYTES } from '#backend/parse/avro-header.ts';
import { writeBytes, writeInt } from '#backend/types/avro-number.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';

const MAGIC = Buffer.from('Obj\x01', 'latin1');

/** The beginning of an object container file (Apache Avro 1.12 specification), and the marker behind each of its blocks. */
export function writeHeader(schema: string, codec: AvroCodec): { readonly bytes: Buffer; readonly sync: Buffer } {
  const sync = randomBytes(SYNC_BYTES);
  const out = new TupleBuffer(1024);
  out.append(MAGIC, 0, MAGIC.length);
  const entries = [
    ['avro.schema', schema],
    ['avro.codec', codec],
  ] as const;
  writeInt(entries.length, out);
  for (const entry of entries) {
    for (const part of entry) {
      const bytes = Buffer.from(part);
      writeBytes(bytes, 0, bytes.length, out);
    }
  }
  writeInt(0, out);
  out.append(sync, 0, sync.length);
  return { bytes: Buffer.from(out.bytes.subarray(0, out.length)), sync };
}
