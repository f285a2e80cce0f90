import { fault, type FaultError, isFault } from '#shared/fault.ts';
import type { Login } from '#shared/connection.ts';
import type { Ledger } from '#shared/load.ts';
import { sqlStateOf } from '#backend/copy/session.ts';
import { queryFault } from '#backend/postgres/sqlstate-fault.ts';
import type { Source } from '#backend/source/open-source.ts';
import type { RunNote } from './move-sequences.ts';
import { isAboutRows } from './row-refusal.ts';
import type { LoadProgress, RunLog, RunOutcome } from './run-log.ts';
import { Stopwatch } from './stopwatch.ts';
import { Tally } from './tally.ts';

/** Between two reports of a run in the same state. */
const REPORT_GAP_MS = 50;
/** The same statement is noted this often: a search for offenders repeats its own thousands of times. */
const SAME_SQL_MAX = 2;

/** What is known of a run so far, whatever becomes of it. */
export class RunRecord {
  readonly stopwatch = new Stopwatch();
  readonly #progress: (progress: LoadProgress) => void;
  readonly #notedSql = new Map<string, number>();
  tally = new Tally(0);
  path: RunOutcome['path'] = null;
  source: Source | null = null;
  /** Of a source that is none of a load's. */
  sha256: string | null = null;
  serverCount: number | null = null;
  transactionId: string | null = null;
  /** In the mode replace: rows that went. */
  removed: number | null = null;
  /** What a person should know besides; of sequences that were left, for instance. */
  notes: readonly RunNote[] = [];
  #reportedMs = Number.NEGATIVE_INFINITY;
  #reportedState: LoadProgress['state'] | null = null;

  constructor(progress: (progress: LoadProgress) => void) {
    this.#progress = progress;
  }

  /** Begins to count, for the first time or all over. */
  startOver(path: 'direct' | 'staged'): void {
    this.path = path;
    this.tally = new Tally(this.source?.bytes ?? 0);
    this.serverCount = null;
  }

  /** Tells how far the run is, at most 20 times a second unless its state is new. */
  report(state: LoadProgress['state']): void {
    const { tally, stopwatch } = this;
    const elapsedMs = stopwatch.elapsedMs;
    if (state === this.#reportedState && elapsedMs - this.#reportedMs < REPORT_GAP_MS) return;
    this.#reportedMs = elapsedMs;
    this.#reportedState = state;
    const onTheWay = this.path === 'staged' && state !== 'committing' ? tally.read - tally.rejected : 0;
    this.#progress({
      state,
      bytesRead: tally.bytesRead,
      bytesTotal: tally.bytesTotal,
      ledger: tally.running(onTheWay),
      onTheWay,
      reasons: tally.reasons,
      columns: tally.columns,
      rowsPerSecond: elapsedMs > 0 ? tally.read / (elapsedMs / 1000) : 0,
      elapsedMs,
      removed: this.removed,
    });
  }

  /** Tells how far the run is right now, whatever was told when. */
  reportNow(): void {
    this.#reportedMs = Number.NEGATIVE_INFINITY;
    this.report(this.#reportedState ?? 'reading');
  }

  /** Hands a statement on to the log, unless it was noted often enough. */
  noteSql(run: Pick<RunLog, 'noteSql'>, sql: string): void {
    const times = (this.#notedSql.get(sql) ?? 0) + 1;
    this.#notedSql.set(sql, times);
    if (times <= SAME_SQL_MAX) run.noteSql(sql);
  }

  end(state: RunOutcome['state'], ledger: Ledger, error: FaultError | null = null): RunOutcome {
    const { tally, stopwatch, path, serverCount, transactionId } = this;
    return {
      state,
      sha256: this.#sha256(),
      elapsedMs: stopwatch.elapsedMs,
      ledger,
      reasons: tally.reasons,
      path,
      timings: stopwatch.timings,
      serverCount,
      transactionId,
      removed: this.removed,
      columns: tally.wholeColumns,
      warned: tally.warned,
      warnings: [...tally.warnings, ...this.notes.map((note) => ({ ...note, count: 1 }))],
      fault: error,
    };
  }

  /** The end of a run that was stopped by an error: nothing of it stays. */
  fail(error: unknown, login: Login, signal: AbortSignal | undefined): RunOutcome {
    const { undone } = this.tally;
    if (signal?.aborted) return this.end('cancelled', undone, fault('job.cancelled', {}, { cause: error }));
    return this.end('failed', undone, runFault(error, login));
  }

  #sha256(): string | null {
    try {
      return this.source?.sha256() ?? this.sha256;
    } catch {
      // Not read to its end.
      return null;
    }
  }
}

/** What an error that ended a run means to a person. */
function runFault(error: unknown, { address }: Login): FaultError {
  const known = queryFault(error, address);
  const state = sqlStateOf(error);
  if (state !== null && isAboutRows(state)) {
    const detail = isFault(known) ? known.fault.detail : null;
    const reason = error instanceof Error ? error.message : String(error);
    return fault('load.refused', { reason }, { cause: error, ...(detail === null ? {} : { detail }) });
  }
  return isFault(known) ? known : fault('internal', {}, { cause: error });
}
