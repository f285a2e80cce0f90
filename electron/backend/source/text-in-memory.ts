import { createHash } from 'node:crypto';
import type { Source } from './open-source.ts';

/** UTF-8 text in memory as a source: what a person typed is read as a file would be. */
export function textInMemory(text: Buffer, name: string): Source {
  return {
    name,
    path: '',
    bytes: text.length,
    bytesRead: text.length,
    textStart: 0,
    format: null,
    packing: null,
    encoding: 'utf-8',
    ambiguous: null,
    head: text,
    headIsWhole: true,
    samples: [],
    archive: null,
    async *read() {
      yield text;
    },
    sha256: () => createHash('sha256').update(text).digest('hex'),
    verifyUnchanged: async () => undefined,
    readOriginal: async (ranges) =>
      ranges.map(({ byteOffset, bytes }) => text.subarray(byteOffset, byteOffset + bytes)),
    close: async () => undefined,
  };
}
