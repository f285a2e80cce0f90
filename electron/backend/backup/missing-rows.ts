import type { Session } from '#backend/copy/session.ts';
import { rowsOf } from './copy-table.ts';
import type { RestorePlan } from './restore-plan.ts';
import type { StagedRows } from './stage-rows.ts';

/**
 * Collects those of the staged rows that are missing in their table, as it takes them: by their key, or where there is none, whole
 * rows as the server prints them. Of rows that are all alike, so many are missing as there are fewer in the table.
 * @returns the temporary table that they are in, as a statement names it
 */
export async function missingRows(
  session: Session,
  { known: { definition }, key }: Pick<RestorePlan, 'known' | 'key'>,
  { columns, stage, number }: Pick<StagedRows, 'columns' | 'stage' | 'number'>,
): Promise<string> {
  const name = `sluice_missing_${number}`;
  const there = rowsOf(definition);
  await session.query(`analyze ${stage}`);
  const values = columns.map(({ sql, value }) => `${value} as ${sql}`).join(', ');
  if (key !== null) {
    const isSame = columns
      .filter((column) => key.includes(column.name))
      .map(({ sql, value }) => `t.${sql} = ${value}`)
      .join(' and ');
    await session.query(
      `create temp table ${name} on commit drop as
       select ${values} from ${stage} s where not exists (select from ${there} t where ${isSame})`,
    );
    return `pg_temp.${name}`;
  }
  // Numbers instead of names: a column may be called like what is added here.
  const numbered = columns.map(({ value }, index) => `${value} as c${index}`);
  const staged = `row(${columns.map((_, index) => `v.c${index}`).join(', ')})::text`;
  const stored = `row(${columns.map(({ sql }) => `t.${sql}`).join(', ')})::text`;
  await session.query(
    `create temp table ${name} on commit drop as
     with v as (select ${numbered.join(', ')} from ${stage} s),
       staged as (select v.*, ${staged} as whole_row, row_number() over (partition by ${staged}) as copy from v),
       stored as (select ${stored} as whole_row, count(*) as copies from ${there} t group by 1)
     select ${columns.map(({ sql }, index) => `staged.c${index} as ${sql}`).join(', ')}
     from staged left join stored using (whole_row) where staged.copy > coalesce(stored.copies, 0)`,
  );
  return `pg_temp.${name}`;
}
