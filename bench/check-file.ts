import { resolve } from 'node:path';
import { plainDialect } from '#shared/dialect.ts';
import type { ColumnRule } from '#shared/rule.ts';
import { makeCheckPlan } from '#backend/check/check-plan.ts';
import { makeKeySet } from '#backend/check/key-form.ts';
import { compileRowCheck } from '#backend/check/row-check.ts';
import { parseRows } from '#backend/parse/parse-rows.ts';
import { openSource } from '#backend/source/open-source.ts';

// Checks a file of employees without a server: source, parse and check as a load has them, keys and SHA-256 included.
// check-file.ts FILE; prints {"rows", "rejected", "wallMs", "cpuMs"}, counted from the first byte that is read.

const column = (name: string, type: string): ColumnRule => ({ name, type, required: true, notEmpty: false, rules: [] });
const columns = [
  column('id', 'int4'),
  column('name', 'text'),
  column('hired', 'timestamptz'),
  column('department_id', 'int4'),
  column('job_id', 'int4'),
];

const path = resolve(process.argv[2] ?? '');
const dialect = { ...plainDialect, header: false };
const plan = makeCheckPlan({
  dictionary: { table: 'employees', columns, primaryKey: ['id'], uniqueKeys: [], references: [], origin: 'person' },
  table: null,
  match: columns.map(({ name }, field) => ({ column: name, field })),
  width: columns.length,
  dialect,
});
const keySets = plan.keys.map((key) =>
  makeKeySet(
    key.columns.flatMap((index) => plan.columns[index]?.codec ?? []),
    key.nullsDistinct,
  ),
);
const check = compileRowCheck(plan, { locate: false, keySets, parentSets: [] });
const startMs = performance.now();
const cpu = process.cpuUsage();
const source = await openSource({ path, name: path }, { encoding: dialect.encoding });
let rows = 0;
let rejected = 0;
try {
  for await (const batch of parseRows(source, dialect)) {
    const checked = check.check(batch);
    rows += batch.rowCount;
    rejected += checked.rejects.length;
  }
} finally {
  await source.close();
}
const { user, system } = process.cpuUsage(cpu);
const figures = { rows, rejected, wallMs: performance.now() - startMs, cpuMs: (user + system) / 1000 };
process.stdout.write(`${JSON.stringify(figures)}\n`);
