import { randomUUID } from 'node:crypto';
import { open, rm, stat, type FileHandle } from 'node:fs/promises';
import type { StoredRun } from '#backend/history/run-row.ts';
import type { NewRun } from '#backend/history/run-store.ts';
import { sqliteFault } from '#backend/history/sqlite-fault.ts';
import { withRecords } from '#backend/load/judge-typed-rows.ts';
import { loadBatch } from '#backend/load/load-batch.ts';
import type { RejectSink } from '#backend/load/run-log.ts';
import { RunRecord } from '#backend/load/run-record.ts';
import { typedForm } from '#backend/parse/typed-rows.ts';
import { rejectFilterSchema } from '#shared/contract/rejects.ts';
import { fault } from '#shared/fault.ts';
import type { LoadMode, LoadOptions } from '#shared/load.ts';
import { Part, sinkOf, waitingPart } from './import-job.ts';
import { typedTargetOf } from './reject-judge.ts';
import type { Rooms } from './rooms.ts';
import { userName } from './run-notes.ts';
import { replayFile, settleReplay } from './settle-replay.ts';
import { settleRuns } from './settle-runs.ts';
import { demandSettled } from './settle-steps.ts';

/** Rows that are written down in one go. */
const PAGE_ROWS = 1000;

/** Where the rows of a replay came from, in their order. */
interface Places {
  readonly records: number[];
  readonly offsets: number[];
}

/**
 * Loads the fixed rows of a run, and those only, as a child run, by the way of every import: written down as a file of their own,
 * in the order of the first one. Its rejects bear the records and places of that. No limit of rejects holds for it. Returns the
 * job's id and that of the run.
 * Faults: replay.notLoaded, replay.nothing, replay.running, rejects.busy, those of typedTargetOf, and those of a login.
 */
export async function startReplay(
  rooms: Rooms,
  runId: string,
  mode: Exclude<LoadMode, 'replace'> | null,
): Promise<{ readonly jobId: string; readonly runId: string }> {
  const { history, logins, jobs, changes } = rooms;
  const parent = history.runs.getStored(runId);
  const target = typedTargetOf(history, parent);
  if (parent.state !== 'loaded' && parent.state !== 'loadedWithRejects') throw fault('replay.notLoaded');
  const login = await logins.login(parent.connectionId);
  await settleRuns(rooms, parent.connectionId);
  await demandSettled(rooms, parent.sequence);
  if (!(await hasFixed(rooms, runId))) throw fault('replay.nothing');
  const options: LoadOptions = {
    ...parent.options,
    mode: mode ?? target.mode,
    allOrNothing: false,
    maxRejects: null,
    transaction: 'each',
  };
  const child = childOf(rooms, parent, options);
  if (!history.replays.begin(runId, child)) throw fault('replay.running');
  changes.emit('runs');

  const jobId = jobs.start('load', parent.connectionId, [waitingPart(child)], async (report, signal) => {
    const places: Places = { records: [], offsets: [] };
    const part = new Part(rooms, child, 0, report, inParent(sinkOf(rooms, child.id), places));
    const path = replayFile(rooms, child.id);
    const { dialect } = child;
    const entry = part.follow({ ...target.item, path, name: child.sourceName, dialect });
    try {
      await writeRows(rooms, parent, { path, places, signal });
      history.runs.change(child.id, { sourceBytes: (await stat(path)).size });
      await loadBatch({ login, items: [entry], options, dictionaryFor: target.dictionaryFor }, { signal });
    } catch (error) {
      entry.ended(new RunRecord(() => undefined).fail(error, login, signal));
    } finally {
      await rm(path, { force: true });
      await settleReplay(rooms, runId);
    }
    changes.emit('tables');
    signal.throwIfAborted();
    if (part.failure !== null) throw part.failure;
  });
  return { jobId, runId: child.id };
}

async function hasFixed({ history }: Rooms, runId: string): Promise<boolean> {
  const filter = rejectFilterSchema.parse({ runId, state: 'fixed' });
  return (await history.rejects.page(filter, 0, 1)).rows.length > 0;
}

function childOf({ door }: Rooms, parent: StoredRun, options: LoadOptions): NewRun {
  const { batchId, connectionId, connectionName, schema, table, sourceName, fieldColumns, setup } = parent;
  return {
    id: randomUUID(),
    batchId,
    parentId: parent.id,
    kind: 'load',
    door,
    connectionId,
    connectionName,
    schema,
    table,
    sourceName,
    sourcePath: null,
    sourceBytes: 0,
    who: userName(),
    dialect: typedForm(parent.dialect).dialect,
    options,
    fieldColumns,
    header: null,
    setup,
  };
}

/** Writes the fixed rows down, and takes them for the replay on the way. Faults: history.unwritable. */
async function writeRows(
  { history, replayFolder }: Rooms,
  parent: StoredRun,
  { path, places, signal }: { readonly path: string; readonly places: Places; readonly signal: AbortSignal },
): Promise<void> {
  const { line } = typedForm(parent.dialect);
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'wx', 0o600);
    for (let after = 0; ;) {
      signal.throwIfAborted();
      const rows = history.replays.take(parent.sequence, after, PAGE_ROWS);
      for (const { record, byteOffset } of rows) {
        places.records.push(record);
        places.offsets.push(byteOffset);
      }
      await file.writeFile(rows.map(({ fields }) => line(fields)).join(''));
      after = rows.at(-1)?.record ?? after;
      if (rows.length < PAGE_ROWS) break;
    }
  } catch (error) {
    throw sqliteFault(error, replayFolder, path);
  } finally {
    await file?.close();
  }
}

/** Keeps rejects under the records that their rows have in the parent's file. */
function inParent(sink: RejectSink, { records, offsets }: Places): RejectSink {
  const recordOf = (record: number): number => records[record - 1] ?? record;
  return {
    add: (rows) =>
      sink.add(
        rows.map((row) => ({
          ...row,
          record: recordOf(row.record),
          byteOffset: offsets[row.record - 1] ?? row.byteOffset,
          errors: row.errors.map((error) => withRecords(error, recordOf)),
        })),
      ),
    amend: (more) =>
      sink.amend(
        more.map(({ record, errors }) => ({
          record: recordOf(record),
          errors: errors.map((error) => withRecords(error, recordOf)),
        })),
      ),
    addRest: (record, piece) => sink.addRest(recordOf(record), piece),
    clear: () => sink.clear(),
    settle: () => sink.settle(),
  };
}
