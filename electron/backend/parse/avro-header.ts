import { BrokenAvro } from '#backend/types/avro-tap.ts';
import type { ByteQueue } from './byte-queue.ts';

const MAGIC = 'Obj\x01';
/** Length of the marker behind the header and behind each block. */
export const SYNC_BYTES = 16;

/**
 * Reads the header of an object container file (Apache Avro 1.12 specification, Object Container Files).
 * @throws BrokenAvro
 */
export async function readAvroHeader(
  bytes: ByteQueue,
): Promise<{ readonly schema: string; readonly codec: string; readonly sync: Buffer }> {
  if ((await bytes.take(MAGIC.length)).toString('latin1') !== MAGIC) throw new BrokenAvro('it does not begin like one');
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
  return { schema, codec: meta.get('avro.codec') ?? 'null', sync: await bytes.take(SYNC_BYTES) };
}
