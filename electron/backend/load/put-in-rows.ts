import type { Session } from '#backend/copy/session.ts';
import { type Applied, applyRows, applySql, type RecordRange } from './apply-rows.ts';
import type { Attempt } from './attempt.ts';
import { findOffenders, noteOffenders, type Offender } from './find-offenders.ts';
import { type Judged, judgeStage } from './judge-stage.ts';
import { withRowsOf } from './circle.ts';
import { judgeWarnings } from './judge-warnings.ts';
import { isRowRefusal, refusalOf } from './row-refusal.ts';
import type { Stage } from './stage.ts';

/** How often the rows are judged again because another session seems to have been faster. */
const JUDGED_AGAIN_MAX = 2;

/**
 * Judges the rows of a stage by keys and references, and puts those that are right into the table if `isWanted` says so.
 *
 * The server may refuse a row all the same. If it names a key or a reference that was asked for, another session was faster:
 * the rows are judged again, a few times at most. Whatever else it names is a constraint that no query asks for: its
 * offenders are looked for one by one, and the rest is judged again without them, since they claim no keys.
 * @param wrongToo whether the stage's table `wrong` is there
 */
export async function putInRows(
  attempt: Attempt,
  stage: Stage,
  { wrongToo, isWanted }: { readonly wrongToo: boolean; readonly isWanted: (judged: Judged) => Promise<boolean> },
): Promise<Applied> {
  const { session, plan, stopwatch } = attempt;
  const offenders: Offender[] = [];
  let again = 0;
  await session.query('savepoint sluice_unjudged');
  for (;;) {
    if (offenders.length > 0) await noteOffenders(session, stage, offenders);
    const judged = await judgeStage(attempt, stage, wrongToo);
    await judgeWarnings({ ...attempt, stage }, withRowsOf(attempt.relations, [{ attempt, stage }]));
    stopwatch.lap('check');
    const expected = { inserted: judged.right - judged.known, updated: judged.known };
    const whole = await wholeRange(session, stage);
    if (whole === null || !(await isWanted(judged))) return expected;
    const sql = applySql(plan, stage);
    await session.query('savepoint sluice_judged');
    try {
      const applied = await applyRows(session, sql, whole);
      // What else would be refused by COMMIT.
      await session.query('set constraints all immediate');
      const isExpected = applied.inserted === expected.inserted && applied.updated === expected.updated;
      again += 1;
      if (isExpected || again > JUDGED_AGAIN_MAX) return applied;
    } catch (error) {
      if (!isRowRefusal(error, plan)) throw error;
      again += 1;
      if (again > JUDGED_AGAIN_MAX || refusalOf(error, plan).code === 'constraint') {
        await session.query('rollback to savepoint sluice_judged');
        const [found = []] = await findOffenders(session, [{ plan, sql, whole }]);
        if (found.length === 0) throw error;
        offenders.push(...found);
      }
    } finally {
      stopwatch.lap('copy');
    }
    await session.query('rollback to savepoint sluice_unjudged');
  }
}

/** The records of a stage; null where it has none. */
export async function wholeRange(session: Session, stage: Stage): Promise<RecordRange | null> {
  const { rows } = await session.query<{ first: string | null; last: string | null }>(
    `select min(record) as first, max(record) as last from ${stage.rows}`,
  );
  const [range] = rows;
  return range?.first == null || range.last === null ? null : { first: Number(range.first), last: Number(range.last) };
}
