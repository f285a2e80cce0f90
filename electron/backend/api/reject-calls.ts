import { implement } from '@orpc/server';
import { showRecord } from '#backend/check/show-record.ts';
import type { KeptReject } from '#backend/history/kept-reject.ts';
import type { StoredRun } from '#backend/history/run-row.ts';
import { writeFileOf } from '#backend/history/write-file.ts';
import { splitRecord } from '#backend/parse/split-record.ts';
import { rejects as contract, rejectFilterSchema } from '#shared/contract/rejects.ts';
import { fault } from '#shared/fault.ts';
import type { Reject } from '#shared/reject.ts';
import type { Downloads } from './downloads.ts';
import { exportRejects } from './export-rejects.ts';
import { FixJobs } from './fix-jobs.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { RejectJudge } from './reject-judge.ts';
import { RejectWorkbench } from './reject-workbench.ts';
import type { Rooms } from './rooms.ts';
import { startReplay } from './start-replay.ts';

/** Characters of an original line that a window gets; a line may be 16 MiB long. */
const LINE_MAX = 10_000;

/** Handlers of the calls of the area `rejects`. */
export function rejectCalls(rooms: Rooms, downloads: Downloads) {
  const { history, allowPaths, changes } = rooms;
  const os = implement(contract);
  const judge = new RejectJudge(rooms, rooms.judgeSessions);
  const turns = new OneAtATime();
  const workbench = new RejectWorkbench(rooms, judge, turns);
  const fixJobs = new FixJobs(rooms, judge, turns);
  return {
    page: os.page.handler(async ({ input }) => {
      const run = history.runs.getStored(input.runId);
      const { total, rows } = await history.rejects.page(rejectFilterSchema.parse(input), input.offset, input.limit);
      return {
        total,
        columns: run.fieldColumns,
        rejects: rows.map((row, index) => showReject(row, input.offset + index + 1, run)),
      };
    }),
    facets: os.facets.handler(({ input }) => history.rejects.facets(input)),
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
      const rows = await workbench.setAside(rejectFilterSchema.parse(input), input.records, input.aside);
      changes.emit('rejects');
      return { rows, work: await workbench.stateOf(input.runId) };
    }),
    fixAll: os.fixAll.handler(({ input }) => fixJobs.start(input)),
    fixed: os.fixed.handler(({ input }) => ({ outcome: fixJobs.outcomeOf(input.jobId) })),
    undo: os.undo.handler(async ({ input }) => {
      await workbench.move(input.runId, 'undo');
      changes.emit('rejects');
      return workbench.stateOf(input.runId);
    }),
    redo: os.redo.handler(async ({ input }) => {
      await workbench.move(input.runId, 'redo');
      changes.emit('rejects');
      return workbench.stateOf(input.runId);
    }),
    replay: os.replay.handler(({ input: { runId, mode } }) => turns.run(runId, () => startReplay(rooms, runId, mode))),
    export: os.export.handler(async ({ input }) => {
      const { name, type, rows, parts } = await exportRejects(history, rejectFilterSchema.parse(input), input.format);
      if (input.path === null) {
        return { name, rows, href: `/downloads/${downloads.offer({ name, type, parts })}`, path: null };
      }
      if (!allowPaths) throw fault('source.refused');
      await writeFileOf(input.path, parts());
      return { name, rows, href: null, path: input.path };
    }),
  };
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
