import { type Applied, applySql } from './apply-rows.ts';
import { applyCircle, type CircleFile, judgeCircle } from './circle.ts';
import { findOffenders, type Offender, type TriedFile } from './find-offenders.ts';
import { wholeRange } from './put-in-rows.ts';
import { isRowRefusal } from './row-refusal.ts';

/**
 * Judges the files of a circle, and puts the rows that are right into their tables at once. What the server refuses all the same is
 * looked for row by row, and the rest is judged again without it: whoever needs such a row goes out with it. Rejects with the server's
 * refusal where nobody is found to be at fault.
 * @param writes whether the rows go in; if not, how many would is the answer
 * @returns one a file
 */
export async function putInCircle(files: readonly CircleFile[], writes: boolean): Promise<readonly Applied[]> {
  const [first] = files;
  if (first === undefined) return [];
  const { session } = first.attempt;
  const offenders: Offender[][] = files.map(() => []);
  await session.query('savepoint sluice_unjudged');
  for (;;) {
    const judged = await judgeCircle(files, offenders);
    if (!writes) return judged.map(({ right, known }) => ({ inserted: right - known, updated: known }));
    await session.query('savepoint sluice_judged');
    try {
      return await applyCircle(
        session,
        files.map(({ attempt: { plan }, stage }) => ({ plan, stage })),
      );
    } catch (error) {
      if (!files.some(({ attempt }) => isRowRefusal(error, attempt.plan))) throw error;
      await session.query('rollback to savepoint sluice_judged');
      const found = await findOffenders(session, await triedFiles(files));
      if (found.every((of) => of.length === 0)) throw error;
      for (const [at, of] of found.entries()) offenders[at]?.push(...of);
    }
    await session.query('rollback to savepoint sluice_unjudged');
  }
}

async function triedFiles(files: readonly CircleFile[]): Promise<TriedFile[]> {
  const tried: TriedFile[] = [];
  for (const { attempt, stage } of files) {
    const { session, plan } = attempt;
    // Without rows there is nothing to try.
    const whole = (await wholeRange(session, stage)) ?? { first: 0, last: 0 };
    tried.push({ plan, sql: applySql(plan, stage), whole });
  }
  return tried;
}
