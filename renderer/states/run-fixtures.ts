import type { Connection, ConnectionReport } from '#shared/connection.ts';
import type { TableDetail, TableSummary } from '#shared/contract/tables.ts';
import { plainDialect } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import type { JobPart } from '#shared/job.ts';
import { type Ledger, loadOptionsSchema } from '#shared/load.ts';
import type { ReasonCount } from '#shared/reject.ts';
import type { Run, RunState, RunSummary } from '#shared/run.ts';
import { halfWay, hires, ledgerOf } from './ledger-fixtures.ts';

const MINUTE = 60_000;
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();

export const connection: Connection = {
  id: 'staging',
  name: 'hr_warehouse',
  kind: 'server',
  address: {
    host: 'db2.internal',
    port: 5432,
    database: 'hr_warehouse',
    user: 'ana',
    schema: 'public',
    tls: 'verify-full',
    caFile: null,
  },
  environment: 'staging',
  password: 'stored',
  createdAt: ago(9000),
};

export const report: ConnectionReport = {
  version: '17.4',
  roundTripMs: 2.1,
  encrypted: true,
  database: 'hr_warehouse',
  user: 'ana',
  schema: 'public',
  rights: [],
  notes: [],
};

const reasons: readonly ReasonCount[] = [
  { code: 'fields.tooFew', column: null, count: 54, sentence: 'The row has 4 fields; the table takes 5.' },
  { code: 'required', column: 'job_id', count: 16, sentence: 'job_id is empty. The dictionary requires it.' },
];

const gone = fault('postgres.gone', {}, { detail: 'SQLSTATE 57P01' }).fault;
const tooMany = fault('load.tooManyRejects', { rejected: '1,999', read: '1,999', limit: '10 %', where: '' }).fault;

function summaryOf(
  id: string,
  table: string,
  state: RunState,
  ledger: Ledger,
  more: Partial<RunSummary> = {},
): RunSummary {
  return {
    id,
    batchId: 'batch',
    parentId: null,
    kind: state === 'checked' ? 'check' : 'load',
    door: 'import',
    state,
    connectionId: connection.id,
    connectionName: connection.name,
    schema: 'public',
    table,
    sourceName: `${table}.csv`,
    sourceBytes: 90_879,
    who: 'ana',
    startedAt: ago(18),
    finishedAt: ago(18),
    elapsedMs: 400,
    ledger,
    reasons: [],
    fault: null,
    dismissed: false,
    ...more,
  };
}

const hired = summaryOf('hired', 'hired_employees', 'loadedWithRejects', hires, { reasons: [...reasons] });

export const summaries: readonly RunSummary[] = [
  hired,
  summaryOf('jobs', 'jobs', 'loaded', ledgerOf(183, 0), { startedAt: ago(18.1), elapsedMs: 60, sourceBytes: 3_500 }),
  summaryOf('departments', 'departments', 'loaded', ledgerOf(12, 0), {
    startedAt: ago(18.2),
    elapsedMs: 40,
    sourceBytes: 234,
  }),
  summaryOf('check', 'hired_employees', 'checked', hires, {
    startedAt: ago(19),
    reasons: [...reasons],
    elapsedMs: 210,
  }),
  summaryOf('early', 'hired_employees', 'failed', ledgerOf(0, 1999, { marks: [] }), {
    startedAt: ago(60),
    fault: tooMany,
    dismissed: true,
    elapsedMs: 120,
  }),
  summaryOf('gone', 'applications', 'failed', ledgerOf(58_000, 0), {
    startedAt: ago(115),
    fault: gone,
    elapsedMs: 1800,
    sourceBytes: 3_100_000,
    sourceName: 'applications_2020.csv',
  }),
  summaryOf('stopped', 'applications', 'cancelled', ledgerOf(31_000, 12), {
    startedAt: ago(140),
    elapsedMs: 900,
    sourceName: 'applications_2020.csv',
    door: 'cli',
  }),
  summaryOf('offices', 'offices', 'loaded', ledgerOf(2, 0, { updated: 31, skipped: 5 }), { startedAt: ago(28_000) }),
  summaryOf('bands', 'salary_bands', 'loaded', ledgerOf(64, 0), { startedAt: ago(36_000) }),
];

/** Replays of the first of `summaries`. */
export const replays: readonly RunSummary[] = [
  summaryOf('replay', 'hired_employees', 'loadedWithRejects', ledgerOf(3, 1), { parentId: 'hired', startedAt: ago(2) }),
];

const lastOf = (table: string): RunSummary | null => summaries.find((run) => run.table === table) ?? null;

const tableOf = (
  table: string,
  columnCount: number,
  bytes: number,
  rowCount: number,
  drift: string[] = [],
): TableSummary => ({
  schema: 'public',
  table,
  columnCount,
  bytes,
  rowCount,
  rowCountExact: rowCount < 100_000,
  lastRun: lastOf(table),
  lastBackup: null,
  drift,
});

export const tables: readonly TableSummary[] = [
  tableOf('applications', 14, 31_000_000, 212_406),
  tableOf('candidates', 9, 6_200_000, 48_310),
  tableOf('departments', 2, 16_000, 12),
  tableOf('hired_employees', 5, 229_000, 1929),
  tableOf('jobs', 2, 49_000, 183),
  tableOf('offices', 6, 24_000, 38),
  tableOf('salary_bands', 7, 24_000, 64, ['The table has a column currency that the dictionary does not know.']),
];

const rule = (name: string, type: string) => ({ name, type, required: true, notEmpty: false, rules: [] });

export const detail: TableDetail = {
  summary: tableOf('hired_employees', 5, 229_000, 1929),
  table: {
    schema: 'public',
    table: 'hired_employees',
    oid: 16_400,
    partitioned: false,
    columns: [],
    uniqueKeys: [],
    foreignKeys: [],
    checks: [],
    hasTriggers: false,
    hasRowSecurity: false,
    rights: { select: true, insert: true, update: true, delete: true, truncate: true },
  },
  dictionary: {
    table: 'hired_employees',
    columns: [
      rule('id', 'int4'),
      { ...rule('name', 'text'), rules: [{ kind: 'pattern', severity: 'warning', pattern: '\\s' }] },
      rule('datetime', 'timestamptz'),
      rule('department_id', 'int4'),
      rule('job_id', 'int4'),
    ],
    primaryKey: ['id'],
    uniqueKeys: [],
    references: [
      { columns: ['department_id'], table: 'departments', parentColumns: ['id'] },
      { columns: ['job_id'], table: 'jobs', parentColumns: ['id'] },
    ],
    origin: 'builtIn',
  },
};

export const run: Run = {
  ...hired,
  sourcePath: '/data/hired_employees.csv',
  sha256: 'cdf577a066321efb5410ef94a78e5398e5fd9271157d8455dd605650e62d4c2d',
  dialect: plainDialect,
  options: loadOptionsSchema.parse({ maxRejects: { unit: 'percent', value: 10 } }),
  path: 'direct',
  timings: { planMs: 30, readMs: 40, checkMs: 70, copyMs: 210, commitMs: 50 },
  serverCount: 1929,
  removed: null,
  sql: [
    'BEGIN',
    'COPY "public"."hired_employees" ("id", "name", "datetime", "department_id", "job_id") FROM STDIN (FORMAT binary)',
    'SELECT pg_current_xact_id()',
    'COMMIT',
  ],
  transactionId: '48117',
  columns: [],
  warned: 12,
  warnings: [{ column: 'name', count: 12, sentence: 'name has one word.' }],
};

export const failedRun: Run = {
  ...run,
  ...summaryOf('gone', 'applications', 'failed', ledgerOf(41_200, 0), {
    fault: gone,
    elapsedMs: 1800,
    sourceBytes: 3_100_000,
  }),
  serverCount: null,
  removed: null,
  sha256: null,
  transactionId: null,
  warnings: [],
  warned: 0,
};

export const liveRun: Run = {
  ...run,
  ...summaryOf('live', 'applications', 'running', ledgerOf(0, 0), {
    sourceName: 'applications_2021.csv',
    sourceBytes: 4_802_000_000,
    startedAt: ago(1.4),
  }),
  sha256: null,
  options: loadOptionsSchema.parse({ maxRejects: { unit: 'percent', value: 1 } }),
  sql: [],
  transactionId: null,
  warnings: [],
  warned: 0,
};

export const livePart: JobPart = {
  runId: 'live',
  sourceName: 'applications_2021.csv',
  schema: 'public',
  table: 'applications',
  state: 'reading',
  question: null,
  removed: null,
  sha256: null,
  bytesRead: 2_931_000_000,
  bytesTotal: 4_802_000_000,
  ledger: halfWay,
  onTheWay: 48_000,
  reasons: [
    {
      code: 'type.timestamp',
      column: 'applied_at',
      count: 3102,
      sentence: 'applied_at takes a date and time like 2021-05-17T09:00:00Z.',
    },
    { code: 'reference.missing', column: 'candidate_id', count: 316, sentence: 'candidate_id 0 is not in candidates.' },
  ],
  columns: [],
  rowsPerSecond: 412_600,
  elapsedMs: 86_600,
  fault: null,
};
