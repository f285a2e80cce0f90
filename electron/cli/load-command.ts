import { createRouterClient } from '@orpc/server';
import type { Backend } from '#backend/backend.ts';
import { isFault, type Fault } from '#shared/fault.ts';
import type { Run } from '#shared/run.ts';
import { describeRuns, exitCodeOfLoad, faultLines, reportLoad } from './load-report.ts';
import type { LoadRequest } from './options.ts';
import { openBackend } from './open-backend.ts';
import { demandOutputFiles } from './output-files.ts';
import { planFiles } from './plan-files.ts';
import { progressLine } from './progress-line.ts';
import { readDictionaries } from './read-dictionaries.ts';
import { writeRejects } from './write-rejects.ts';

/**
 * `sluice load`: plans every file, then loads them as one batch, parents first. A file that cannot be planned ends the
 * command before any row is written, and is noted in the history.
 * @returns exit code: 0 done, 3 done with rejects, 1 failed
 */
export async function runLoadCommand(request: LoadRequest, dataFolder: string, signal: AbortSignal): Promise<number> {
  const startMs = performance.now();
  demandOutputFiles(request);
  const { dictionaries, notes } =
    request.dictionary === null
      ? { dictionaries: [], notes: [] }
      : readDictionaries(request.dictionary, request.table?.table ?? null);
  for (const note of notes) tell(note);
  const backend = openBackend(dataFolder);
  try {
    const call = createRouterClient(backend.router);
    const connectionId = backend.connectionIdOf(request.to);
    const plan = { backend, request, connectionId, dictionaries, tell };
    const items = await planFiles(plan, { signal });
    const start = request.dryRun ? call.imports.check : call.imports.load;
    const { jobId } = await start({ connectionId, items, options: request.options, dictionaries: [...dictionaries] });
    const runIds = await follow(backend, jobId, signal);
    const runs: Run[] = await Promise.all(runIds.map((runId) => call.runs.get({ runId })));
    tell(describeRuns(runs));
    const unwritten = await faultOf(writeRejects(backend, runs, request));
    if (unwritten !== null) tell(faultLines(unwritten).join('\n'));
    const report = reportLoad(runs, performance.now() - startMs, unwritten);
    if (request.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    return exitCodeOfLoad(report);
  } finally {
    await backend.close();
  }
}

const tell = (words: string): void => void process.stderr.write(`${words}\n`);

/** What the runs did stands, whatever becomes of the files that tell of it. */
async function faultOf(work: Promise<void>): Promise<Fault | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (isFault(error)) return error.fault;
    throw error;
  }
}

/** Shows the job's progress until it has ended; a signal cancels it. Returns the ids of its runs, in loading order. */
async function follow(backend: Backend, jobId: string, signal: AbortSignal): Promise<string[]> {
  const call = createRouterClient(backend.router);
  const cancel = (): void => void call.jobs.cancel({ jobId });
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  const line = progressLine(process.stderr);
  try {
    let runIds: string[] = [];
    for await (const job of await call.jobs.watch({ jobId })) {
      line.show(job);
      runIds = job.parts.map((part) => part.runId);
    }
    return runIds;
  } finally {
    line.end();
    signal.removeEventListener('abort', cancel);
  }
}
