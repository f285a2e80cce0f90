import type { Fault } from '#shared/fault.ts';
import { balances } from '#shared/load.ts';
import type { Run } from '#shared/run.ts';
import { showAmount, showCount, showDuration } from '#shared/units.ts';

interface Counts {
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly skipped: number;
  readonly rejected: number;
  /** Rows of runs that failed or were cancelled: read, in no other count, and not in the table. */
  readonly rolledBack: number;
  /** Rows by the code of their first reason. */
  readonly byReason: Readonly<Record<string, number>>;
}

/** What `sluice load --json` prints. */
export interface LoadReport extends Counts {
  readonly seconds: number;
  readonly runs: readonly RunReport[];
  /** The first failure; the command then ends with exit code 1. */
  readonly fault?: Fault;
}

export interface RunReport extends Counts {
  /** With --mode replace: rows that were there and went, or would go. */
  readonly removed?: number;
  readonly id: string;
  readonly source: string;
  readonly sha256: string | null;
  readonly schema: string;
  readonly table: string;
  readonly state: Run['state'];
  readonly seconds: number;
  /** Rows with a warning; they were loaded. */
  readonly warned: number;
  readonly fault?: Fault;
}

/**
 * Adds up the runs of a batch.
 * @param later what went wrong after they had ended
 */
export function reportLoad(runs: readonly Run[], elapsedMs: number, later: Fault | null = null): LoadReport {
  const reports = runs.map(reportRun);
  const sum = (count: (run: RunReport) => number): number => reports.reduce((total, run) => total + count(run), 0);
  const byReason: Record<string, number> = {};
  for (const run of reports) {
    for (const [code, rows] of Object.entries(run.byReason)) byReason[code] = (byReason[code] ?? 0) + rows;
  }
  const faults = runs.flatMap((run) => run.fault ?? []);
  // Of files that go in together, the one that stopped the others is told.
  const failure = faults.find(({ code }) => code !== 'load.batchRolledBack') ?? faults[0] ?? later;
  return {
    read: sum((run) => run.read),
    inserted: sum((run) => run.inserted),
    updated: sum((run) => run.updated),
    skipped: sum((run) => run.skipped),
    rejected: sum((run) => run.rejected),
    rolledBack: sum((run) => run.rolledBack),
    byReason,
    seconds: seconds(elapsedMs),
    runs: reports,
    ...(failure === null ? {} : { fault: failure }),
  };
}

/** One run, as the command line tells it. */
export function reportRun(run: Run): RunReport {
  const { read, inserted, updated, skipped, rejected } = run.ledger;
  const byReason: Record<string, number> = {};
  for (const reason of run.reasons) byReason[reason.code] = (byReason[reason.code] ?? 0) + reason.count;
  return {
    id: run.id,
    source: run.sourcePath ?? run.sourceName,
    sha256: run.sha256,
    schema: run.schema,
    table: run.table,
    state: run.state,
    read,
    inserted,
    updated,
    skipped,
    rejected,
    rolledBack: read - inserted - updated - skipped - rejected,
    byReason,
    ...(run.removed === null ? {} : { removed: run.removed }),
    warned: run.warned,
    seconds: seconds(run.elapsedMs),
    ...(run.fault === null ? {} : { fault: run.fault }),
  };
}

/** Exit code: 0 done, 3 done with rejects, 1 failed. */
export function exitCodeOfLoad(report: LoadReport): 0 | 1 | 3 {
  if (report.fault !== undefined) return 1;
  return report.rejected > 0 ? 3 : 0;
}

/** The runs in words, a paragraph each; for standard error. */
export function describeRuns(runs: readonly Run[]): string {
  return runs.map((run) => [headOf(run), ...sumOf(run), ...reasonsOf(run), ...warningsOf(run)].join('\n')).join('\n');
}

const ends: Readonly<Record<Run['state'], string>> = {
  running: 'Running',
  loaded: 'Loaded',
  loadedWithRejects: 'Loaded with rejects',
  failed: 'Failed',
  checked: 'Checked only',
  cancelled: 'Cancelled',
  unknown: 'Not known yet',
};

function endOf({ kind, door, state }: Run): string {
  if (state !== 'loaded') return ends[state];
  if (kind === 'backup') return 'Backed up';
  if (kind === 'deletion') return 'Deleted';
  return door === 'restore' ? 'Restored' : ends[state];
}

function headOf(run: Run): string {
  const where = run.table === '' ? '' : ` to ${run.schema}.${run.table}`;
  const head =
    run.kind === 'backup' || run.kind === 'deletion'
      ? `${endOf(run)}: ${run.sourceName} of ${run.schema}.${run.table}, ${showDuration(run.elapsedMs)}`
      : `${endOf(run)}: ${run.sourceName}${where}, ${showDuration(run.elapsedMs)}`;
  return run.fault === null ? head : [head, ...faultLines(run.fault).map((line) => `  ${line}`)].join('\n');
}

/** A fault in words: what is so and what to do, then its details. */
export const faultLines = ({ sentence, next, detail }: Fault): string[] => [
  `${sentence} ${next}`,
  ...(detail === null ? [] : detail.split('\n')),
];

function sumOf({ ledger, kind, state }: Run): string[] {
  if (kind === 'deletion') return [];
  if (kind === 'backup') return state === 'loaded' ? [`  ${showAmount(ledger.read, 'row')}`] : [];
  if (!balances(ledger)) {
    return [`  ${showCount(ledger.read)} read and ${showCount(ledger.rejected)} rejected when it ended; none inserted`];
  }
  const to = kind === 'check' ? 'to ' : '';
  const verb = (done: string, plan: string): string => (kind === 'check' ? `${to}${plan}` : done);
  return [
    `  ${showCount(ledger.read)} read = ${showCount(ledger.inserted)} ${verb('inserted', 'insert')} + ` +
      `${showCount(ledger.updated)} ${verb('updated', 'update')} + ${showCount(ledger.skipped)} ${verb('skipped', 'skip')} + ` +
      `${showCount(ledger.rejected)} ${verb('rejected', 'reject')}`,
  ];
}

const reasonsOf = (run: Run): string[] =>
  run.reasons.map((reason) => `  ${showCount(reason.count).padStart(7)}  ${reason.code}  ${reason.sentence}`);

const warningsOf = (run: Run): string[] =>
  run.warnings.map((warning) => `  ${showAmount(warning.count, 'warning')}: ${warning.sentence}`);

const seconds = (ms: number): number => Math.round(ms) / 1000;
