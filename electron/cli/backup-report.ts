import { basename } from 'node:path';
import type { Fault } from '#shared/fault.ts';
import { showAmount, showBytes } from '#shared/units.ts';

/** A backup, as the command line tells it. */
export interface FileReport {
  readonly path: string;
  readonly schema: string;
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string | null;
  /** Whether it was read back, and is as it was written. */
  readonly verified: boolean;
  readonly fault?: Fault;
}

/** A backup that was made, in a line of words. */
export const describeBackup = ({ path, schema, table, rows, bytes, verified }: FileReport): string =>
  `Backed up: ${schema}.${table} to ${basename(path)}, ${showAmount(rows, 'row')}, ${showBytes(bytes)}, ${verified ? 'verified' : 'not verified'}`;

export const tell = (words: string): void => void process.stderr.write(`${words}\n`);

/** Prints what a command found as one JSON object, where that is wanted. */
export function printReport(json: boolean, report: object, startMs: number, failure: Fault | null): void {
  if (!json) return;
  const seconds = Math.round(performance.now() - startMs) / 1000;
  const fault = failure === null ? {} : { fault: failure };
  process.stdout.write(`${JSON.stringify({ ...report, seconds, ...fault })}\n`);
}
