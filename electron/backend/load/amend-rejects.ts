import type { Attempt } from './attempt.ts';
import { collectRejects } from './collect-rejects.ts';
import type { Stage } from './stage.ts';

/** Tells the rows that are wrong by themselves what else was found to be wrong with them in the stage. */
export async function amendRejects(attempt: Attempt, stage: Stage): Promise<void> {
  for await (const rows of collectRejects(attempt.session, attempt, stage, stage.wrong)) {
    attempt.rejects.amend(rows.map(({ record, errors }) => ({ record, errors })));
  }
}
