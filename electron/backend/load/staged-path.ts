import { compileRowCheck } from '#backend/check/row-check.ts';
import { amendRejects } from './amend-rejects.ts';
import type { Attempt } from './attempt.ts';
import { collectRejects } from './collect-rejects.ts';
import { judgeValues } from './judge-values.ts';
import type { ServerCounts } from './ledger.ts';
import { putInRows } from './put-in-rows.ts';
import { sendRows } from './send-rows.ts';
import { createStage, describeStage, rowsCopySql, type Stage } from './stage.ts';
import { WrongRows } from './wrong-rows.ts';

export interface StagedEnd {
  readonly server: ServerCounts;
  /** Holds the rows that went in, or would. */
  readonly stage: Stage;
}

/**
 * Copies the rows into a temporary table first, finds every offender there with queries over all of them, and puts the rest
 * into the table.
 * @param writes whether the rows go into the table: a check leaves it as it is, unless only the server can judge them
 */
export async function stagedPath(attempt: Attempt, { writes }: { readonly writes: boolean }): Promise<StagedEnd> {
  const { session, plan, parentSets, whyMissing, tally, limit, ask, stageNumber, stopwatch, report } = attempt;
  const { profiled = false } = attempt;
  const stage = await describeStage(session, plan.check, stageNumber);
  await createStage(session, stage);
  const rowCheck = compileRowCheck(plan.check, { locate: true, keySets: [], parentSets, whyMissing, profiled });
  const wrong = new WrongRows(attempt, stage, plan.mode !== 'skip');
  const copied = await sendRows(attempt, rowCheck, {
    copySql: rowsCopySql(stage),
    wrong,
  });

  report('judging');
  await session.query(`analyze ${stage.rows}`);
  await judgeValues(session, stage, stage.rows);
  if (wrong.isStaged) await judgeValues(session, stage, stage.wrong);
  const applied = await putInRows(attempt, stage, {
    wrongToo: wrong.isStaged,
    isWanted: async ({ rejected }) => writes && (await limit.areWanted(tally, rejected, ask)),
  });

  for await (const rows of collectRejects(attempt, stage)) {
    tally.rejectLater(rows);
    attempt.rejects.add(rows);
    report('judging');
  }
  if (wrong.isStaged) await amendRejects(attempt, stage);
  stopwatch.lap('check');
  const skipped = await countSkipped(attempt, stage);
  return { server: { copied, ...applied, skipped }, stage };
}

/** Rows that are left out and not wrong, by the server's count. */
async function countSkipped({ session }: Attempt, stage: Stage): Promise<number> {
  const { rows } = await session.query<{ skipped: string }>(
    `select count(distinct record) as skipped from ${stage.skipped}`,
  );
  return Number(rows[0]?.skipped);
}
