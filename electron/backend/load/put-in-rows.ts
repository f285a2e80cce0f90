import { applyBisecting } from './apply-bisecting.ts';
import { type Applied, applyRows, applySql, type RecordRange } from './apply-rows.ts';
import type { Attempt } from './attempt.ts';
import { type Judged, judgeStage } from './judge-stage.ts';
import { isRowRefusal, refusalOf } from './row-refusal.ts';
import type { Stage } from './stage.ts';

/** How often the rows are judged before offenders are looked for one by one. */
const JUDGED_MAX = 3;

/**
 * Judges the rows of a stage by keys and references, and puts those that are right into the table if `isWanted` says so.
 *
 * The server may refuse a row all the same. If it names a key or a reference that was asked for, another session was faster:
 * the rows are judged again, a few times at most. Whatever else it names is a constraint that no query asks for, and each
 * offender is looked for.
 */
export async function putInRows(
  attempt: Attempt,
  stage: Stage,
  isWanted: (judged: Judged) => boolean,
): Promise<Applied> {
  const { session, plan, stopwatch } = attempt;
  await session.query('savepoint sluice_unjudged');
  for (let time = 1; ; time += 1) {
    const judged = await judgeStage(attempt, stage);
    stopwatch.lap('check');
    const expected = { inserted: judged.right - judged.known, updated: judged.known };
    const whole = await wholeRange(attempt, stage);
    if (whole === null || !isWanted(judged)) return expected;
    const sql = applySql(plan, stage);
    await session.query('savepoint sluice_judged');
    try {
      const applied = await applyRows(session, sql, whole);
      // What else would be refused by COMMIT.
      await session.query('set constraints all immediate');
      const isExpected = applied.inserted === expected.inserted && applied.updated === expected.updated;
      if (isExpected || time === JUDGED_MAX) return applied;
    } catch (error) {
      if (!isRowRefusal(error, plan)) throw error;
      if (time === JUDGED_MAX || refusalOf(error, plan).code === 'constraint') {
        await session.query('rollback to savepoint sluice_judged');
        return await applyBisecting(session, plan, stage, sql, whole);
      }
    } finally {
      stopwatch.lap('copy');
    }
    await session.query('rollback to savepoint sluice_unjudged');
  }
}

async function wholeRange({ session }: Attempt, stage: Stage): Promise<RecordRange | null> {
  const { rows } = await session.query<{ first: string | null; last: string | null }>(
    `select min(record) as first, max(record) as last from ${stage.rows}`,
  );
  const [range] = rows;
  return range?.first == null || range.last === null ? null : { first: Number(range.first), last: Number(range.last) };
}
