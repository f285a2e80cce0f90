import { BrokenAvro } from '#backend/types/avro-tap.ts';

/**
 * Undoes Snappy's compression (google/snappy, format_description.txt).
 * @param bytesMax more than this is not unpacked
 * @throws BrokenAvro
 */
export function unpackSnappy(packed: Buffer, bytesMax: number): Buffer {
  let at = 0;
  const next = (): number => {
    const byte = packed[at];
    if (byte === undefined) throw broken();
    at += 1;
    return byte;
  };
  const little = (bytes: number): number => {
    let value = 0;
    for (let index = 0; index < bytes; index += 1) value += next() * 256 ** index;
    return value;
  };
  let length = 0;
  for (let factor = 1, byte = 0x80; byte >= 0x80; factor *= 128) {
    byte = next();
    length += (byte & 0x7f) * factor;
    if (length > bytesMax) throw new BrokenAvro('a block unpacks to more than is read');
  }
  const out = Buffer.allocUnsafe(length);
  let to = 0;
  while (at < packed.length) {
    const tag = next();
    const upper = tag >> 2;
    if ((tag & 3) === 0) {
      const count = 1 + (upper < 60 ? upper : little(upper - 59));
      if (count > packed.length - at || count > length - to) throw broken();
      packed.copy(out, to, at, at + count);
      at += count;
      to += count;
      continue;
    }
    const isShort = (tag & 3) === 1;
    const count = isShort ? 4 + (upper & 7) : 1 + upper;
    const back = isShort ? (upper >> 3) * 256 + next() : little((tag & 3) === 2 ? 2 : 4);
    if (back === 0 || back > to || count > length - to) throw broken();
    // What is copied may be what is being written.
    for (let left = count; left > 0; left -= 1, to += 1) out[to] = out[to - back] ?? 0;
  }
  if (to !== length) throw broken();
  return out;
}

const broken = (): BrokenAvro => new BrokenAvro('a block is not what Snappy makes');
