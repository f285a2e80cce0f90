import type { FileHandle } from 'node:fs/promises';
import { fault } from '#shared/fault.ts';

/** A part of a file: `byteOffset` counts from its first byte, its byte order mark included. */
export interface ByteRange {
  readonly byteOffset: number;
  readonly bytes: number;
}

/** Ranges closer than this are read in one go. */
const GAP_BYTES_MAX = 4096;
/** One read takes no more than this, unless a single range is longer. */
const READ_BYTES_MAX = 1024 * 1024;

/**
 * Cuts ranges out of an open file, in the order asked for; ranges that lie close together are read in one go.
 * @throws source.changed when the file ends before a range does
 */
export async function readOriginal(file: FileHandle, name: string, ranges: readonly ByteRange[]): Promise<Buffer[]> {
  const found: Buffer[] = Array.from({ length: ranges.length });
  const order = ranges.map((range, index) => ({ ...range, index })).toSorted((a, b) => a.byteOffset - b.byteOffset);
  let next = 0;
  while (next < order.length) {
    const first = next;
    const start = order[first]?.byteOffset ?? 0;
    let end = start;
    for (let range = order[next]; range !== undefined; range = order[next]) {
      const reach = Math.max(end, range.byteOffset + range.bytes);
      if (next > first && (range.byteOffset > end + GAP_BYTES_MAX || reach - start > READ_BYTES_MAX)) break;
      end = reach;
      next += 1;
    }
    const block = await readExactly(file, name, start, end - start);
    for (const range of order.slice(first, next)) {
      const from = range.byteOffset - start;
      found[range.index] = block.subarray(from, from + range.bytes);
    }
  }
  return found;
}

async function readExactly(file: FileHandle, name: string, byteOffset: number, bytes: number): Promise<Buffer> {
  const block = Buffer.allocUnsafe(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await file.read(block, filled, bytes - filled, byteOffset + filled);
    if (bytesRead === 0) throw fault('source.changed', { name });
    filled += bytesRead;
  }
  return block;
}
