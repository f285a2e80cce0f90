import { randomUUID } from 'node:crypto';
import type { NewRun } from '#backend/history/run-store.ts';
import type { JobReport } from '#backend/job/jobs.ts';
import { findDictionary } from '#backend/load/find-dictionary.ts';
import type { BatchItem } from '#backend/load/batch.ts';
import { checkBatch } from '#backend/load/check-batch.ts';
import { loadBatch } from '#backend/load/load-batch.ts';
import type { LoadItem, LoadProgress, RejectSink, RunLog, RunOutcome } from '#backend/load/run-log.ts';
import type { ImportRequest } from '#shared/contract/imports.ts';
import type { JobPart, LimitQuestion } from '#shared/job.ts';
import { emptyLedger, type ImportItem } from '#shared/load.ts';
import type { Rooms } from './rooms.ts';
import { describeRun } from './run-notes.ts';
import { settleRuns } from './settle-runs.ts';
import { fileOf } from './source-file.ts';

/**
 * Starts the check or the load of a batch as a job, with a run in the history for each file. Returns the job's id.
 * Faults: connection.unknown, postgres.passwordNeeded, embedded.*, source.refused, history.unwritable.
 */
export async function startImport(rooms: Rooms, kind: 'load' | 'check', request: ImportRequest): Promise<string> {
  const { connectionId, options } = request;
  const login = await rooms.logins.login(connectionId);
  // The command line never opens a connection for its own sake, and a server is there to be asked now.
  await settleRuns(rooms, connectionId);
  // As they are now: what is saved while the job is on holds for the next.
  const sources = {
    given: request.dictionaries,
    saved: rooms.history.dictionaries.list(rooms.logins.dictionaryOwner(connectionId).id),
  };
  const batch = { batchId: randomUUID(), kind, connectionId };
  const runs: NewRun[] = [];
  for (const item of request.items) runs.push(await describeRun(rooms, batch, item, request));
  for (const run of runs) rooms.history.runs.begin(run);
  if (kind === 'load') for (const item of request.items) rememberMatch(rooms, connectionId, item);
  rooms.changes.emit('runs');

  return rooms.jobs.start(kind, connectionId, runs.map(waitingPart), async (report, signal) => {
    const parts = runs.map((run, index) => new Part(rooms, run, index, report));
    const judge = kind === 'load' ? loadBatch : checkBatch;
    await judge(
      {
        login,
        items: request.items.map((item, index) => at(parts, index).follow({ ...item, ...fileOf(item.source, rooms) })),
        options,
        dictionaryFor: (target, table) => findDictionary(target, table, sources),
      },
      { signal },
    );
    rooms.changes.emit('tables');
    signal.throwIfAborted();
    // Of files that go in together, the one that stopped the others is told.
    const failures = parts.filter((part) => part.failure !== null);
    const failed = failures.find((part) => part.failure?.fault.code !== 'load.batchRolledBack') ?? failures[0];
    if (failed?.failure) throw failed.failure;
  });
}

/** A load, unlike a check, proves that a person means the match. */
function rememberMatch({ history }: Rooms, connectionId: string, { matched, match, target }: ImportItem): void {
  if (matched === null || matched.by === 'memory') return;
  const place = { connectionId, target, signature: matched.signature };
  if (matched.by === 'chosen') history.matches.keep(place, match);
  else history.matches.forget(place);
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`There is no item ${index}.`);
  return item;
}

export const waitingPart = (run: NewRun): JobPart => ({
  runId: run.id,
  sourceName: run.sourceName,
  schema: run.schema,
  table: run.table,
  state: 'waiting',
  bytesRead: 0,
  bytesTotal: run.sourceBytes,
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
});

/** Keeps the rejects of a run in the history. */
export const sinkOf = ({ history: { rejects, rejectWriter } }: Rooms, runId: string): RejectSink => ({
  add: (rows) => rejectWriter.add(runId, rows),
  amend: (more) => rejectWriter.amend(runId, more),
  // A rest may come before its row is kept.
  addRest: async (record, piece) => rejects.addRest(runId, record, piece),
  clear: () => rejectWriter.clear(runId),
  settle: () => rejectWriter.settle(runId),
});

/** One file of the job: tells the window and the history what becomes of its run. */
export class Part {
  readonly #rooms: Rooms;
  readonly #run: NewRun;
  readonly #index: number;
  readonly #report: JobReport;
  readonly #sql: string[] = [];
  #shown: JobPart;
  readonly #rejects: RejectSink;
  failure: RunOutcome['fault'] = null;

  /** @param rejects where they are kept, if not as they are found */
  constructor(rooms: Rooms, run: NewRun, index: number, report: JobReport, rejects = sinkOf(rooms, run.id)) {
    this.#rejects = rejects;
    this.#rooms = rooms;
    this.#run = run;
    this.#index = index;
    this.#report = report;
    this.#shown = waitingPart(run);
  }

  /** The item with what it tells us. */
  follow(item: LoadItem): BatchItem {
    return { item, ...this.watch() };
  }

  /** What hears of the work. */
  watch(): Omit<BatchItem, 'item'> {
    return {
      run: this.#log(),
      progress: (progress) => this.#progress(progress),
      started: () => this.#report.event('plan'),
      ended: (outcome) => this.#end(outcome),
      ask: (question) => this.#ask(question),
    };
  }

  #log(): RunLog {
    const { runs } = this.#rooms.history;
    const { id } = this.#run;
    return {
      rejects: this.#rejects,
      // All but its state: should the answer to COMMIT be lost, this is what was committed, or was not.
      noteCommit: ({ state: _state, fault: _fault, ...known }) => runs.change(id, { ...known, sql: this.#sql }),
      noteSql: (sql) => void this.#sql.push(sql),
    };
  }

  #progress(progress: LoadProgress): void {
    this.#report.event(progress.state === 'reading' ? 'run' : 'finish');
    this.#show({ ...this.#shown, ...progress });
  }

  async #ask(question: LimitQuestion): Promise<'continue' | 'rollBack'> {
    const before = this.#shown;
    const answer = await this.#report.ask(this.#index, { ...before, state: 'asking', question });
    this.#show(before);
    return answer;
  }

  #end(outcome: RunOutcome): void {
    const { fault: failure, ...known } = { ...outcome, columns: this.#withValues(outcome) };
    this.failure = failure;
    this.#rooms.history.runs.change(this.#run.id, {
      ...known,
      fault: failure?.fault ?? null,
      sql: this.#sql,
      finishedAt: new Date().toISOString(),
    });
    if (failure?.cause !== undefined) {
      this.#rooms.log.error('A run failed.', failure.cause, { runId: this.#run.id, code: failure.fault.code });
    }
    const { state, ledger, reasons, columns, elapsedMs, removed, sha256 } = known;
    const rowsPerSecond = elapsedMs > 0 ? ledger.read / (elapsedMs / 1000) : 0;
    const more = { state, ledger, reasons, columns, elapsedMs, removed, sha256, rowsPerSecond };
    this.#show({ ...this.#shown, ...more, onTheWay: 0, fault: failure?.fault ?? null });
    this.#rooms.changes.emit('runs');
  }

  /** A load counts only: what its values are, the check of the same bytes has learnt. */
  #withValues({ columns, sha256 }: RunOutcome): RunOutcome['columns'] {
    if (this.#run.kind === 'check' || sha256 === null) return columns;
    const checked = this.#rooms.history.runs.checkedColumns({ ...this.#run, sha256 });
    return columns.map((column) => {
      const { valid, empty, wrong } = column;
      const same = checked.find((one) => one.column === column.column);
      const isSame = same?.valid === valid && same.empty === empty && same.wrong === wrong;
      return isSame ? { ...column, values: same.values } : column;
    });
  }

  #show(part: JobPart): void {
    this.#shown = part;
    this.#report.part(this.#index, part);
  }
}
