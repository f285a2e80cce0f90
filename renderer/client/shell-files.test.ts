import { afterEach, expect, test, vi } from 'vitest';
import type { FixOutcome } from '#shared/contract/rejects.ts';
import type { WindowBridge } from '#shared/window-bridge.ts';
import { chooseFiles } from './chosen-file.ts';
import type { Client } from './connection.ts';
import { saveExport } from './save-export.ts';

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(window, 'sluice');
});

const inElectron = (bridge: Partial<WindowBridge<File>>): void => {
  Object.defineProperty(window, 'sluice', { configurable: true, value: bridge });
};

const filter = { runId: 'r', code: null, column: null, query: '', state: null, missing: null };

/** An export that is done at once. */
const named = (suggestedName: string) => ({
  suggestedName,
  follow: () => Promise.reject(new Error('There is no job.')),
});

/** A client that answers an export, and what it was asked. */
function newClient(jobId: string | null = null) {
  const asked: unknown[] = [];
  const exportRejects = (input: { readonly path?: string | null }) => {
    asked.push(input);
    const path = input.path ?? null;
    const href = path === null ? '/downloads/1' : null;
    return Promise.resolve({ name: 'a.rejects.csv', rows: jobId === null ? 70 : null, path, href, jobId });
  };
  return { asked, client: { rejects: { export: exportRejects } } as unknown as Client };
}

test('in Electron the dialog of the system gives paths', async () => {
  inElectron({ pick: () => Promise.resolve(['/data/a.csv', 'C:\\data\\b.csv']) });
  const files = await chooseFiles();
  expect(files.map(({ name, bytes }) => [name, bytes])).toEqual([
    ['a.csv', null],
    ['b.csv', null],
  ]);
  expect(await files[1]?.take()).toEqual({ kind: 'path', path: 'C:\\data\\b.csv' });
});

test('in a browser its own dialog gives files, and none when it is cancelled', async () => {
  const file = new File(['x'], 'a.csv');
  const click = vi.spyOn(HTMLInputElement.prototype, 'click').mockImplementation(function (this: HTMLInputElement) {
    Object.defineProperty(this, 'files', { value: [file] });
    this.dispatchEvent(new Event('change'));
  });
  expect((await chooseFiles()).map(({ name, bytes }) => [name, bytes])).toEqual([['a.csv', 1]]);
  click.mockImplementation(function (this: HTMLInputElement) {
    this.dispatchEvent(new Event('cancel'));
  });
  expect(await chooseFiles()).toEqual([]);
});

test('in Electron an export is written where the person chose', async () => {
  inElectron({ chooseSavePath: (name) => Promise.resolve(`/saved/${name}`) });
  const { client, asked } = newClient();
  expect(await saveExport(client, filter, 'reload', named('rejects.csv'))).toEqual({
    name: 'a.rejects.csv',
    rows: 70,
    path: '/saved/rejects.csv',
  });
  expect(asked).toEqual([{ ...filter, format: 'reload', path: '/saved/rejects.csv' }]);
});

test('an export that takes its time is followed to its end', async () => {
  inElectron({ chooseSavePath: (name) => Promise.resolve(`/saved/${name}`) });
  const { client } = newClient('job 1');
  const save = (outcome: FixOutcome | null) =>
    saveExport(client, filter, 'csv', {
      suggestedName: 'x.csv',
      follow: (jobId) => Promise.resolve(jobId === 'job 1' ? outcome : null),
    });
  const outcome = { rows: 1_000_000, change: 0, pass: 0, samples: [] };
  expect(await save(outcome)).toEqual({ name: 'a.rejects.csv', rows: 1_000_000, path: '/saved/x.csv' });
  expect(await save(null)).toBeNull();
});

test('an export that is cancelled asks the backend for nothing', async () => {
  inElectron({ chooseSavePath: () => Promise.resolve(null) });
  const { client, asked } = newClient();
  expect(await saveExport(client, filter, 'csv', named('x.csv'))).toBeNull();
  expect(asked).toEqual([]);
});

test('in a browser an export is downloaded under its name', async () => {
  const clicked: [string, string][] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    clicked.push([new URL(this.href).pathname, this.download]);
  });
  const { client } = newClient();
  expect(await saveExport(client, filter, 'json', named('x.json'))).toEqual({
    name: 'a.rejects.csv',
    rows: 70,
    path: null,
  });
  expect(clicked).toEqual([['/downloads/1', 'a.rejects.csv']]);
});
