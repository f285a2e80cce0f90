import { createRouterClient } from '@orpc/server';
import { describeRuns, reportRun } from './load-report.ts';
import { openBackend } from './open-backend.ts';

/** `sluice runs`: the runs, newest first; words on standard output, or one JSON object with --json. */
export async function runRunsCommand(
  { json, limit }: { readonly json: boolean; readonly limit: number },
  dataFolder: string,
): Promise<number> {
  const backend = openBackend(dataFolder);
  try {
    const call = createRouterClient(backend.router);
    const { total, runs } = await call.runs.list({ limit: Math.max(1, limit) });
    const whole = await Promise.all(runs.slice(0, limit).map((run) => call.runs.get({ runId: run.id })));
    const text = json
      ? JSON.stringify({ total, runs: whole.map((run) => ({ ...reportRun(run), startedAt: run.startedAt, kind: run.kind, parentId: run.parentId })) })
      : describeRuns(whole) || 'No runs yet. Load a file: sluice load FILE --to embedded';
    process.stdout.write(`${text}\n`);
    return 0;
  } finally {
    await backend.close();
  }
}
