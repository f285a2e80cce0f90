import { createRouterClient } from '@orpc/server';
import { isFault, type Fault } from '#shared/fault.ts';
import type { Run } from '#shared/run.ts';
import { followJob } from './follow-job.ts';
import { describeRuns, exitCodeOfLoad, faultLines, reportLoad } from './load-report.ts';
import { describeNewTables, inferNewTables, noTables } from './new-tables.ts';
import type { LoadRequest } from './options.ts';
import { openBackend } from './open-backend.ts';
import { demandOutputFiles } from './output-files.ts';
import { planFiles } from './plan-files.ts';
import { readDictionaries } from './read-dictionaries.ts';
import { usedDictionaries, usedWords } from './used-dictionaries.ts';
import { writeRejects } from './write-rejects.ts';

/**
 * `sluice load`: plans every file, then loads them as one batch, parents first. A file that cannot be planned ends the
 * command before any row is written, and is noted in the history.
 * @returns exit code: 0 done, 3 done with rejects, 1 failed; what is wrong use is thrown
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
    const made = request.create ? await inferNewTables(plan, { signal }) : noTables;
    const known = [...dictionaries, ...made.dictionaries];
    const items = await planFiles({ ...plan, dictionaries: known, targets: made.targets }, { signal });
    const created = await describeNewTables(plan, made, items);
    const used = await usedDictionaries(plan, items);
    for (const one of used) tell(usedWords(one));
    const start = request.dryRun ? call.imports.check : call.imports.load;
    const { jobId } = await start({ connectionId, items, options: request.options, dictionaries: known });
    const job = await followJob(backend, jobId, signal);
    const runIds = (job?.parts ?? []).map((part) => part.runId);
    const runs: Run[] = await Promise.all(runIds.map((runId) => call.runs.get({ runId })));
    tell(describeRuns(runs));
    const unwritten = await faultOf(writeRejects(backend, runs, request));
    if (unwritten !== null) tell(faultLines(unwritten).join('\n'));
    const report = {
      ...reportLoad(runs, performance.now() - startMs, unwritten),
      dictionaries: used,
      ...(request.create ? { created } : {}),
    };
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
