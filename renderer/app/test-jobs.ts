import { once } from 'node:events';
import { implement } from '@orpc/server';
import { jobs as contract } from '#shared/contract/jobs.ts';
import { fault, type Fault } from '#shared/fault.ts';
import { isEnded, type Job, type JobPart } from '#shared/job.ts';
import { emptyLedger, type ImportItem } from '#shared/load.ts';
import type { Run } from '#shared/run.ts';
import type { SceneFile } from './test-rows.ts';
import { runOf } from './test-runs.ts';
import type { Scene } from './test-scene.ts';

/** Starts a check or a load that goes on by itself; returns the id of its job. */
export function startJob(
  scene: Scene,
  kind: 'load' | 'check',
  connectionId: string,
  items: readonly ImportItem[],
): string {
  const id = scene.newId('job');
  const files = items.map((item) => scene.fileOf(item));
  const parts = files.map((file): JobPart => ({
    runId: scene.newId('run'),
    sourceName: file.name,
    schema: 'public',
    table: file.table,
    state: 'waiting',
    bytesRead: 0,
    bytesTotal: file.bytes,
    ledger: emptyLedger,
    onTheWay: 0,
    reasons: [],
    columns: [],
    rowsPerSecond: 0,
    elapsedMs: 0,
    fault: null,
    question: null,
    removed: null,
    sha256: null,
  }));
  const job: Job = {
    id,
    kind,
    connectionId,
    state: 'running',
    version: 1,
    startedAt: '2026-11-22T19:42:07Z',
    elapsedMs: 0,
    parts,
    fault: null,
  };
  scene.jobs.set(id, job);
  void play(scene, id, files);
  return id;
}

function update(scene: Scene, id: string, change: (job: Job) => Partial<Job>): void {
  const job = scene.jobs.get(id);
  if (job === undefined || isEnded(job.state)) return;
  scene.jobs.set(id, { ...job, ...change(job), version: job.version + 1 });
  scene.steps.emit('job');
}

function updatePart(scene: Scene, id: string, at: number, change: Partial<JobPart>): void {
  update(scene, id, (job) => ({
    parts: job.parts.map((part, index) => (index === at ? { ...part, ...change } : part)),
  }));
}

async function play(scene: Scene, id: string, files: readonly SceneFile[]): Promise<void> {
  const { kind = 'check', connectionId = '' } = scene.jobs.get(id) ?? {};
  let failed: Fault | null = null;
  for (const [at, file] of files.entries()) {
    if (kind === scene.held && scene.holdAt < 1 && at === files.length - 1) {
      const share = scene.holdAt;
      const read = Math.floor(file.ledger.read * share);
      const rejected = Math.floor(file.ledger.rejected * share);
      updatePart(scene, id, at, {
        state: 'reading',
        bytesRead: Math.floor(file.bytes * share),
        ledger: {
          ...file.ledger,
          read,
          inserted: read - rejected - 20,
          rejected,
          marks: file.ledger.marks.map((n, i) => (i < 256 * share ? n : 0)),
        },
        onTheWay: 20,
        reasons: [...file.reasons],
        columns: [...file.profiles],
        rowsPerSecond: 412_600,
        elapsedMs: 5000,
      });
      update(scene, id, () => ({ elapsedMs: 5000 }));
      await once(scene.steps, 'go');
      if (scene.jobs.get(id)?.state !== 'running') return;
    }
    await Promise.resolve();
    const failure = kind === 'check' ? scene.checkFaults.get(file.name) : undefined;
    if (failure !== undefined) {
      failed ??= failure;
      updatePart(scene, id, at, { state: 'failed', bytesRead: 31, fault: failure });
      continue;
    }
    endPart(scene, id, at, file, kind === 'load' ? kind : 'check', connectionId);
  }
  update(scene, id, () => ({ state: failed === null ? 'succeeded' : 'failed', fault: failed, elapsedMs: 400 }));
  scene.change('runs');
  if (kind === 'load') scene.change('tables');
}

function endPart(scene: Scene, id: string, at: number, file: SceneFile, kind: Run['kind'], connectionId: string): void {
  const part = scene.jobs.get(id)?.parts[at];
  if (part === undefined) return;
  const rejected = file.ledger.rejected > 0;
  const state = kind === 'check' ? 'checked' : rejected ? 'loadedWithRejects' : 'loaded';
  if (kind === 'load') scene.loaded.set(file.table, file.ledger.inserted);
  scene.runs.unshift(runOf(scene, file, { id: part.runId, batchId: id, kind, state, connectionId }));
  updatePart(scene, id, at, {
    state,
    bytesRead: file.bytes,
    ledger: file.ledger,
    onTheWay: 0,
    reasons: [...file.reasons],
    columns: [...file.profiles],
    rowsPerSecond: 4998,
    elapsedMs: 133,
    sha256: `digest of ${file.name}`,
  });
}

function watchOf(scene: Scene) {
  const { jobs, steps } = scene;
  return async function* ({ input, signal }: { input: { jobId: string }; signal?: AbortSignal | undefined }) {
    let seen = 0;
    for (;;) {
      const job = jobs.get(input.jobId);
      if (job === undefined) throw fault('job.unknown', { id: input.jobId });
      if (job.version > seen) {
        seen = job.version;
        yield job;
      }
      if (isEnded(job.state)) return;
      if (jobs.get(input.jobId)?.version === seen) await once(steps, 'job', { signal });
    }
  };
}

/** The handlers of all calls for jobs. */
export function jobHandlers(scene: Scene) {
  const os = implement(contract);
  return {
    list: os.list.handler(() => [...scene.jobs.values()]),
    watch: os.watch.handler(watchOf(scene)),
    answer: os.answer.handler(({ input }) => {
      scene.heard('jobs.answer', input);
      return {};
    }),
    cancel: os.cancel.handler(({ input }) => {
      scene.heard('jobs.cancel', input);
      const cancelled = fault('job.cancelled').fault;
      update(scene, input.jobId, (job) => ({
        state: 'cancelled',
        fault: cancelled,
        parts: job.parts.map((part) =>
          part.state === 'waiting' || part.state === 'reading'
            ? { ...part, state: 'cancelled', fault: cancelled, onTheWay: 0 }
            : part,
        ),
      }));
      scene.steps.emit('go');
      return {};
    }),
  };
}
