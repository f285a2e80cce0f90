import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { PIECE_BYTES, type PieceReader } from './piece-reader.ts';
import { readInPlace } from './read-in-place.ts';
import { readInThread } from './read-in-thread.ts';

let folder = '';
let file: FileHandle | undefined;
let reader: PieceReader | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-pieces-'));
});
afterEach(async () => {
  await reader?.end();
  await file?.close();
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: Buffer): Promise<FileHandle> {
  const path = join(folder, 'content');
  await writeFile(path, content);
  file = await open(path);
  return file;
}

async function readAll(pieces: PieceReader): Promise<Buffer> {
  const read: Buffer[] = [];
  for (let piece = await pieces.next(); piece.length > 0; piece = await pieces.next()) read.push(Buffer.from(piece));
  return Buffer.concat(read);
}

const ways: Readonly<Record<string, (from: FileHandle, bytes: number) => PieceReader>> = {
  'in a thread': (from, bytes) => readInThread(from, bytes),
  'in place': (from, bytes) => readInPlace(from, bytes, true),
};
const sizes = [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 9 * PIECE_BYTES + 17];

test.each(Object.keys(ways).flatMap((way) => sizes.map((bytes) => [way, bytes] as const)))(
  'a file read %s, of %i bytes, comes whole and with its digest',
  async (way, bytes) => {
    const content = randomBytes(bytes);
    reader = ways[way]!(await fileOf(content), bytes);
    expect((await readAll(reader)).equals(content)).toBe(true);
    expect(await reader.digest()).toBe(createHash('sha256').update(content).digest('hex'));
  },
);

test.each(Object.keys(ways))('a file read %s that is shorter than it was ends where it ends', async (way) => {
  const content = randomBytes(PIECE_BYTES + 5);
  reader = ways[way]!(await fileOf(content), 3 * PIECE_BYTES);
  expect((await readAll(reader)).equals(content)).toBe(true);
});

test('an error of the system comes with its code', async () => {
  reader = readInThread(await fileOf(randomBytes(PIECE_BYTES + 1)), 2 * PIECE_BYTES);
  await reader.next();
  // No process has so many files open.
  Object.defineProperty(file, 'fd', { value: 1_000_000 });
  await expect(reader.next()).rejects.toMatchObject({ code: 'EBADF' });
});

/** A thread that runs these lines in place of its own. */
const threadOf = (lines: string): URL => new URL(`data:text/javascript,${encodeURIComponent(lines)}`);

test.each([
  ['ends without a word', 'process.exit(0)', 'ended'],
  ['fails at once', 'throw new Error("no memory")', 'no memory'],
  [
    'ends on its way',
    `import { parentPort } from 'node:worker_threads';
     let count = 0;
     parentPort.on('message', ({ piece }) =>
       (count += 1) > 3 ? process.exit(0) : parentPort.postMessage({ piece, length: 1024 * 1024 }));`,
    'ended',
  ],
])('a thread that %s is a failure, and never a digest', async (_, lines, reason) => {
  const failing = readInThread(await fileOf(randomBytes(10)), 12 * PIECE_BYTES, threadOf(lines));
  reader = failing;
  await expect(readAll(failing).then(() => failing.digest())).rejects.toThrow(reason);
});

test('a reader that is given up before its end gives no digest', async () => {
  reader = readInThread(await fileOf(randomBytes(8 * PIECE_BYTES)), 8 * PIECE_BYTES);
  await reader.next();
  await reader.next();
  await reader.end();
  await expect(reader.digest()).rejects.toThrow('not wanted');
});
