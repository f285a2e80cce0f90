import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, fromFd, type ZipFile } from 'yauzl';
import { fault, isFault } from '#shared/fault.ts';

/** A ZIP archive, open for reading as long as the file under it is: whoever opened that closes it. */
export interface ZipArchive {
  /** Names of the files in it, without folders and what macOS puts beside them. */
  readonly names: readonly string[];
  /** Unpacked bytes of a file, as the archive says. */
  bytesOf(name: string): number;
  /** The unpacked bytes of a file. Raises source.packed. */
  read(name: string, options?: { readonly signal?: AbortSignal }): AsyncGenerator<Buffer>;
}

/**
 * Opens a ZIP archive (APPNOTE.TXT 6.3) by the descriptor of its file. More comes out of no entry than the archive
 * announces, and what comes out must have the checksum that stands in it.
 * @throws source.packed
 */
export async function openZip(descriptor: number, name: string): Promise<ZipArchive> {
  const refuse = (error: unknown): Error =>
    isFault(error) ? error : fault('source.packed', { name, reason: reasonOf(error) }, { cause: error });
  let zip: ZipFile;
  let entries: ReadonlyMap<string, Entry>;
  try {
    zip = await openFile(descriptor);
    entries = await readEntries(zip);
  } catch (error) {
    throw refuse(error);
  }
  return {
    names: [...entries.keys()].filter((it) => !it.endsWith('/') && !isLitter(it)),
    bytesOf: (entry) => entries.get(entry)?.uncompressedSize ?? 0,
    async *read(entryName, { signal } = {}) {
      const entry = entries.get(entryName);
      if (entry === undefined) throw fault('source.packed', { name, reason: `${entryName} is not in it` });
      if (entry.isEncrypted()) throw fault('source.packed', { name, reason: 'it is encrypted' });
      let stream: Readable | undefined;
      let sum = 0;
      try {
        stream = await openEntry(zip, entry);
        for await (const piece of stream as AsyncIterable<Buffer>) {
          signal?.throwIfAborted();
          sum = crc32(piece, sum);
          yield piece;
        }
      } catch (error) {
        if (signal?.aborted) throw error;
        throw refuse(error);
      } finally {
        stream?.destroy();
      }
      if (sum !== entry.crc32) throw fault('source.packed', { name, reason: 'its checksum does not fit' });
    },
  };
}

const isLitter = (name: string): boolean => name.startsWith('__MACOSX/') || /(^|\/)\.DS_Store$/.test(name);

const openFile = (descriptor: number): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    fromFd(descriptor, { autoClose: false, lazyEntries: true }, (error, zip) => (error ? reject(error) : resolve(zip)));
  });

function readEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

const openEntry = (zip: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });

/** What a library says, as a part of a sentence. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
