import type { Session } from '#backend/copy/session.ts';
import { type Applied, type ApplySql, applyRows, type RecordRange } from './apply-rows.ts';
import type { LoadPlan } from './plan-load.ts';
import { isConflict, isRowRefusal, type Refusal, refusalOf } from './row-refusal.ts';
import type { Stage } from './stage.ts';

/** A single row that the server refused. */
interface Suspect {
  readonly record: number;
  readonly error: unknown;
}

/**
 * Lets all rows in that the server takes, and finds those that it refuses: what it refuses is halved, each half tried behind
 * a savepoint, down to single rows. For constraints that no query can ask for. Costs about 2 log2(rows) statements for each
 * offender. The offenders join the stage's errors, or in the mode skip, where they collide with a row that is there,
 * the rows left out.
 */
export async function applyBisecting(
  session: Session,
  plan: LoadPlan,
  stage: Stage,
  sql: ApplySql,
  whole: RecordRange,
): Promise<Applied> {
  let inserted = 0;
  let updated = 0;
  const attempt = async (range: RecordRange): Promise<unknown> => {
    await session.query('savepoint sluice_half');
    try {
      const applied = await applyRows(session, sql, range);
      inserted += applied.inserted;
      updated += applied.updated;
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
  let suspects: Suspect[] = [];
  const ranges = [whole];
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const error = await attempt(range);
    if (error === null) continue;
    const { first, last } = range;
    if (first === last) {
      suspects.push({ record: first, error });
      continue;
    }
    const middle = Math.floor((first + last) / 2);
    ranges.push({ first: middle + 1, last }, { first, last: middle });
  }
  // A row may refer to one further down in the file, which is in by now.
  for (let before = -1; refersToItself(plan) && before !== suspects.length && suspects.length > 0;) {
    before = suspects.length;
    const left: Suspect[] = [];
    for (const { record } of suspects) {
      const error = await attempt({ first: record, last: record });
      if (error !== null) left.push({ record, error });
    }
    suspects = left;
  }
  await noteSuspects(session, plan, stage, suspects);
  return { inserted, updated };
}

const refersToItself = ({ table }: LoadPlan): boolean =>
  table?.foreignKeys.some((key) => key.parentSchema === table.schema && key.parentTable === table.table) ?? false;

async function noteSuspects(
  session: Session,
  plan: LoadPlan,
  stage: Stage,
  suspects: readonly Suspect[],
): Promise<void> {
  const isLeftOut = ({ error }: Suspect): boolean => plan.mode === 'skip' && isConflict(error);
  await session.query(`insert into ${stage.skipped} (record) select unnest($1::int8[])`, [
    suspects.filter(isLeftOut).map(({ record }) => record),
  ]);
  const refusals: readonly (Refusal & { readonly record: number })[] = suspects
    .filter((suspect) => !isLeftOut(suspect))
    .map(({ record, error }) => ({ record, ...refusalOf(error, plan) }));
  await session.query(
    `insert into ${stage.errors} (record, code, item, extra)
     select * from unnest($1::int8[], $2::text[], $3::int4[], $4::text[])`,
    [
      refusals.map(({ record }) => record),
      refusals.map(({ code }) => code),
      refusals.map(({ item }) => item),
      refusals.map(({ extra }) => extra),
    ],
  );
}
