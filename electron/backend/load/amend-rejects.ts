import type { Attempt } from './attempt.ts';
import { collectRejects } from './collect-rejects.ts';
import { judgeKeys, judgeReferences } from './judge-rows.ts';
import { judgeValues } from './judge-values.ts';
import type { Stage } from './stage.ts';

/**
 * Tells the rows that are wrong by themselves what else is wrong with them, as far as the server knows.
 * @param unless SQL: which rows of the target, `t`, count as being there
 */
export async function amendRejects(attempt: Attempt, stage: Stage, unless?: string): Promise<void> {
  const { session, plan, rejects, stopwatch } = attempt;
  const judging = { ...attempt, stage };
  await session.query(`analyze ${stage.wrong}`);
  await judgeValues(session, stage, stage.wrong);
  await judgeReferences(judging, stage.wrong);
  if (plan.mode === 'insert') await judgeKeys(judging, stage.wrong, unless);
  for await (const rows of collectRejects(session, attempt, stage, stage.wrong)) {
    rejects.amend(rows.map(({ record, errors }) => ({ record, errors })));
  }
  stopwatch.lap('check');
}
