import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFault, type FaultCode } from '#shared/fault.ts';
import { openSource, SLICE_BYTES, type Source } from './open-source.ts';
import { THREAD_BYTES_MIN } from './read-in-thread.ts';

let folder = '';
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-source-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fresh = (): string => join(folder, `file-${(count += 1)}.csv`);

async function fileOf(content: string | Buffer): Promise<string> {
  const path = fresh();
  await writeFile(path, content);
  // An old time, so that a change right now is seen even where the clock of the file system is coarse.
  await utimes(path, 1_600_000_000, 1_600_000_000);
  return path;
}

async function readAll(source: Source): Promise<Buffer> {
  const slices: Buffer[] = [];
  for await (const slice of source.read()) slices.push(slice);
  return Buffer.concat(slices);
}

async function expectFault(refused: Promise<unknown>, code: FaultCode, sentence = /./): Promise<void> {
  const error: unknown = await refused.then(
    () => null,
    (reason: unknown) => reason,
  );
  const found = isFault(error) ? error.fault : null;
  expect(found?.code ?? error).toBe(code);
  expect(found?.sentence).toMatch(sentence);
}

const expectRefused = (path: string, code: FaultCode, sentence?: RegExp): Promise<void> =>
  expectFault(openSource({ path }), code, sentence);

describe('reading', () => {
  it('knows the digest of a file that a thread reads, again and again, and lets the thread go where reading stops', async () => {
    const content = Buffer.alloc(THREAD_BYTES_MIN + 12_345, '1,Anna Müller\n');
    const source = await openSource({ path: await fileOf(content) });
    for await (const slice of source.read()) if (slice.length > 0 && source.bytesRead > 3_000_000) break;
    expect(() => source.sha256()).toThrow('read to its end');
    for (const _ of [1, 2]) {
      let bytes = 0;
      for await (const slice of source.read()) bytes += slice.length;
      expect(bytes).toBe(content.length);
      expect(source.sha256()).toBe(createHash('sha256').update(content).digest('hex'));
    }
    await source.close();
  });

  it('yields the whole text in slices and knows its digest afterwards', async () => {
    const content = Buffer.from('1,Anna\n'.repeat(100_000));
    const source = await openSource({ path: await fileOf(content) });
    const sizes: number[] = [];
    for await (const slice of source.read()) sizes.push(slice.length);
    expect(sizes).toEqual([SLICE_BYTES, SLICE_BYTES, content.length - 2 * SLICE_BYTES]);
    expect(source.bytes).toBe(content.length);
    expect(source.sha256()).toBe(createHash('sha256').update(content).digest('hex'));
    await source.close();
  });

  it('leaves a byte order mark out of the text, but neither out of the offsets nor out of the digest', async () => {
    const content = Buffer.from('\ufeffid,name\n');
    const source = await openSource({ path: await fileOf(content) });
    expect(source.textStart).toBe(3);
    expect(source.head.toString()).toBe('id,name\n');
    expect((await readAll(source)).toString()).toBe('id,name\n');
    expect(source.sha256()).toBe(createHash('sha256').update(content).digest('hex'));
    await source.close();
  });

  it('can be done again from the beginning after it was broken off', async () => {
    const content = 'x,y\n'.repeat(100_000);
    const source = await openSource({ path: await fileOf(content) });
    for await (const slice of source.read()) {
      expect(slice.length).toBe(SLICE_BYTES);
      break;
    }
    expect(() => source.sha256()).toThrow('read to its end');
    expect((await readAll(source)).toString()).toBe(content);
    expect(source.sha256()).toHaveLength(64);
    await source.close();
  });

  it('keeps slices that were handed out as they are', async () => {
    const content = Buffer.from(Array.from({ length: 3 * SLICE_BYTES }, (_, at) => 32 + (at % 90)));
    const source = await openSource({ path: await fileOf(content) });
    expect((await readAll(source)).equals(content)).toBe(true);
    await source.close();
  });

  it('stops when it is cancelled', async () => {
    const source = await openSource({ path: await fileOf('x\n'.repeat(500_000)) });
    const controller = new AbortController();
    const slices = source.read({ signal: controller.signal })[Symbol.asyncIterator]();
    await slices.next();
    controller.abort();
    await expect(slices.next()).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await source.close();
  });

  it('knows whether its head is the whole text', async () => {
    const [small, large] = [
      await openSource({ path: await fileOf('a\n') }),
      await openSource({ path: await fileOf('a\n'.repeat(40_000)) }),
    ];
    expect([small.headIsWhole, large.headIsWhole]).toEqual([true, false]);
    await small.close();
    await large.close();
  });

  it('names an upload as the person did', async () => {
    const source = await openSource({ path: await fileOf('a\n'), name: 'jobs.csv' });
    expect(source.name).toBe('jobs.csv');
    await source.close();
  });
});

describe('a file that changes while it is read', () => {
  const changes: Record<string, (path: string) => Promise<unknown>> = {
    grows: (path) => appendFile(path, '1,2\n'),
    shrinks: (path) => truncate(path, SLICE_BYTES + 10),
    'is written over': async (path) => writeFile(path, 'x,y\n'.repeat(100_000)),
    'is removed': (path) => rm(path),
    'is replaced by another': async (path) => {
      const other = await fileOf('a,b\n'.repeat(100_000));
      await rename(other, path);
    },
  };

  it.each(Object.keys(changes))('is noticed when it %s', async (change) => {
    const path = await fileOf('a,b\n'.repeat(100_000));
    const source = await openSource({ path });
    const slices = source.read()[Symbol.asyncIterator]();
    await slices.next();
    await changes[change]!(path);
    const rest = async (): Promise<void> => {
      while ((await slices.next()).done !== true);
    };
    await expectFault(rest(), 'source.changed', /^file-\d+\.csv changed while it was read/);
    await source.close();
  });

  it('is noticed between its end and the commit', async () => {
    const path = await fileOf('a,b\n');
    const source = await openSource({ path });
    await readAll(source);
    await source.verifyUnchanged();
    await appendFile(path, 'c,d\n');
    await expectFault(source.verifyUnchanged(), 'source.changed');
    await source.close();
  });
});

describe('what cannot be read is refused with its reason', () => {
  it('a file that is not there', async () => {
    await expectRefused(join(folder, 'nowhere.csv'), 'source.missing', /^nowhere\.csv does not exist\.$/);
    await expectRefused(join(await fileOf('a\n'), 'inside.csv'), 'source.missing');
    await expectRefused(`${folder}/a\0b.csv`, 'source.missing');
  });

  it('a folder', async () => {
    const path = join(folder, 'batch');
    await mkdir(path);
    await expectRefused(path, 'source.folder', /^batch is a folder\.$/);
  });

  it('links that lead in a circle', async () => {
    const [one, two] = [fresh(), fresh()];
    await symlink(one, two);
    await symlink(two, one);
    await expectRefused(one, 'source.unreadable', /its links lead in a circle/);
  });

  it.skipIf(process.platform === 'win32')('a pipe, without waiting for a writer, and a device', async () => {
    const path = fresh();
    execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
    await expectRefused(path, 'source.notAFile');
    await expectRefused('/dev/zero', 'source.notAFile');
  });

  it('an empty file, also one that holds a byte order mark alone', async () => {
    await expectRefused(await fileOf(''), 'source.empty');
    await expectRefused(await fileOf('\ufeff'), 'source.empty');
  });

  it('a binary file, by its first NUL byte', async () => {
    const png = Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      Buffer.from([0, 0, 0, 13]),
      Buffer.alloc(50, 0xaa),
    ]);
    await expectRefused(await fileOf(png), 'source.binary', /a NUL byte at byte 8\.$/);
    await expectRefused(await fileOf('a\0b\n'), 'source.binary', /at byte 1\.$/);
  });

  it('UTF-32', async () => {
    const content = Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]);
    await expectRefused(
      await fileOf(content),
      'source.encoding',
      /^file-\d+\.csv is UTF-32 text, which is not read\.$/,
    );
  });
});

describe('what is only partly wrong is left to the rows', () => {
  it.each([
    ['one cell that is not UTF-8', Buffer.from('1,Anna\n2,Jos\xe9\n3,Bo\n', 'latin1')],
    [
      'two such cells among lines where UTF-8 shows',
      Buffer.concat([Buffer.from('1,é\n2,ü\n3,ñ\n'), Buffer.from('4,\xe9\n5,\xe8\n', 'latin1')]),
    ],
    [
      'a few such cells among many lines',
      Buffer.concat([Buffer.from('1,Anna\n'.repeat(500)), Buffer.from('2,\xe9\n3,\xe8\n', 'latin1')]),
    ],
    ['a NUL byte in one of many lines', Buffer.from(`${'a,b\n'.repeat(10_000)}\0,c\n`)],
    ['a NUL byte behind the first 64 KiB', Buffer.from(`${'a,b\n'.repeat(20_000)}\0,c\n`)],
    ['a character that the end of the head cuts', Buffer.from(`${'a'.repeat(65_535)}é\n`)],
  ])('%s', async (_, content) => {
    const source = await openSource({ path: await fileOf(content) });
    expect((await readAll(source)).equals(content)).toBe(true);
    await source.close();
  });
});

describe('original bytes', () => {
  it('are cut out by place, in the order asked for, near and far', async () => {
    const lines = Array.from({ length: 200_000 }, (_, index) => `${index},row\n`);
    const content = lines.join('');
    const source = await openSource({ path: await fileOf(content) });
    const rows = [199_999, 0, 5, 6, 7, 100_000, 5, 50_000];
    const found = await source.readOriginal(
      rows.map((row) => ({ byteOffset: content.indexOf(`\n${row},`) + 1, bytes: lines[row]!.length })),
    );
    expect(found.map(String)).toEqual(rows.map((row) => lines[row]));
    expect(await source.readOriginal([])).toEqual([]);
    await source.close();
  });

  it('may be longer than one read, and overlap', async () => {
    const content = Buffer.from('abcdefgh\n'.repeat(400_000));
    const source = await openSource({ path: await fileOf(content) });
    const [all, part] = await source.readOriginal([
      { byteOffset: 0, bytes: content.length },
      { byteOffset: 9, bytes: 8 },
    ]);
    expect(all!.equals(content)).toBe(true);
    expect(part!.toString()).toBe('abcdefgh');
    await source.close();
  });

  it('that are gone are a fault', async () => {
    const path = await fileOf('a,b\nc,d\n');
    const source = await openSource({ path });
    await truncate(path, 2);
    await expectFault(source.readOriginal([{ byteOffset: 4, bytes: 4 }]), 'source.changed');
    await source.close();
  });
});
