import { sqlStateOf } from '#backend/copy/session.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { quoteLiteral } from '#backend/postgres/quote-literal.ts';
import type { Judging } from './judge-rows.ts';
import { type StageTable, valueOf } from './stage.ts';
import { holdsAll } from './wrong-parts.ts';

/**
 * Asks the check constraints of a stage, so that not every offender has to be looked for one by one, and a row that is wrong in
 * something else is told them too: `constraint`, in the server's words. Whatever cannot be asked here is left to the server.
 */
export async function judgeChecks(judging: Judging, table: StageTable): Promise<void> {
  const { session, plan, stage } = judging;
  for (const { name, expression, columns } of stage.checks) {
    // Rounded to their length and precision, as they will be stored.
    const values = columns.map((index) => {
      const { name: column = '', column: known = null } = plan.check.columns[index] ?? {};
      return `, (${valueOf(stage, 's', index)})::${known?.typeName} as ${quoteIdentifier(column)}`;
    });
    const words = `new row for relation "${plan.target.table}" violates check constraint "${name}"`;
    const isAsked = table === stage.wrong ? holdsAll(judging, 's', columns) : 'true';
    await session.query('savepoint sluice_check');
    try {
      await session.query(
        `insert into ${stage.errors} (record, code, item, extra)
         select distinct sluice_record, 'constraint', -1, ${quoteLiteral(words)}
         from (select s.record as sluice_record${values.join('')} from ${table} s where ${isAsked}) stored
         where not (${expression})`,
      );
      await session.query('release savepoint sluice_check');
    } catch (error) {
      // A division by zero, a function that raises: of a row that the server will name.
      if (sqlStateOf(error) === null) throw error;
      await session.query('rollback to savepoint sluice_check');
    }
  }
}
