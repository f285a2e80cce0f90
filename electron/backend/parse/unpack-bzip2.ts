import Bunzip from 'seek-bzip';
import { BrokenAvro } from '#backend/types/avro-tap.ts';

/** It is unpacked in this thread, some 12 MB of rows a second: more would keep others waiting. Writers of AVRO make blocks of 16 KiB to some MB. */
const UNPACKED_BYTES_MAX = 32 * 1024 * 1024;

/**
 * Unpacks what bzip2 packed.
 * @param bytesMax more is not unpacked
 * @throws BrokenAvro where it would be more, and errors of the library
 */
export function unpackBzip2(packed: Buffer, bytesMax: number): Buffer {
  const most = Math.min(bytesMax, UNPACKED_BYTES_MAX);
  let unpacked = Buffer.allocUnsafe(Math.min(most, Math.max(1024, 4 * packed.length)));
  let length = 0;
  Bunzip.decode(packed, {
    writeByte(byte) {
      if (length === unpacked.length) {
        if (length === most) throw new BrokenAvro('a block of bzip2 is larger than it may be');
        const grown = Buffer.allocUnsafe(Math.min(most, 2 * length));
        unpacked.copy(grown);
        unpacked = grown;
      }
      unpacked[length] = byte;
      length += 1;
    },
  });
  return unpacked.subarray(0, length);
}
