import { implement } from '@orpc/server';
import { runs as contract } from '#shared/contract/runs.ts';
import { plainDialect } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import { emptyLedger, loadOptionsSchema } from '#shared/load.ts';
import type { JobPart } from '#shared/job.ts';
import type { Run } from '#shared/run.ts';
import type { SceneFile } from './test-rows.ts';
import type { Scene } from './test-scene.ts';

/** A run over a file, as the history has it. */
export function runOf(
  scene: Scene,
  file: SceneFile,
  { id, batchId, kind, state, connectionId }: Pick<Run, 'id' | 'batchId' | 'kind' | 'state' | 'connectionId'>,
): Run {
  return {
    id,
    batchId,
    parentId: null,
    kind,
    door: 'import',
    state,
    connectionId,
    connectionName: scene.connections.find((one) => one.id === connectionId)?.name ?? '',
    schema: 'public',
    table: file.table,
    sourceName: file.name,
    sourceBytes: file.bytes,
    who: 'ana',
    startedAt: new Date().toISOString(),
    finishedAt: new Date().toISOString(),
    elapsedMs: 133,
    ledger: file.ledger,
    reasons: [...file.reasons],
    fault: null,
    dismissed: false,
    sourcePath: `/drop/${file.name}`,
    sha256: 'cdf577a066321efb5410ef94a78e5398e5fd9271157d8455dd605650e62d4c2d',
    dialect: plainDialect,
    options: loadOptionsSchema.parse({}),
    path: 'direct',
    timings: { planMs: 40, readMs: 20, checkMs: 30, copyMs: 33, commitMs: 10 },
    serverCount: file.ledger.inserted,
    removed: null,
    sql: ['BEGIN', `COPY public.${file.table} FROM STDIN (FORMAT binary)`, 'COMMIT'],
    transactionId: '48117',
    columns: [...file.profiles],
    warned: 0,
    warnings: [],
  };
}

/** Loads the fixed rows of a run, at once. */
export function replayRun(scene: Scene, parentId: string): { jobId: string; runId: string } {
  const parent = scene.runs.find(({ id }) => id === parentId);
  const { read, rejected } = scene.rejectsOf(parentId).replay();
  const [jobId, runId] = [scene.newId('job'), scene.newId('run')];
  if (parent === undefined) throw fault('run.unknown', { id: parentId });
  const state = rejected > 0 ? 'loadedWithRejects' : 'loaded';
  const ledger = { ...emptyLedger, read, inserted: read - rejected, rejected };
  const run: Run = { ...parent, id: runId, batchId: runId, parentId, state, ledger, reasons: [] };
  scene.runs.unshift(run);
  const part: JobPart = {
    ...run,
    runId,
    bytesRead: 9,
    bytesTotal: 9,
    onTheWay: 0,
    rowsPerSecond: 9,
    fault: null,
    question: null,
    state,
  };
  scene.jobs.set(jobId, {
    id: jobId,
    kind: 'load',
    connectionId: parent.connectionId,
    state: 'succeeded',
    version: 1,
    startedAt: run.startedAt,
    elapsedMs: 20,
    parts: [part],
    fault: null,
  });
  for (const topic of ['runs', 'jobs', 'rejects'] as const) scene.change(topic);
  return { jobId, runId };
}

/** The handlers of all calls for runs. */
export function runHandlers(scene: Scene) {
  const os = implement(contract);
  return {
    list: os.list.handler(({ input }) => {
      const runs = scene.runs
        .filter((run) => input.connectionId === null || run.connectionId === input.connectionId)
        .filter((run) => input.table === null || run.table === input.table)
        .filter((run) => input.states.length === 0 || input.states.includes(run.state));
      return { total: runs.length, runs: runs.slice(input.offset, input.offset + input.limit) };
    }),
    get: os.get.handler(({ input }) => {
      const run = scene.runs.find(({ id }) => id === input.runId);
      if (run === undefined) throw fault('run.unknown', { id: input.runId });
      const parent = scene.runs.find(({ id }) => id === run.parentId) ?? null;
      const children = scene.runs.filter(({ parentId }) => parentId === run.id).toReversed();
      return { ...run, family: { parent, children } };
    }),
    dismiss: os.dismiss.handler(() => ({})),
  };
}
