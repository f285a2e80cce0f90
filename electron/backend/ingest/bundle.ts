import type { CellError } from '#shared/reject.ts';
import type { RequestRows } from './read-request.ts';

/** What became of a row: it is in the table, or was left out since its key is there, or all that is wrong with it. */
export type RowVerdict = 'in' | 'skipped' | readonly CellError[];

/** What became of the rows of a request, a list for each part. */
export interface BundleVerdicts {
  readonly verdicts: readonly (readonly RowVerdict[])[];
  /** By part: how many of the rows that are in update one of the table. */
  readonly updated: readonly number[];
  /** False: all was rolled back, since a row is wrong or it was a trial. */
  readonly kept: boolean;
}

/** An answer that is kept under the Idempotency-Key of its request, before its rows are committed. */
export interface KeptAnswer {
  readonly keyId: string;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Who sent rows, and under which run the history keeps them. */
export interface Sender {
  readonly keyId: string;
  readonly keyName: string;
  /** Null: one run for all rows of an hour; else the request's own. */
  readonly requestId: string | null;
}

/** The rows of one request on their way. */
export interface Bundle {
  readonly parts: readonly RequestRows[];
  readonly rowCount: number;
  /** Of the body. */
  readonly bytes: number;
  readonly sender: Sender;
  /** All rows go in, or none. */
  readonly atomic: boolean;
  readonly dryRun: boolean;
  /** It is to be sent by itself. */
  readonly apart?: boolean;
  /** Null: nobody asks for the answer again. */
  readonly keep: ((verdicts: BundleVerdicts) => KeptAnswer) | null;
}

/** Whether the rows may share a statement with those of other requests. */
export const isShared = ({ parts, atomic, dryRun, apart = false }: Bundle): boolean =>
  parts.length === 1 && !atomic && !dryRun && !apart;

/** Whether a row is wrong. */
export const isWrong = (verdict: RowVerdict): verdict is readonly CellError[] => typeof verdict !== 'string';
