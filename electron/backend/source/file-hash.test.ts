import { createHash, randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { type FileHash, openFileHash, THREAD_BYTES_MIN } from './file-hash.ts';

let hash: FileHash | undefined;
afterEach(() => hash?.end());

const PIECE = 512 * 1024;

test.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 9 * PIECE + 17])(
  'a thread finds the same digest of %i bytes as is found in place, however they are cut',
  async (bytes) => {
    const content = randomBytes(bytes);
    hash = openFileHash(THREAD_BYTES_MIN);
    for (let at = 0, cut = 1; at < bytes; at += cut, cut = (cut * 7) % 700_001) {
      const slice = Buffer.from(content.subarray(at, at + cut));
      await hash.update(slice);
      // Whoever read the bytes may do with them what they like.
      slice.fill(0);
    }
    expect(await hash.digest()).toBe(createHash('sha256').update(content).digest('hex'));
  },
);

/** A thread that runs these lines in place of its own. */
const threadOf = (lines: string): URL => new URL(`data:text/javascript,${encodeURIComponent(lines)}`);

test.each([
  ['ends without a word', 'process.exit(0)', 'ended'],
  ['fails at once', 'throw new Error("no memory")', 'no memory'],
  [
    'ends on its way',
    `import { parentPort } from 'node:worker_threads';
     let count = 0;
     parentPort.on('message', ({ piece }) => (count += 1) > 3 ? process.exit(0) : parentPort.postMessage({ piece }));`,
    'ended',
  ],
])('a thread that %s is a failure, and never a digest', async (_, lines, reason) => {
  hash = openFileHash(THREAD_BYTES_MIN, threadOf(lines));
  const all = async (): Promise<string | undefined> => {
    for (let piece = 0; piece < 12; piece += 1) await hash?.update(randomBytes(PIECE));
    return hash?.digest();
  };
  await expect(all()).rejects.toThrow(reason);
});

test('a hash that is given up before its end gives no digest', async () => {
  hash = openFileHash(THREAD_BYTES_MIN);
  for (let piece = 0; piece < 3; piece += 1) await hash.update(randomBytes(PIECE));
  hash.end();
  await expect(hash.digest()).rejects.toThrow('not wanted');
});
