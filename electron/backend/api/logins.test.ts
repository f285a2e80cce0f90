import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { openHistory } from '#backend/history/open-history.ts';
import { isListening } from '#backend/postgres/is-listening.ts';
import { sessionSecrets } from '#backend/postgres/secret-store.ts';
import { withClient } from '#backend/postgres/with-client.ts';
import { Logins } from './logins.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-logins-'));
const history = openHistory(folder);
const logins = new Logins(history.connections, sessionSecrets, folder);
afterAll(async () => {
  await logins.close();
  history.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

const one = async (): Promise<readonly { readonly one: string }[]> => {
  const login = await logins.login('embedded');
  return withClient(login, async (client) => (await client.query<{ one: string }>('select 1 as one')).rows);
};

// Who a process belongs to is read from /proc.
it.runIf(process.platform === 'linux')(
  'whoever asks for the built-in database before its death was noticed gets one that answers',
  async () => {
    expect(await one()).toEqual([{ one: '1' }]);
    const { address } = await logins.login('embedded');
    const postmaster = Number(readFileSync(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const guard = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${postmaster}/status`, 'utf8'))?.[1]);
    process.kill(guard, 'SIGSTOP');
    process.kill(postmaster, 'SIGQUIT');
    while (await isListening(address)) await delay(1);

    const answers = Promise.allSettled([one(), one(), one()]);
    await Promise.race([answers, delay(100)]);
    process.kill(guard, 'SIGCONT');
    expect(await answers).toEqual(Array(3).fill({ status: 'fulfilled', value: [{ one: '1' }] }));
  },
);
