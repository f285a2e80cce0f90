import { expect, test } from 'vitest';
import type { JobPart } from '#shared/job.ts';
import { loadOptionsSchema, type ImportItem, type LoadOptions } from '#shared/load.ts';
import { plainDialect } from '#shared/dialect.ts';
import { partsByKey, rollbackSentence, type FileView } from './file-view.ts';
import { leftOutWords, loadWords, planLoad, underWords } from './load-plan.ts';

const part = (table: string, read: number, rejected: number, more: Partial<JobPart> = {}): JobPart => ({
  runId: `run of ${table}`,
  sourceName: `${table}.csv`,
  schema: 'public',
  table,
  state: 'checked',
  bytesRead: 10,
  bytesTotal: 10,
  ledger: { read, inserted: read - rejected, updated: 0, skipped: 0, rejected, marks: [] },
  onTheWay: 0,
  reasons: [],
  columns: [],
  rowsPerSecond: 0,
  elapsedMs: 1,
  fault: null,
  question: null,
  removed: null,
  sha256: null,
  ...more,
});
const view = (table: string, item = true): FileView =>
  ({
    key: table,
    file: { name: `${table}.csv` },
    preview: { name: `${table}.csv`, target: { schema: 'public', table } },
    item: item
      ? ({
          source: { kind: 'path', path: '/x' },
          dialect: plainDialect,
          target: { schema: 'public', table },
          width: 1,
          match: [],
          matched: null,
          targetExists: false,
          update: null,
        } satisfies ImportItem)
      : null,
  }) as unknown as FileView;
const views = [view('departments'), view('jobs'), view('hired_employees')];
const parts = [part('departments', 12, 0), part('jobs', 183, 0), part('hired_employees', 1999, 70)];
const options = (more: Partial<LoadOptions> = {}): LoadOptions => ({ ...loadOptionsSchema.parse({}), ...more });

test('the plan counts what would be in the tables and what would stay', () => {
  const plan = planLoad(views, partsByKey(views, parts), options());
  expect(plan).toMatchObject({ rows: 2124, rejected: 70, warnings: [] });
  expect(loadWords(plan)).toBe('Load 2,124 rows');
});

test('a file that its own limit would roll back is named and not counted', () => {
  const plan = planLoad(views, partsByKey(views, parts), options({ maxRejects: { unit: 'percent', value: 1 } }));
  expect(plan.rows).toBe(195);
  expect(plan.warnings).toEqual(['hired_employees would roll back: 3.5 % rejects, the limit is 1 %.']);
});

test('a limit is passed by more than it names, not by as many', () => {
  const { ledger } = part('t', 100, 10);
  expect(rollbackSentence('t', ledger, options({ maxRejects: { unit: 'percent', value: 10 } }))).toBeNull();
  expect(rollbackSentence('t', ledger, options({ maxRejects: { unit: 'rows', value: 9 } }))).toContain('limit is 9');
  expect(rollbackSentence('t', ledger, options({ allOrNothing: true }))).toContain('10 rows would be rejected');
});

test('files that cannot be checked stay out, the others go', () => {
  const some = [view('departments', false), views[1]!, views[2]!];
  const found = partsByKey(some, [parts[1]!, part('hired_employees', 5, 0, { state: 'failed' })]);
  const plan = planLoad(some, found, options());
  expect(plan.keys).toEqual(['jobs']);
  expect(plan.warnings).toEqual([]);
  expect(leftOutWords(plan)).toBe('2 files are left out: departments.csv, hired_employees.csv.');
  expect(underWords(plan)).toBe('2 files stay behind');
  expect(leftOutWords(planLoad(views, partsByKey(views, parts), options()))).toBeNull();
});

test('a plan that replaces names what goes', () => {
  const plan = planLoad([views[1]!], partsByKey([views[1]!], [parts[1]!]), options({ mode: 'replace' }));
  expect(loadWords(plan)).toBe('Replace jobs');
  expect(underWords(plan)).toBe('The rows of jobs go, 183 come, in one transaction');
  expect(loadWords(planLoad(views, partsByKey(views, parts), options({ mode: 'replace' })))).toBe('Replace 3 tables');
});

test('files that go in together are measured together', () => {
  const batch = options({ transaction: 'batch', maxRejects: { unit: 'percent', value: 3.3 } });
  const plan = planLoad(views, partsByKey(views, parts), batch);
  expect(plan).toMatchObject({ rows: 2124, isOne: true, warnings: [] });
  const asked = planLoad(views, partsByKey(views, parts), {
    ...batch,
    ask: true,
    maxRejects: { unit: 'rows', value: 69 },
  });
  expect(asked).toMatchObject({
    rows: 0,
    warnings: ['The batch would ask, and roll back unless told to go on: 70 rejects, the limit is 69.'],
  });
});

test('a plan that replaces says how many rows go', () => {
  const counted = parts.map((one, at) => ({ ...one, removed: at === 2 ? null : 6 }));
  const plan = (some: readonly FileView[]) => planLoad(some, partsByKey(views, counted), options({ mode: 'replace' }));
  expect(loadWords(plan(views))).toBe('Replace 12 rows');
  expect(underWords(plan(views))).toBe(
    '12 rows of 3 tables go, 2,124 come, in one transaction for each file. 70 rows stay as rejects',
  );
  expect(underWords(plan(views.slice(0, 1)))).toBe('6 rows of departments go, 12 come, in one transaction');
  const none = planLoad(
    views.slice(0, 1),
    partsByKey(views, [{ ...parts[0]!, removed: 0 }]),
    options({ mode: 'replace' }),
  );
  expect(loadWords(none)).toBe('Load 12 rows');
});

test('two files of one name take their parts in turn', () => {
  const twice = [
    { ...view('jobs'), key: 'one' },
    { ...view('jobs'), key: 'two' },
  ];
  const found = partsByKey(twice, [part('jobs', 1, 0), part('jobs', 2, 0)]);
  expect([found.get('one')?.ledger.read, found.get('two')?.ledger.read]).toEqual([1, 2]);
});
