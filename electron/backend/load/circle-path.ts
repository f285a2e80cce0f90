import type { Attempt } from './attempt.ts';
import type { CircleFile } from './circle.ts';
import { nameRejectedParents } from './name-rejected-parents.ts';
import { putInCircle } from './put-in-circle.ts';
import { type StagedEnd, stageRows, tellStaged } from './staged-path.ts';

/**
 * Stages the rows of files whose tables refer to each other, judges them together, and puts those that are right into the
 * tables at once. One end a file.
 * @param writes as on the staged path
 * @param turn told before a file is read, and with null when they are judged
 */
export async function circlePath(
  attempts: readonly Attempt[],
  { writes, turn }: { readonly writes: boolean; readonly turn: (file: number | null) => void },
): Promise<readonly StagedEnd[]> {
  const files: (CircleFile & { readonly copied: number })[] = [];
  for (const [at, attempt] of attempts.entries()) {
    turn(at);
    const { stage, copied, wrongToo } = await stageRows(attempt);
    files.push({ attempt, stage, copied, wrongToo });
  }
  turn(null);
  const applied = await putInCircle(files, writes);
  await nameRejectedParents(files);
  const ends: StagedEnd[] = [];
  for (const [at, { attempt, stage, copied, wrongToo }] of files.entries()) {
    const skipped = await tellStaged(attempt, stage, wrongToo);
    ends.push({ stage, server: { copied, inserted: 0, updated: 0, ...applied[at], skipped } });
  }
  return ends;
}
