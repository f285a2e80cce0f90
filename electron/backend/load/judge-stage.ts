import type { Attempt } from './attempt.ts';
import { judgeChecks } from './judge-checks.ts';
import { judgeDuplicates, tellClaimed } from './judge-duplicates.ts';
import { findKnown, findSkipped, judgeKeys, judgeReferences } from './judge-rows.ts';
import type { Stage } from './stage.ts';

/** Rows of a stage after they were judged. */
export interface Judged {
  readonly rejected: number;
  /** Rows to go in, the known ones included. */
  readonly right: number;
  /** Rows that update one of the table. */
  readonly known: number;
}

/**
 * Judges the rows of a stage by their references and keys, as the tables are now.
 * @param wrongToo whether the stage's table `wrong` is there
 */
export async function judgeStage(attempt: Attempt, stage: Stage, wrongToo: boolean): Promise<Judged> {
  const { session } = attempt;
  const judging = { ...attempt, stage };
  await judgeReferences(judging, stage.rows);
  await judgeKeys(judging, stage.rows);
  await judgeChecks(judging);
  await findKnown(judging);
  await findSkipped(judging);
  await judgeDuplicates(judging);
  if (wrongToo) {
    await judgeReferences(judging, stage.wrong);
    await judgeKeys(judging, stage.wrong);
    await tellClaimed(judging, stage.wrong);
  }
  for (const table of [stage.errors, stage.skipped, stage.known]) await session.query(`analyze ${table}`);
  // As joins: the planner would look each row up in lists that have no index.
  const [errors, skipped, known] = [stage.errors, stage.skipped, stage.known].map(
    (list, index) => `left join (select distinct record from ${list}) l${index} on l${index}.record = s.record`,
  );
  const isRight = 'l0.record is null and l1.record is null';
  const { rows } = await session.query<Record<keyof Judged, string>>(
    `select count(l0.record) as rejected, count(*) filter (where ${isRight}) as "right",
       count(l2.record) filter (where ${isRight}) as known
     from ${stage.rows} s ${errors} ${skipped} ${known}`,
  );
  const [counts] = rows;
  return { rejected: Number(counts?.rejected), right: Number(counts?.right), known: Number(counts?.known) };
}
