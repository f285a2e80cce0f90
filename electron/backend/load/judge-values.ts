import { type Session, sqlStateOf } from '#backend/copy/session.ts';
import { quoteLiteral } from '#backend/postgres/quote-literal.ts';
import { columnOf, type Stage, type StageTable } from './stage.ts';

/** From this version on the server tells whether a text is a value without raising an error (PostgreSQL manual, 9.26.9). */
export const asksWithoutErrors = 160_000;

/**
 * Has the server judge the values that were staged as text, and by the checks of their domains those that were made here: what it
 * does not take becomes an error with the server's reason, and NULL in its place, so that from here on every value can be cast.
 */
export async function judgeValues(session: Session, stage: Stage, table: StageTable): Promise<void> {
  for (const [index, column] of stage.columns.entries()) {
    const { judgedAs, checkedAs, castTo, json } = column;
    if (judgedAs !== null)
      await judgeColumn(session, stage, table, index, { judgedAs, castTo, code: json ? 'type.json' : 'type.other' });
    if (checkedAs !== null)
      await judgeColumn(session, stage, table, index, { judgedAs: checkedAs, castTo: checkedAs, code: 'constraint' });
  }
}

/** What a column is judged by. */
interface Judged {
  readonly judgedAs: string;
  readonly castTo: string | null;
  readonly code: 'type.json' | 'type.other' | 'constraint';
}

async function judgeColumn(
  session: Session,
  stage: Stage,
  table: StageTable,
  index: number,
  judged: Judged,
): Promise<void> {
  const { code } = judged;
  const value = columnOf(index);
  const text = `${value}::text`;
  const insert = (reason: string): string => `
    insert into ${stage.errors} (record, code, item, extra)
    select record, '${code}', ${index}, reason
    from (select record, ${reason} as reason from ${table} where ${value} is not null) judged where reason is not null`;
  if (!(await judgeWithoutErrors(session, judged, text, insert))) {
    const judge = await createJudge(session, stage, index, judged);
    await session.query(insert(`${judge}(${text})`));
  }
  await session.query(
    `update ${table} s set ${value} = null from ${stage.errors} e
     where e.record = s.record and e.item = ${index} and e.code = '${code}'`,
  );
}

/** False where this server, or the type's own input function, cannot do so. */
async function judgeWithoutErrors(
  session: Session,
  { judgedAs }: Judged,
  text: string,
  insert: (reason: string) => string,
): Promise<boolean> {
  const { rows } = await session.query<{ version: string }>(`select current_setting('server_version_num') as version`);
  if (Number(rows[0]?.version) < asksWithoutErrors) return false;
  const type = quoteLiteral(judgedAs);
  await session.query('savepoint sluice_values');
  try {
    await session.query(insert(`(pg_input_error_info(${text}, ${type})).message`));
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
async function createJudge(
  session: Session,
  stage: Stage,
  index: number,
  { judgedAs, castTo }: Judged,
): Promise<string> {
  const name = `pg_temp.sluice_judge_${stage.number}_${index}`;
  await session.query(`
    create or replace function ${name}(value text) returns text language plpgsql as $judge$
    declare
      judged ${judgedAs};
    begin
      judged := value::${castTo};
      return null;
    exception when others then
      return sqlerrm;
    end
    $judge$`);
  return name;
}
