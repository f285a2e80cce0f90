import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chosenFile } from './chosen-file.ts';
import { faultOf } from './fault-of.ts';
import { sourceOf } from './source-of.ts';
import { openTestPage, type TestPage } from './test-page.ts';

let page: TestPage;
beforeEach(async () => {
  page = await openTestPage();
});
afterEach(async () => {
  Reflect.deleteProperty(window, 'sluice');
  await page.close();
});

const text = 'id,name\n1,Jürgen\n'.repeat(20_000);
const uploads = (): readonly string[] => readdirSync(page.backend.uploads.folder);

test('in a browser a file is uploaded, with its progress, byte for byte', async () => {
  const file = new File([text], 'Löhne & Co.csv');
  const progress: [number, number][] = [];
  const source = await sourceOf(file, { onProgress: (sent, total) => progress.push([sent, total]) });
  if (source.kind !== 'upload') throw new Error('It is no upload.');
  expect(source.name).toBe('Löhne & Co.csv');
  expect(readFileSync(join(page.backend.uploads.folder, source.id), 'utf8')).toBe(text);
  expect(progress.at(-1)).toEqual([file.size, file.size]);
});

test('an upload that is aborted ends in an AbortError and leaves nothing', async () => {
  const end = new AbortController();
  const taking = sourceOf(new File([text], 'a.csv'), { signal: end.signal });
  end.abort();
  await expect(taking).rejects.toMatchObject({ name: 'AbortError' });
  await vi.waitFor(() => expect(uploads()).toEqual([]));
});

test('an upload with a signal that was aborted before is not begun', async () => {
  await expect(sourceOf(new File([text], 'a.csv'), { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(uploads()).toEqual([]);
});

test('the fault of the host reaches the person', async () => {
  // The host asks for a name; a file without one has none.
  const fault = faultOf(await sourceOf(new File(['x'], '')).catch((error: unknown) => error));
  expect(fault).toMatchObject({ code: 'call.invalid', status: 400 });
});

test('a host that does not answer is a fault', async () => {
  await page.host.close();
  const fault = faultOf(await sourceOf(new File(['x'], 'a.csv')).catch((error: unknown) => error));
  expect(fault).toMatchObject({ code: 'host.unreachable', retry: true });
});

test('in Electron a file is known by its path, and nothing is copied', async () => {
  Object.defineProperty(window, 'sluice', {
    configurable: true,
    value: { pathOf: (file: File) => `/data/${file.name}` },
  });
  expect(await chosenFile(new File(['x'], 'a.csv')).take()).toEqual({ kind: 'path', path: '/data/a.csv' });
  expect(uploads()).toEqual([]);
});

test('in Electron a file that is not on disk is a fault', async () => {
  Object.defineProperty(window, 'sluice', { configurable: true, value: { pathOf: () => '' } });
  const fault = faultOf(await sourceOf(new File(['x'], 'a.csv')).catch((error: unknown) => error));
  expect(fault).toMatchObject({ code: 'source.unreadable' });
});
