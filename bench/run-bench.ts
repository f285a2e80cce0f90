import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, disconnect } from '#backend/postgres/connect.ts';
import type { BenchOptions } from './bench-options.ts';
import { startBenchServer } from './bench-server.ts';
import type { Place } from './contender.ts';
import { describeMachine, type Machine } from './machine.ts';
import { makeCases } from './make-cases.ts';
import { type CaseResult, runCase } from './run-case.ts';
import { watchServerCpu } from './server-cpu.ts';
import { judgeTargets, type TargetResult } from './targets.ts';

/** What `npm run bench -- --json` prints. */
export interface BenchReport {
  readonly machine: Machine;
  readonly results: readonly CaseResult[];
  readonly targets: readonly TargetResult[];
}

/** Made and dropped by the benchmark. */
const SCHEMA = 'sluice_bench';

/**
 * Makes the files, starts the server, runs the cases that were chosen, and leaves nothing behind but the files.
 * Faults: those of startBenchServer and connect.
 * @param command the file that Node runs as the `sluice` command
 * @param tell takes a line of progress
 * @throws AbortError when the signal ended it; what was started is ended then
 */
export async function runBench(
  options: BenchOptions,
  command: string,
  tell: (words: string) => void,
  { signal }: { readonly signal: AbortSignal },
): Promise<BenchReport> {
  const cases = await makeCases(options);
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  try {
    // A server that runs as another user finds its own folder in there.
    chmodSync(folder, 0o755);
    const server = await startBenchServer(options.server, join(folder, 'server'));
    try {
      const client = await connect(server.login);
      try {
        const work = join(folder, 'work');
        mkdirSync(work);
        // Helpers of our own queries would be counted among the sessions that have ended.
        await client.query('set max_parallel_workers_per_gather = 0');
        const serverCpu = await watchServerCpu(client);
        const of = { login: server.login, client, serverCpu };
        const place: Place = { ...of, schema: SCHEMA, command, signal, folder: work };
        const machine = await describeMachine(client, options.server.kind);
        const results = await runCases(place, cases, options.rounds, tell);
        return { machine, results, targets: judgeTargets(results) };
      } finally {
        await disconnect(client);
      }
    } finally {
      await server.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runCases(
  place: Place,
  cases: Awaited<ReturnType<typeof makeCases>>,
  rounds: number,
  tell: (words: string) => void,
): Promise<CaseResult[]> {
  const { client, schema } = place;
  const drop = `drop schema if exists ${schema} cascade`;
  await client.query(drop);
  await client.query(`create schema ${schema}`);
  try {
    const results: CaseResult[] = [];
    for (const it of cases) results.push(await runCase(it, place, rounds, tell));
    return results;
  } finally {
    await client.query(drop);
  }
}
