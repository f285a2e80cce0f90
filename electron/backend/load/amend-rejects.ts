import type { Attempt } from './attempt.ts';
import { collectAmendments } from './collect-rejects.ts';
import type { Stage } from './stage.ts';

/** Tells the rows that are wrong by themselves what else was found to be wrong with them in the stage. */
export async function amendRejects(attempt: Attempt, stage: Stage): Promise<void> {
  const { tally, rejects } = attempt;
  for await (const found of collectAmendments(attempt, stage)) {
    for (const { reason, wrong, record, errors } of found) tally.amend({ reason, wrong, record, errors });
    await rejects.amend(found.map(({ record, errors }) => ({ record, errors })));
  }
}
