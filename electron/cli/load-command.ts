import { basename, resolve } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { Backend } from '#backend/backend.ts';
import { fault, isFault } from '#shared/fault.ts';
import type { Preview } from '#shared/contract/imports.ts';
import type { ImportItem } from '#shared/load.ts';
import type { Dictionary } from '#shared/rule.ts';
import type { Run } from '#shared/run.ts';
import { describeRuns, exitCodeOfLoad, reportLoad } from './load-report.ts';
import type { LoadRequest } from './options.ts';
import { openBackend } from './open-backend.ts';
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
  const dictionaries = request.dictionary === null ? [] : readDictionaries(request.dictionary);
  const backend = openBackend(dataFolder);
  try {
    const call = createRouterClient(backend.router);
    const connectionId = backend.connectionIdOf(request.to);
    const items: ImportItem[] = [];
    for (const file of request.files) {
      signal.throwIfAborted();
      items.push(itemOf(await plan(backend, request, connectionId, resolve(file), dictionaries)));
    }
    const start = request.dryRun ? call.imports.check : call.imports.load;
    const { jobId } = await start({ connectionId, items, options: request.options, dictionaries: [...dictionaries] });
    const runIds = await follow(backend, jobId, signal);
    const runs: Run[] = await Promise.all(runIds.map((runId) => call.runs.get({ runId })));
    const report = reportLoad(runs, performance.now() - startMs);
    await writeRejects(backend, runs, request);
    if (request.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    process.stderr.write(`${describeRuns(runs)}\n`);
    return exitCodeOfLoad(report);
  } finally {
    await backend.close();
  }
}

/** How a file would be read and where its rows would go. Faults: those of the source, the target and the dialect. */
async function plan(
  backend: Backend,
  request: LoadRequest,
  connectionId: string,
  path: string,
  dictionaries: readonly Dictionary[],
): Promise<Preview> {
  const target = targetOf(request.table);
  try {
    const preview = await createRouterClient(backend.router).imports.preview({
      connectionId,
      source: { kind: 'path', path },
      dialect: request.dialect,
      target,
      limit: 1,
      dictionaries: [...dictionaries],
    });
    if (preview.target === null) {
      throw fault('target.unknown', { name: basename(path), reason: preview.targetFoundBy });
    }
    for (const { part, sentence, options } of preview.ambiguous) {
      const answers = options.map(({ label }) => label).join(' | ');
      process.stderr.write(`${preview.name}: ${sentence} ${answers} (--${flagOf[part] ?? part})\n`);
    }
    return preview;
  } catch (error) {
    if (isFault(error)) backend.noteRefusal({ connectionId, path, target, options: request.options, fault: error.fault });
    throw error;
  }
}

/** The option that answers a question about a part of the dialect, where it is not called like the part. */
const flagOf: Readonly<Record<string, string>> = { dateOrder: 'dates', decimal: 'decimal or --thousands' };

function itemOf(preview: Preview): ImportItem {
  if (preview.target === null) throw fault('target.unknown', { name: preview.name, reason: preview.targetFoundBy });
  const { source, dialect, target, width, match } = preview;
  return { source, dialect, target, width, match };
}

/** `table` or `schema.table`; without a schema the connection's own is meant. */
function targetOf(name: string | null): { schema: string; table: string } | null {
  if (name === null) return null;
  const dot = name.indexOf('.');
  return dot < 0 ? { schema: '', table: name } : { schema: name.slice(0, dot), table: name.slice(dot + 1) };
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
