import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { formatConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { runCommand } from './test-command.ts';

// The run of every day is short; KILLS=100 makes a long one.
const kills = Number(process.env['KILLS'] ?? 3);
const SENDERS = 8;
const ROWS = 5;

interface Host {
  readonly child: ChildProcess;
  readonly url: string;
}

async function serve(home: string, to: string): Promise<Host> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'sluice.ts'), 'serve', '--to', to, '--ingest-port', '0'],
    { env: { ...process.env, SLUICE_HOME: home }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let line = '';
  for await (const chunk of child.stdout) {
    line += String(chunk);
    if (line.includes('\n')) break;
  }
  const { ingestUrl } = JSON.parse(line) as { readonly ingestUrl: string };
  return { child, url: ingestUrl };
}

/** Whether the request was answered, by what it was answered with. */
async function send(url: string, key: string, request: number): Promise<string | null> {
  const rows = Array.from({ length: ROWS }, (_, n) => ({ request, n }));
  try {
    const answer = await fetch(`${url}/v1/t`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key, 'idempotency-key': `request ${request}` },
      body: JSON.stringify([...rows, { request: 'none' }]),
    });
    const text = await answer.text();
    return answer.status === 200 ? text : null;
  } catch {
    return null;
  }
}

test(
  `each request takes place once, however often the service is killed (${kills} times) and the request sent again`,
  {
    timeout: kills * 60_000,
  },
  () =>
    withSchema(async ({ client, schema, address }) => {
      const home = mkdtempSync(join(tmpdir(), 'sluice-killed-'));
      try {
        await client.query(
          'create table t (id int generated always as identity primary key, request int not null, n int)',
        );
        const to = formatConnectionUrl({ ...address, schema });
        const key = (await runCommand(home, ['key', 'add', 'tests'])).out.trim();
        let next = 0;
        const answers = new Map<number, string>();
        const waiting = new Set<number>();
        for (let round = 0; round <= kills; round += 1) {
          const { child, url } = await serve(home, to);
          const ended = once(child, 'exit');
          const isLast = round === kills;
          let stopped = false;
          const sender = async (): Promise<void> => {
            while (!stopped) {
              const [again] = waiting;
              const request = again ?? (isLast ? null : (next += 1));
              if (request === null) return;
              waiting.delete(request);
              const answer = await send(url, key, request);
              if (answer === null) waiting.add(request);
              else answers.set(request, answer);
            }
          };
          const senders = Array.from({ length: SENDERS }, sender);
          if (isLast) {
            await Promise.all(senders);
            child.kill('SIGTERM');
          } else {
            await delay(200 + 400 * Math.random());
            child.kill('SIGKILL');
            stopped = true;
            await Promise.all(senders);
          }
          await ended;
        }
        expect(waiting.size).toBe(0);
        const { rows } = await client.query<{ request: string; count: string }>(
          'select request, count(*) from t group by request order by request',
        );
        expect(rows.map(({ request, count }) => [Number(request), Number(count)])).toEqual(
          Array.from({ length: next }, (_, at) => [at + 1, ROWS]),
        );
        // A first answer that was given again says the same of each request.
        expect(
          [...answers.values()].every((text) => text.startsWith(`{"accepted":${ROWS},"skipped":0,"rejected":1`)),
        ).toBe(true);
        const { out } = await runCommand(home, ['runs', '--json', '--limit', '200']);
        const { runs } = JSON.parse(out) as { readonly runs: readonly Record<string, number>[] };
        const sum = (name: string): number => runs.reduce((all, run) => all + (run[name] ?? 0), 0);
        expect([sum('read'), sum('inserted'), sum('rejected')]).toEqual([next * (ROWS + 1), next * ROWS, next]);
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    }),
);
