import { sqlStateOf } from '#backend/copy/session.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import type { Judging } from './judge-rows.ts';
import { quoteLiteral } from '#backend/postgres/quote-literal.ts';
import { valueOf } from './stage.ts';

interface Check {
  readonly name: string;
  /** As the server prints it, with bare names of columns. */
  readonly expression: string;
}

/**
 * Asks the check constraints of the target that look at filled columns alone, so that not every offender has to be looked for one by
 * one: `constraint`, in the server's words. Whatever cannot be asked here is left to the server, and so is all where a trigger
 * may change the values first.
 */
export async function judgeChecks(judging: Judging): Promise<void> {
  const { session, plan, stage } = judging;
  const { table } = plan;
  if (table === null || table.hasTriggers || table.checks.length === 0) return;
  const { rows: checks } = await session.query<Check>(checksSql, [table.oid, stage.columns.map(({ name }) => name)]);
  for (const { name, expression } of checks) {
    // Rounded to their length and precision, as they will be stored.
    const values = plan.check.columns.map(
      (column, index) =>
        `(${valueOf(stage, 's', index)})::${column.column?.typeName} as ${quoteIdentifier(column.name)}`,
    );
    const words = `new row for relation "${table.table}" violates check constraint "${name}"`;
    await session.query('savepoint sluice_check');
    try {
      await session.query(
        `insert into ${stage.errors} (record, code, item, extra)
         select sluice_record, 'constraint', -1, ${quoteLiteral(words)}
         from (select s.record as sluice_record, ${values.join(', ')} from ${stage.rows} s) stored where not (${expression})`,
      );
      await session.query('release savepoint sluice_check');
    } catch (error) {
      // A division by zero, a function that raises: of a row that the server will name.
      if (sqlStateOf(error) === null) throw error;
      await session.query('rollback to savepoint sluice_check');
    }
  }
}

const checksSql = `
  select k.conname as name, pg_get_expr(k.conbin, k.conrelid) as expression
  from pg_constraint k
  where k.conrelid = $1 and k.contype = 'c' and coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'
    and not exists (
      select 1 from pg_attribute a
      where a.attrelid = k.conrelid and a.attnum = any (k.conkey) and a.attname <> all ($2::name[]))
  order by k.conname`;
