import { compileRowCheck } from '#backend/check/row-check.ts';
import { amendRejects } from './amend-rejects.ts';
import type { Attempt } from './attempt.ts';
import { collectRejects } from './collect-rejects.ts';
import { judgeValues } from './judge-values.ts';
import { collectWarnings } from './collect-warnings.ts';
import type { ServerCounts } from './ledger.ts';
import { nameRejectedParents } from './name-rejected-parents.ts';
import { putInRows } from './put-in-rows.ts';
import { sendRows } from './send-rows.ts';
import type { LoadPlan } from './plan-load.ts';
import { columnOf, createStage, describeStage, rowsCopySql, type Stage } from './stage.ts';
import { demandWorkMemory } from './work-memory.ts';
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
  const { tally, limit, ask } = attempt;
  const { stage, copied, wrongToo } = await stageRows(attempt);
  const applied = await putInRows(attempt, stage, {
    wrongToo,
    isWanted: async ({ rejected }) => writes && (await limit.areWanted(tally, rejected, ask)),
  });
  await nameRejectedParents([{ attempt, stage }]);
  const skipped = await tellStaged(attempt, stage, wrongToo);
  return { server: { copied, ...applied, skipped }, stage };
}

/** Rows of a file that wait in their stage to be judged by keys and references. */
export interface StagedRows {
  readonly stage: Stage;
  /** Rows that COPY took. */
  readonly copied: number;
  /** Whether the stage's table `wrong` is there. */
  readonly wrongToo: boolean;
}

/** Reads the file to its end and stages its rows, each value judged. */
export async function stageRows(attempt: Attempt): Promise<StagedRows> {
  const { session, plan, parentSets, claimedSets = [], whyMissing, stageNumber, report, profiled = false } = attempt;
  await demandWorkMemory(session);
  const stage = await describeStage(session, plan, stageNumber);
  await createStage(session, stage);
  const rowCheck = compileRowCheck(plan.check, {
    locate: true,
    keySets: claimedSets,
    parentSets,
    whyMissing,
    profiled,
  });
  const wrong = new WrongRows(attempt, stage, plan.mode !== 'skip');
  const copied = await sendRows(attempt, rowCheck, {
    copySql: rowsCopySql(stage),
    wrong,
  });
  report('judging');
  await session.query(`analyze ${stage.rows} (${joinedColumns(plan).join(', ')})`);
  await judgeValues(session, stage, stage.rows);
  if (wrong.isStaged) await judgeValues(session, stage, stage.wrong);
  return { stage, copied, wrongToo: wrong.isStaged };
}

/** Columns of a stage that are joined with others: to know the rest better helps no plan, and takes time. */
function joinedColumns({ check: { keys, references, warnedKeys, warnedReferences } }: LoadPlan): string[] {
  const positions = [...keys, ...references, ...warnedKeys, ...warnedReferences].flatMap(({ columns }) => columns);
  return ['record', ...[...new Set(positions)].map(columnOf)];
}

/** Hands on what was found in a stage: its rejects, and how many rows were skipped. */
export async function tellStaged(attempt: Attempt, stage: Stage, wrongToo: boolean): Promise<number> {
  const { tally, rejects, report, stopwatch } = attempt;
  for await (const rows of collectRejects(attempt, stage)) {
    tally.rejectLater(rows);
    await rejects.add(rows);
    report('judging');
  }
  await rejects.settle();
  if (wrongToo) await amendRejects(attempt, stage);
  tally.warnedLater = await collectWarnings(attempt, stage);
  stopwatch.lap('check');
  return countSkipped(attempt, stage);
}

/** Rows that are left out and not wrong, by the server's count. */
async function countSkipped({ session }: Attempt, stage: Stage): Promise<number> {
  const { rows } = await session.query<{ skipped: string }>(
    `select count(distinct record) as skipped from ${stage.skipped}`,
  );
  return Number(rows[0]?.skipped);
}
