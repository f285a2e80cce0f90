import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { Change } from '#shared/contract/app.ts';
import { openHistory } from '#backend/history/open-history.ts';
import { atDesk, type TestDesk } from '../test-calls.ts';

/** Collects what a window would hear, until `end` is called. */
function listen({ call }: TestDesk): { readonly heard: Change['topic'][]; readonly end: () => Promise<void> } {
  const heard: Change['topic'][] = [];
  const stop = new AbortController();
  const read = async (): Promise<void> => {
    for await (const { topic } of await call.app.changes(undefined, { signal: stop.signal })) heard.push(topic);
  };
  const done = read();
  return {
    heard,
    end: async () => {
      stop.abort();
      await done.catch(() => undefined);
    },
  };
}

const soon = { timeout: 10_000 };
/** Longer than the gap between two looks. */
const aWhile = (): Promise<void> => delay(2200);

test('a window hears what another process writes into the history, once; of dictionaries only when they changed', () =>
  atDesk('create table jobs (id int primary key, job text)', async (desk) => {
    const other = openHistory(desk.folder);
    const { heard, end } = listen(desk);
    try {
      other.settings.change({ theme: 'dark' });
      await vi.waitFor(() => expect(heard).toEqual(['runs', 'backups', 'schedules', 'connections', 'settings']), soon);
      await aWhile();
      expect(heard).toHaveLength(5);

      const { connectionId } = desk;
      const name = { schema: desk.test.schema, table: 'jobs' };
      const { dictionary } = await desk.call.dictionaries.get({ connectionId, name });
      other.dictionaries.put(connectionId, name, dictionary);
      await vi.waitFor(() => expect(heard.slice(5)).toContain('dictionaries'), soon);

      heard.length = 0;
      await desk.call.app.changeSettings({ theme: 'light' });
      await aWhile();
      // What this process writes is told by whoever writes it, and not a second time.
      expect(heard).toEqual(['settings']);
    } finally {
      other.close();
      await end();
    }
  }));
