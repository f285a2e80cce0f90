import { implement } from '@orpc/server';
import { showRecord } from '#backend/check/show-record.ts';
import type { KeptReject } from '#backend/history/kept-reject.ts';
import type { StoredRun } from '#backend/history/run-row.ts';
import { writeFileOf } from '#backend/history/write-file.ts';
import type { Watch } from '#backend/history/watch.ts';
import { splitRecord } from '#backend/parse/split-record.ts';
import {
  rejects as contract,
  rejectFilterSchema,
  type FixOutcome,
  type RejectFilter,
} from '#shared/contract/rejects.ts';
import { fault } from '#shared/fault.ts';
import type { Reject } from '#shared/reject.ts';
import type { Downloads } from './downloads.ts';
import { exportRejects, type RejectExport } from './export-rejects.ts';
import { fixAll } from './fix-all.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { RejectJobs, type Answer } from './reject-jobs.ts';
import { RejectJudge } from './reject-judge.ts';
import { RejectWorkbench } from './reject-workbench.ts';
import type { Rooms } from './rooms.ts';
import { startReplay } from './start-replay.ts';

/** Characters of an original line that a window gets; a line may be 16 MiB long. */
const LINE_MAX = 10_000;
/** How long rejects are counted or searched for one answer; who wants to know the rest asks again. */
const COUNT_MS = 100;

/** Handlers of the calls of the area `rejects`. */
export function rejectCalls(rooms: Rooms, downloads: Downloads) {
  const { history, allowPaths, changes } = rooms;
  const os = implement(contract);
  const judge = new RejectJudge(rooms, rooms.judgeSessions);
  const turns = new OneAtATime();
  const workbench = new RejectWorkbench(rooms, judge, turns);
  const jobs = new RejectJobs(rooms, turns);
  /** What was done, and how the work stands then; or the job that goes on with it. */
  const withWork = async (runId: string, { outcome, jobId }: Answer) =>
    outcome === null
      ? { rows: null, work: null, jobId }
      : { rows: outcome.change, work: await workbench.stateOf(runId), jobId };
  const move = async (runId: string, direction: 'undo' | 'redo') => {
    const { work, jobId } = await withWork(
      runId,
      await jobs.change(runId, (watch) => workbench.move(runId, direction, watch)),
    );
    return { work, jobId };
  };
  return {
    page: os.page.handler(async ({ input, signal }) => {
      const run = history.runs.getStored(input.runId);
      const filter = rejectFilterSchema.parse(input);
      const patience = { ms: COUNT_MS, signal };
      const { total, counted, rows } = await history.rejects.page(filter, input.offset, input.limit, patience);
      return {
        total,
        counted,
        columns: run.fieldColumns,
        rejects: rows.map((row, index) => showReject(row, input.offset + index + 1, run)),
      };
    }),
    facets: os.facets.handler(({ input, signal }) => history.rejects.facets(input, { ms: COUNT_MS, signal })),
    work: os.work.handler(({ input }) => workbench.stateOf(input.runId)),
    judge: os.judge.handler(async ({ input: { runId, record, fields }, signal }) => {
      const run = history.runs.getStored(runId);
      const [verdict] = await judge.judge(run, [{ reject: history.rejects.get(runId, record), fields }], null, signal);
      if (verdict === undefined) throw new Error(`Record ${record} was not judged.`);
      return { cells: [...verdict.cells], rowError: verdict.rowError, errors: [...verdict.errors] };
    }),
    edit: os.edit.handler(async ({ input: { runId, edits } }) => {
      const changed = await workbench.edit(runId, edits);
      changes.emit('rejects');
      const run = history.runs.getStored(runId);
      return { changed: changed.map((row) => showReject(row, 0, run)), work: await workbench.stateOf(runId) };
    }),
    setAside: os.setAside.handler(async ({ input }) => {
      const { runId } = input;
      const filter = rejectFilterSchema.parse(input);
      return withWork(runId, await jobs.change(runId, (watch) => workbench.setAside(filter, input, watch)));
    }),
    fixAll: os.fixAll.handler(({ input, signal }) => {
      const { runId } = input.filter;
      const work = (watch: Watch) => fixAll(rooms, judge, input, watch);
      return input.apply ? jobs.change(runId, work) : jobs.look('fix', runId, work, signal);
    }),
    done: os.done.handler(({ input }) => ({ outcome: jobs.outcomeOf(input.jobId) })),
    undo: os.undo.handler(({ input }) => move(input.runId, 'undo')),
    redo: os.redo.handler(({ input }) => move(input.runId, 'redo')),
    replay: os.replay.handler(({ input: { runId, mode } }) => turns.run(runId, () => startReplay(rooms, runId, mode))),
    export: os.export.handler(async ({ input, signal }) => {
      const { path } = input;
      const { name, type, filter, parts } = exportRejects(history, rejectFilterSchema.parse(input), input.format);
      if (path === null) {
        const { total, counted } = await history.rejects.facets(filter, { ms: rooms.answerMs, signal });
        const href = `/downloads/${downloads.offer({ name, type, parts: () => parts() })}`;
        return { name, rows: counted ? total : null, href, path: null, jobId: null };
      }
      if (!allowPaths) throw fault('source.refused');
      const { outcome, jobId } = await jobs.look('export', input.runId, (watch) =>
        writeExport(filter, parts, path, watch),
      );
      return { name, rows: outcome?.rows ?? null, href: null, path, jobId };
    }),
  };

  async function writeExport(
    filter: RejectFilter,
    parts: RejectExport['parts'],
    path: string,
    { progress, signal }: Watch,
  ): Promise<FixOutcome> {
    let rows = 0;
    const of = await history.rejects.count(filter, signal);
    const told = (count: number): void => {
      rows = count;
      progress(count, of);
    };
    await writeFileOf(path, parts(told, signal));
    return { rows, change: 0, pass: 0, samples: [] };
  }
}

function showReject(row: KeptReject, ordinal: number, { id, dialect }: StoredRun): Reject {
  const line = showRecord(row.bytes, dialect);
  const cut = line.length > LINE_MAX;
  return {
    runId: id,
    ordinal,
    record: row.record,
    byteOffset: row.byteOffset,
    line: cut ? line.slice(0, LINE_MAX) : line,
    cut,
    fields: splitRecord(row.bytes, dialect).map((field) => field.slice(0, LINE_MAX)),
    errors: [...row.errors],
    missing: row.missing,
    state: row.state,
    fix: row.fix,
  };
}
