import { type Session, sqlStateOf } from '#backend/copy/session.ts';
import { quoteLiteral } from './quote-literal.ts';
import { columnOf, type Stage, type StageColumn, type StageTable } from './stage.ts';

/** From this version on the server tells whether a text is a value without raising an error (PostgreSQL manual, 9.26.9). */
export const asksWithoutErrors = 160_000;

/**
 * Has the server judge the values that were staged as text: what is none becomes an error with the server's reason, and
 * NULL in its place, so that from here on every value can be cast.
 */
export async function judgeValues(session: Session, stage: Stage, table: StageTable): Promise<void> {
  for (const [index, column] of stage.columns.entries()) {
    if (column.judgedAs !== null) await judgeColumn(session, stage, table, index, column);
  }
}

async function judgeColumn(
  session: Session,
  stage: Stage,
  table: StageTable,
  index: number,
  column: StageColumn,
): Promise<void> {
  const code = column.json ? 'type.json' : 'type.other';
  const value = columnOf(index);
  const insert = (reason: string): string => `
    insert into ${stage.errors} (record, code, item, extra)
    select record, '${code}', ${index}, reason
    from (select record, ${reason} as reason from ${table} where ${value} is not null) judged where reason is not null`;
  if (!(await judgeWithoutErrors(session, column, value, insert))) {
    const judge = await createJudge(session, stage, index, column);
    await session.query(insert(`${judge}(${value})`));
  }
  await session.query(
    `update ${table} s set ${value} = null from ${stage.errors} e
     where e.record = s.record and e.item = ${index} and e.code = '${code}'`,
  );
}

/** False where this server, or the type's own input function, cannot do so. */
async function judgeWithoutErrors(
  session: Session,
  { judgedAs }: StageColumn,
  value: string,
  insert: (reason: string) => string,
): Promise<boolean> {
  const { rows } = await session.query<{ version: string }>(`select current_setting('server_version_num') as version`);
  if (Number(rows[0]?.version) < asksWithoutErrors) return false;
  const type = quoteLiteral(judgedAs ?? 'text');
  await session.query('savepoint sluice_values');
  try {
    await session.query(insert(`(pg_input_error_info(${value}, ${type})).message`));
    await session.query('release savepoint sluice_values');
    return true;
  } catch (error) {
    // The input functions of many extensions raise their errors all the same.
    if (sqlStateOf(error) === null) throw error;
    await session.query('rollback to savepoint sluice_values');
    return false;
  }
}

/** Creates a function that answers with the server's reason, or NULL for a value; as the assignment to a column judges. */
async function createJudge(session: Session, stage: Stage, index: number, column: StageColumn): Promise<string> {
  const name = `pg_temp.sluice_judge_${stage.number}_${index}`;
  await session.query(`
    create or replace function ${name}(value text) returns text language plpgsql as $judge$
    declare
      judged ${column.judgedAs};
    begin
      judged := value::${column.castTo};
      return null;
    exception when others then
      return sqlerrm;
    end
    $judge$`);
  return name;
}
