import { dirname, resolve } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { RestoreItem } from '#shared/contract/restores.ts';
import { exitCodeOf } from '#shared/fault.ts';
import type { RestoreDifference } from '#shared/restore.ts';
import type { Run } from '#shared/run.ts';
import type { Backend } from '#backend/backend.ts';
import { describeDifference } from './describe-difference.ts';
import { followJob } from './follow-job.ts';
import { describeRuns, exitCodeOfLoad, faultLines, reportLoad } from './load-report.ts';
import { openBackend } from './open-backend.ts';
import type { RestoreCommandRequest } from './restore-options.ts';

/**
 * `sluice restore`: says what would change, then restores all files in one transaction.
 * @returns exit code: 0 done, 1 failed; what is wrong use is thrown
 */
export async function runRestoreCommand(
  request: RestoreCommandRequest,
  dataFolder: string,
  signal: AbortSignal,
): Promise<number> {
  const startMs = performance.now();
  const { files, table, options, safety, dryRun, json } = request;
  const backend = openBackend(dataFolder);
  try {
    const call = createRouterClient(backend.router);
    const connectionId = backend.connectionIdOf(request.to);
    const items = files.map((file) => ({ path: resolve(file), target: table }));
    const print = (report: object): void => void (json && process.stdout.write(`${JSON.stringify(report)}\n`));
    if (dryRun) {
      const differences = await compareAll(backend, connectionId, items);
      tell(differences.map((difference) => describeDifference(difference, options.mode)).join('\n'));
      const obstacles = differences.flatMap(
        ({ modes }) => modes.find(({ mode }) => mode === options.mode)?.fault ?? [],
      );
      for (const it of obstacles) tell(faultLines(it).join('\n'));
      const [obstacle] = obstacles;
      print({ mode: options.mode, differences, ...(obstacle === undefined ? {} : { fault: obstacle }) });
      return obstacle === undefined ? 0 : exitCodeOf(obstacle.code);
    }
    const safetyFolder = safety === 'beside' ? dirname(resolve(files[0] ?? '.')) : safety && resolve(safety.folder);
    const { jobId } = await call.restores.start({ connectionId, items, options: { ...options, safetyFolder } });
    const job = await followJob(backend, jobId, signal);
    const runIds = (job?.parts ?? []).map((part) => part.runId);
    const runs: Run[] = await Promise.all(runIds.map((runId) => call.runs.get({ runId })));
    tell(describeRuns(runs));
    const report = { mode: options.mode, ...reportLoad(runs, performance.now() - startMs) };
    print(report);
    return exitCodeOfLoad(report);
  } finally {
    await backend.close();
  }
}

/** Of several files, each is compared as if the tables of the others were restored with it. */
async function compareAll(
  backend: Backend,
  connectionId: string,
  items: readonly RestoreItem[],
): Promise<RestoreDifference[]> {
  const call = createRouterClient(backend.router);
  const alone: RestoreDifference[] = [];
  for (const item of items) alone.push(await call.restores.compare({ connectionId, item }));
  if (items.length === 1) return alone;
  const differences: RestoreDifference[] = [];
  for (const [index, item] of items.entries()) {
    const others = alone.filter((_, other) => other !== index).map(({ target }) => target);
    differences.push(await call.restores.compare({ connectionId, item, others }));
  }
  return differences;
}

const tell = (words: string): void => void process.stderr.write(`${words}\n`);
