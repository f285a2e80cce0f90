import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isFault, type Fault } from '#shared/fault.ts';
import { removeOldUploads, takeUpload } from './uploads.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-uploads-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function faultOf(upload: Promise<unknown>): Promise<Fault> {
  const error: unknown = await upload.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isFault(error)) throw new Error(`no fault: ${String(error)}`);
  return error.fault;
}

test('an upload lies under its id with the bytes that came', async () => {
  const id = randomUUID();
  const chunks = [Buffer.from('id,name\n'), Buffer.alloc(300_000, 0xc3), Buffer.from([0, 255])];
  const bytes = Buffer.concat(chunks);
  const taken = await takeUpload(folder, { id, name: 'a.csv', bytes: bytes.length, body: Readable.from(chunks) });
  expect(taken).toBe(bytes.length);
  expect(await readdir(folder)).toEqual([id]);
  expect((await readFile(join(folder, id))).equals(bytes)).toBe(true);
});

test.each(['../escape', '..', 'a/b', '', '%2e%2e', 'C:\\x', 'not-a-uuid'])('the id %j is refused, nothing is written', async (id) => {
  const upload = takeUpload(folder, { id, name: 'a', bytes: null, body: Readable.from([Buffer.from('x')]) });
  expect((await faultOf(upload)).code).toBe('call.invalid');
  expect(await readdir(folder)).toEqual([]);
});

test('an upload that breaks off leaves nothing and says so', async () => {
  let chunks = 0;
  const body = new Readable({
    read() {
      if (chunks === 3) this.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
      else this.push(Buffer.alloc(1000));
      chunks += 1;
    },
  });
  const fault = await faultOf(takeUpload(folder, { id: randomUUID(), name: 'a.csv', bytes: null, body }));
  expect(fault.sentence).toBe('a.csv could not be taken in: the connection was closed.');
  expect(await readdir(folder)).toEqual([]);
});

test('an upload of another length than announced is refused and leaves nothing', async () => {
  const body = Readable.from([Buffer.from('abc')]);
  const fault = await faultOf(takeUpload(folder, { id: randomUUID(), name: 'a.csv', bytes: 5, body }));
  expect(fault.sentence).toContain('3 of 5 bytes came');
  expect(await readdir(folder)).toEqual([]);
});

test('an upload larger than the free space is refused before a byte is written', async () => {
  const body = Readable.from([Buffer.from('abc')]);
  const upload = takeUpload(folder, { id: randomUUID(), name: 'a.csv', bytes: Number.MAX_SAFE_INTEGER, body });
  expect(await faultOf(upload)).toMatchObject({ code: 'host.uploadTooLarge', status: 413 });
  expect(await readdir(folder)).toEqual([]);
});

test('an id is taken once: a second upload of it cannot replace what is being read', async () => {
  const id = randomUUID();
  await takeUpload(folder, { id, name: 'a', bytes: null, body: Readable.from([Buffer.from('first')]) });
  const again = takeUpload(folder, { id: id.toUpperCase(), name: 'a', bytes: null, body: Readable.from([Buffer.from('second')]) });
  expect((await faultOf(again)).code).toBe('call.invalid');
  expect(await readFile(join(folder, id), 'utf8')).toBe('first');
});

test('an id whose upload is under way is refused, and that upload goes on', async () => {
  const id = randomUUID();
  const slow = new Readable({ read: () => undefined });
  const first = takeUpload(folder, { id, name: 'a', bytes: null, body: slow });
  slow.push('fir');
  await vi.waitFor(async () => expect(await readdir(folder)).toEqual([`${id}.part`]));
  const second = takeUpload(folder, { id, name: 'a', bytes: null, body: Readable.from([Buffer.from('second')]) });
  expect((await faultOf(second)).code).toBe('host.uploadFailed');
  slow.push('st');
  slow.push(null);
  expect(await first).toBe(5);
  expect(await readFile(join(folder, id), 'utf8')).toBe('first');
});

test('an upload into a folder that is gone is a fault', async () => {
  await rm(folder, { recursive: true });
  const body = Readable.from([Buffer.from('x')]);
  expect((await faultOf(takeUpload(folder, { id: randomUUID(), name: 'a', bytes: 1, body }))).code).toBe('host.uploadFailed');
});

test('uploads of yesterday are removed at the start, whole or not; others and foreign files stay', async () => {
  const [old, broken, fresh] = [randomUUID(), `${randomUUID()}.part`, randomUUID()] as const;
  const now = new Date('2026-05-05T12:00:00Z');
  const before = new Date(now.getTime() - 25 * 60 * 60 * 1000);
  for (const name of [old, broken, fresh, 'notes.txt']) {
    await writeFile(join(folder, name), 'x');
    await utimes(join(folder, name), name === fresh ? now : before, name === fresh ? now : before);
  }
  await removeOldUploads(folder, now);
  expect((await readdir(folder)).toSorted()).toEqual([fresh, 'notes.txt'].toSorted());
});
