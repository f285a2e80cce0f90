import type { Table, TableName } from '#shared/column.ts';
import type { Dialect } from '#shared/dialect.ts';
import type { FaultError } from '#shared/fault.ts';
import type { JobPart } from '#shared/job.ts';
import type { CheckedBytes, FieldMatch, LoadOptions } from '#shared/load.ts';
import type { CellError } from '#shared/reject.ts';
import type { Dictionary } from '#shared/rule.ts';
import type { Run } from '#shared/run.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';

/** What was found out later about a row that is among the rejects already. */
export interface RejectAmendment {
  /** 1-based record number of the row. */
  readonly record: number;
  /** Join the errors that the row has, in the order of reasons (reasonOrder). */
  readonly errors: readonly CellError[];
}

/** Where rejects are kept as they are found, in any order of their records. What it rejects with fails the run. */
export interface RejectSink {
  /** Takes rows; resolves when there is room for more, which may be before they are kept. */
  add(rows: readonly RejectedRow[]): Promise<void>;
  amend(more: readonly RejectAmendment[]): Promise<void>;
  /** Adds a piece to what follows the bytes of a long row that is among them. */
  addRest(record: number, piece: Buffer): Promise<void>;
  /** Forgets all: the run starts over on its other path. */
  clear(): Promise<void>;
  /** Resolves when all that was taken is kept. */
  settle(): Promise<void>;
}

/** What a run tells the history while it is on. */
export interface RunLog {
  readonly rejects: RejectSink;
  /**
   * Told before COMMIT is sent: what the run is if it takes place, with its `transactionId`. Should the process end before the
   * answer is heard, settleCommit tells whether it did.
   */
  noteCommit(outcome: RunOutcome): void;
  /** A statement that is about to be sent. */
  noteSql(sql: string): void;
}

/** One file, and where its rows go. */
export interface LoadItem {
  readonly path: string;
  /** As a person knows the file. */
  readonly name: string;
  readonly dialect: Dialect;
  readonly target: TableName;
  /** Fields that a record of the file has. */
  readonly width: number;
  readonly match: readonly FieldMatch[];
  /** Whether the table was there when the file was planned: should it be gone by now, it is not made anew. */
  readonly targetExists?: boolean;
  /** The statement that creates a table that is not there. */
  readonly createBy?: string | null | undefined;
  /** Goes before that of the load options. */
  readonly update?: LoadOptions['update'];
  /** What a check found it to be. */
  readonly checked?: CheckedBytes | null | undefined;
}

/** How far a run is. */
export type LoadProgress = Pick<
  JobPart,
  'bytesRead' | 'bytesTotal' | 'ledger' | 'onTheWay' | 'reasons' | 'columns' | 'rowsPerSecond' | 'elapsedMs' | 'removed'
> & {
  readonly state: 'reading' | 'judging' | 'held' | 'committing';
};

/** How a run ended, with all that the history keeps of it. */
export type RunOutcome = Pick<
  Run,
  | 'sha256'
  | 'elapsedMs'
  | 'ledger'
  | 'reasons'
  | 'path'
  | 'timings'
  | 'serverCount'
  | 'transactionId'
  | 'removed'
  | 'columns'
  | 'warned'
  | 'warnings'
> & {
  readonly state: Exclude<Run['state'], 'running'>;
  /** Why it failed or was cancelled; its `cause` is for the log. */
  readonly fault: FaultError | null;
};

/**
 * The dictionary of a table that a person gave or that is built in, as it fits the table that is there; null: what its
 * catalog says is all.
 */
export type DictionaryFor = (target: TableName, table: Table | null) => Dictionary | null;
