import { promisify } from 'node:util';
import { crc32, inflateRaw, zstdDecompress } from 'node:zlib';
import { BrokenAvro } from '#backend/types/avro-tap.ts';
import { unpackSnappy } from './unpack-snappy.ts';

const inflate = promisify(inflateRaw);
const unzstd = promisify(zstdDecompress);
/** What is unpacked comes in pieces of this size: each costs a call back into this thread. */
const CHUNK_BYTES = 256 * 1024;
/** AVRO puts a checksum of what was packed behind what Snappy made. */
export const SNAPPY_CHECK_BYTES = 4;

/**
 * Unpacks a block of an AVRO file; deflate and zstandard in a thread of the runtime.
 * @param bytesMax more is not unpacked
 * @throws BrokenAvro
 */
export async function unpackBlock(packed: Buffer, codec: string, bytesMax: number): Promise<Buffer> {
  const limits = { maxOutputLength: bytesMax, chunkSize: CHUNK_BYTES };
  try {
    switch (codec) {
      case 'null':
        return packed;
      case 'deflate':
        return await inflate(packed, limits);
      case 'zstandard':
        return await unzstd(packed, limits);
      case 'snappy': {
        const end = packed.length - SNAPPY_CHECK_BYTES;
        const unpacked = unpackSnappy(packed.subarray(0, Math.max(0, end)), bytesMax);
        if (end < 0 || crc32(unpacked) !== packed.readUInt32BE(end))
          throw new BrokenAvro('the checksum of a block does not fit');
        return unpacked;
      }
      // These two are rare: what unpacks them is loaded when it is asked for.
      case 'bzip2': {
        const { unpackBzip2 } = await import('./unpack-bzip2.ts');
        return unpackBzip2(packed, bytesMax);
      }
      case 'xz': {
        const { unpackXz } = await import('./unpack-xz.ts');
        return await unpackXz(packed, bytesMax);
      }
      default:
        throw new BrokenAvro(`its codec ${codec} is not read; deflate, snappy, zstandard, bzip2 and xz are`);
    }
  } catch (error) {
    if (error instanceof BrokenAvro) throw error;
    throw new BrokenAvro('a block cannot be unpacked', { cause: error });
  }
}
