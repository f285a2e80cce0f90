import { describe, expect, test, vi } from 'vitest';
import { PageStore, type LoadPage } from './page-store.ts';

const flush = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 0);
  });

function numbers(total: number) {
  const load = vi.fn<LoadPage<number>>(async (offset, limit) =>
    Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => offset + index),
  );
  return { load, store: new PageStore<number>(load) };
}

describe('rows in pages', () => {
  test('come when they come into sight, each page once', async () => {
    const { load, store } = numbers(1_000_000);
    const changed = vi.fn<() => void>();
    store.subscribe(changed);
    expect(store.rowAt(500_123)).toBeUndefined();
    store.onSight(500_100, 500_140);
    store.onSight(500_101, 500_141);
    await flush();
    expect(store.rowAt(500_123)).toBe(500_123);
    expect(load).toHaveBeenCalledTimes(1);
    expect(load.mock.calls[0]?.slice(0, 2)).toEqual([500_000, 200]);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  test('come before they are in sight where it moves to, down as up, and those in sight first', async () => {
    const { load, store } = numbers(100_000);
    const asked = (): number[] => load.mock.calls.splice(0).map(([offset]) => offset);
    store.onSight(50_000, 50_030);
    expect(asked()).toEqual([50_000]);
    store.onSight(50_040, 50_070);
    expect(asked()).toEqual([50_200, 50_400]);
    await flush();
    store.onSight(49_990, 50_020);
    expect(asked()).toEqual([49_800, 49_200, 49_400, 49_600]);
    // A jump leads anywhere: nothing tells where from there.
    store.onSight(90_000, 90_030);
    expect(asked()).toEqual([90_000]);
  });

  test('that came ahead of time are there without a word', async () => {
    const { store } = numbers(100_000);
    store.onSight(0, 30);
    store.onSight(40, 70);
    await flush();
    const changed = vi.fn<() => void>();
    store.subscribe(changed);
    store.onSight(80, 110);
    await flush();
    expect([store.rowAt(520), store.rowAt(610), changed.mock.calls.length]).toEqual([520, undefined, 0]);
  });

  test('that were passed before they came are given up, but not those of a copy', async () => {
    const { load, store } = numbers(100_000);
    store.onSight(1000, 1030);
    store.onSight(5000, 5030);
    const copied = store.rowsBetween(5010, 5011);
    store.onSight(9000, 9030);
    expect(load.mock.calls.map(([offset, , signal]) => [offset, signal.aborted])).toEqual([
      [1000, true],
      [5000, false],
      [9000, false],
    ]);
    expect(await copied).toEqual([5010, 5011]);
  });

  test('of a range come whole, whichever pages it needs', async () => {
    const { store } = numbers(1000);
    expect(await store.rowsBetween(190, 410)).toEqual(Array.from({ length: 221 }, (_, index) => 190 + index));
    expect(await store.rowsBetween(990, 999)).toHaveLength(10);
  });

  test('come anew where there were fewer of them than by now, and not over and over', async () => {
    let total = 40;
    const load = vi.fn<LoadPage<number>>(async (offset) =>
      Array.from({ length: Math.max(0, Math.min(200, total - offset)) }, (_, index) => offset + index),
    );
    const store = new PageStore<number>(load);
    store.onSight(0, 39);
    await flush();
    store.onSight(0, 39);
    total = 100;
    store.onSight(0, 60);
    expect(store.rowAt(30)).toBe(30);
    await flush();
    expect(store.rowAt(60)).toBe(60);
    store.onSight(0, 120);
    await flush();
    store.onSight(0, 120);
    await flush();
    expect(load).toHaveBeenCalledTimes(3);
  });

  test('that were long out of sight are forgotten', async () => {
    const { load, store } = numbers(100_000);
    store.onSight(0, 0);
    await flush();
    for (let page = 1; page <= 60; page += 1) {
      store.onSight(page * 200, page * 200);
      await flush();
    }
    expect(store.rowAt(0)).toBeUndefined();
    expect(store.rowAt(60 * 200)).toBe(12_000);
    store.onSight(0, 0);
    await flush();
    expect(store.rowAt(0)).toBe(0);
    expect(load).toHaveBeenCalledTimes(62);
  });

  test('that cannot be had leave their reason, and are asked for again', async () => {
    let broken = true;
    const store = new PageStore<number>(async () => {
      if (broken) throw new Error('gone');
      return [1];
    });
    store.onSight(0, 0);
    await flush();
    expect(store.error).toEqual(new Error('gone'));
    broken = false;
    store.onSight(0, 0);
    await flush();
    expect([store.error, store.rowAt(0)]).toEqual([null, 1]);
  });

  test('of a closed store are dropped, also those on their way, and it may be used again', async () => {
    const { load, store } = numbers(1000);
    store.onSight(0, 0);
    store.close();
    await flush();
    expect(store.rowAt(0)).toBeUndefined();
    expect(load.mock.calls[0]?.[2].aborted).toBe(true);
    store.onSight(0, 0);
    await flush();
    expect(store.rowAt(0)).toBe(0);
  });

  test('are changed in place, without asking for any again', async () => {
    const { load, store } = numbers(1000);
    store.onSight(0, 10);
    await flush();
    const version = store.version();
    store.patch((row) => (row === 3 ? -3 : row));
    expect([store.rowAt(2), store.rowAt(3)]).toEqual([2, -3]);
    expect(store.version()).toBeGreaterThan(version);
    expect(load).toHaveBeenCalledTimes(1);
  });

  test('that are fetched anew stay until they come; only those in sight are asked for', async () => {
    let generation = 0;
    const load = vi.fn<LoadPage<string>>(async (offset, limit) =>
      Array.from({ length: limit }, (_, index) => `${offset + index} of ${generation}`),
    );
    const store = new PageStore<string>(load);
    store.onSight(0, 0);
    store.onSight(400, 600);
    await flush();
    expect(load).toHaveBeenCalledTimes(3);
    generation = 1;
    store.refresh();
    expect(store.rowAt(401)).toBe('401 of 0');
    await flush();
    expect([store.rowAt(401), store.rowAt(600)]).toEqual(['401 of 1', '600 of 1']);
    expect(load).toHaveBeenCalledTimes(5);
    expect(store.rowAt(0)).toBeUndefined();
    expect(await store.rowsBetween(0, 0)).toEqual(['0 of 1']);
  });

  test('that were on their way when all changed are asked for anew', async () => {
    const { load, store } = numbers(1000);
    store.onSight(0, 0);
    store.refresh();
    await flush();
    expect(load.mock.calls.map(([, , signal]) => signal.aborted)).toEqual([true, false]);
    expect(store.rowAt(0)).toBe(0);
  });

  test('that were on their way when some are changed do not undo the change', async () => {
    let isNew = false;
    const load = vi.fn<LoadPage<string>>(async (_offset, limit) =>
      Array.from({ length: limit }, () => (isNew ? 'new' : 'old')),
    );
    const store = new PageStore<string>(load);
    store.onSight(0, 0);
    await flush();
    store.refresh();
    isNew = true;
    store.patch(() => 'new');
    expect(store.rowAt(0)).toBe('new');
    await flush();
    expect(store.rowAt(0)).toBe('new');
    expect(load.mock.calls.map(([, , signal]) => signal.aborted)).toEqual([false, true, false]);
  });
});
