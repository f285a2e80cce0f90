import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import xz from 'xz-decompress';
import { BrokenAvro } from '#backend/types/avro-tap.ts';

/**
 * Unpacks what xz packed, piece by piece.
 * @param bytesMax more is not unpacked
 * @throws BrokenAvro where it would be more, and errors of the library
 */
export async function unpackXz(packed: Buffer, bytesMax: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const source = ReadableStream.from([packed]) as ConstructorParameters<typeof xz.XzReadableStream>[0];
  const unpacked = new xz.XzReadableStream(source) as ReadableStream<Uint8Array>;
  for await (const piece of Readable.fromWeb(unpacked) as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > bytesMax) throw new BrokenAvro('a block of xz is larger than it may be');
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}
