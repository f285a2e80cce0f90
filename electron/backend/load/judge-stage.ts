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
  await judgeChecks(judging, stage.rows);
  await findKnown(judging);
  await findSkipped(judging);
  await judgeDuplicates(judging);
  if (wrongToo) {
    await judgeReferences(judging, stage.wrong);
    await judgeKeys(judging, stage.wrong);
    await judgeChecks(judging, stage.wrong);
    await tellClaimed(judging, stage.wrong);
  }
  const lists = [stage.errors, stage.skipped, stage.known];
  for (const table of lists) await session.query(`analyze ${table}`);
  const { rows: filled } = await session.query<{ list: string }>(
    lists.map((list, index) => `select ${index} as list where exists (select 1 from ${list})`).join(' union all '),
  );
  // As joins: the planner would look each row up in lists that have no index. Most are empty, and need none.
  const joined = new Set(filled.map(({ list }) => Number(list)));
  const joins = [...joined].map((index) => {
    const list = lists[index] ?? '';
    // A row may have several errors, or keys for which it is left out; it is known by one key alone.
    const relation = list === stage.known ? list : `(select distinct record from ${list})`;
    return `left join ${relation} l${index} on l${index}.record = s.record`;
  });
  const [error, skipped, known] = lists.map((_, index) => (joined.has(index) ? `l${index}.record` : 'null'));
  const isRight = `${error} is null and ${skipped} is null`;
  const { rows } = await session.query<Record<keyof Judged, string>>(
    `select count(${error}) as rejected, count(*) filter (where ${isRight}) as "right",
       count(${known}) filter (where ${isRight}) as known
     from ${stage.rows} s ${joins.join(' ')}`,
  );
  const [counts] = rows;
  return { rejected: Number(counts?.rejected), right: Number(counts?.right), known: Number(counts?.known) };
}
