import type { Session } from '#backend/copy/session.ts';
import { type ApplySql, applyRows, type RecordRange } from './apply-rows.ts';
import type { LoadPlan } from './plan-load.ts';
import { isConflict, isRowRefusal, type Refusal, refusalOf } from './row-refusal.ts';
import type { Stage } from './stage.ts';

/** A single row that the server refused. */
export interface Offender extends Refusal {
  readonly record: number;
  /** It collides with a row that is there, and the mode says to leave such rows out. */
  readonly isLeftOut: boolean;
}

/**
 * Finds the rows that the server refuses for reasons that no query can ask for: what it refuses is halved, and each half tried behind
 * a savepoint, down to single rows. Costs about 2 log2(rows) statements for each offender. Puts rows into the table;
 * the caller rolls that back.
 */
export async function findOffenders(
  session: Session,
  plan: LoadPlan,
  sql: ApplySql,
  whole: RecordRange,
): Promise<Offender[]> {
  const attempt = async (range: RecordRange): Promise<unknown> => {
    await session.query('savepoint sluice_half');
    try {
      await applyRows(session, sql, range);
      await session.query('release savepoint sluice_half');
      return null;
    } catch (error) {
      if (!isRowRefusal(error, plan)) throw error;
      await session.query('rollback to savepoint sluice_half');
      return error;
    }
  };

  // What is checked at the end of a statement names its row; what waits for COMMIT would not.
  await session.query('set constraints all immediate');
  let refused: { readonly record: number; readonly error: unknown }[] = [];
  const ranges = [whole];
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const error = await attempt(range);
    if (error === null) continue;
    const { first, last } = range;
    if (first === last) {
      refused.push({ record: first, error });
      continue;
    }
    const middle = Math.floor((first + last) / 2);
    ranges.push({ first: middle + 1, last }, { first, last: middle });
  }
  // A row may refer to one further down in the file, which is in by now.
  for (let before = -1; refersToItself(plan) && before !== refused.length && refused.length > 0;) {
    before = refused.length;
    const left: typeof refused = [];
    for (const { record } of refused) {
      const error = await attempt({ first: record, last: record });
      if (error !== null) left.push({ record, error });
    }
    refused = left;
  }
  return refused.map(({ record, error }) => ({
    record,
    ...refusalOf(error, plan),
    isLeftOut: plan.mode === 'skip' && isConflict(error),
  }));
}

const refersToItself = ({ table }: LoadPlan): boolean =>
  table?.foreignKeys.some((key) => key.parentSchema === table.schema && key.parentTable === table.table) ?? false;

/** Enters offenders into the lists of a stage. */
export async function noteOffenders(session: Session, stage: Stage, offenders: readonly Offender[]): Promise<void> {
  const leftOut = offenders.filter(({ isLeftOut }) => isLeftOut);
  await session.query(`insert into ${stage.skipped} (record) select unnest($1::int8[])`, [
    leftOut.map(({ record }) => record),
  ]);
  const wrong = offenders.filter(({ isLeftOut }) => !isLeftOut);
  await session.query(
    `insert into ${stage.errors} (record, code, item, extra)
     select * from unnest($1::int8[], $2::text[], $3::int4[], $4::text[])`,
    [
      wrong.map(({ record }) => record),
      wrong.map(({ code }) => code),
      wrong.map(({ item }) => item),
      wrong.map(({ extra }) => extra),
    ],
  );
}
