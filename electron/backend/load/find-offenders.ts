import type { Session } from '#backend/copy/session.ts';
import { type ApplySql, applyRows, type RecordRange } from './apply-rows.ts';
import { deferReferences } from './defer-references.ts';
import type { LoadPlan } from './plan-load.ts';
import { isConflict, isRowRefusal, type Refusal, refusalOf } from './row-refusal.ts';
import type { Stage } from './stage.ts';

/** A single row that the server refused. */
export interface Offender extends Refusal {
  readonly record: number;
  /** It collides with a row that is there, and the mode says to leave such rows out. */
  readonly isLeftOut: boolean;
}

/** A file whose rows are tried. */
export interface TriedFile {
  readonly plan: LoadPlan;
  readonly sql: ApplySql;
  /** From its first record to its last. */
  readonly whole: RecordRange;
}

interface Refused {
  readonly file: number;
  readonly record: number;
  readonly error: unknown;
}

/**
 * Finds the rows that the server refuses for reasons that no query can ask for: what it refuses is halved, and each half tried behind
 * a savepoint, down to single rows; the files one after the other. References between their tables wait meanwhile. Costs about
 * 2 log2(rows) statements for each offender. Puts rows into the tables; the caller rolls that back to a savepoint.
 * @returns one list a file
 */
export async function findOffenders(session: Session, files: readonly TriedFile[]): Promise<readonly Offender[][]> {
  // What is checked at the end of a statement names its row; what waits for COMMIT would not.
  await session.query('set constraints all immediate');
  const unwaiting = await deferReferences(
    session,
    files.flatMap(({ plan: { table } }) => table ?? []),
  );
  const refused: Refused[] = [];
  for (const [at, file] of files.entries()) {
    const ranges = [file.whole];
    for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
      const error = await tryRange(session, file, range);
      if (error === null) continue;
      const { first, last } = range;
      if (first === last) {
        refused.push({ file: at, record: first, error });
        continue;
      }
      const middle = Math.floor((first + last) / 2);
      ranges.push({ first: middle + 1, last }, { first, last: middle });
    }
  }
  // Whoever lacks a parent is no offender: that one is, and the rows will be judged again without it.
  const isOrphan = ({ error }: Refused): boolean =>
    error instanceof Error && 'constraint' in error && unwaiting.has(String(error.constraint));
  const left = unwaiting.size === 0 ? refused : await tryAgain(session, files, refused);
  return files.map(({ plan }, at) =>
    left
      .filter((one) => one.file === at && !isOrphan(one))
      .map(({ record, error }) => ({
        record,
        ...refusalOf(error, plan),
        isLeftOut: plan.mode === 'skip' && isConflict(error),
      })),
  );
}

/** Returns the server's refusal, or null if the rows are in. */
async function tryRange(session: Session, { plan, sql }: TriedFile, range: RecordRange): Promise<unknown> {
  await session.query('savepoint sluice_half');
  try {
    await applyRows(session, sql, range);
    await session.query('release savepoint sluice_half');
    return null;
  } catch (error) {
    if (!isRowRefusal(error, plan)) throw error;
    await session.query('rollback to savepoint sluice_half');
    return error;
  }
}

/** A row may refer to one further down, which is in by now. */
async function tryAgain(
  session: Session,
  files: readonly TriedFile[],
  refused: readonly Refused[],
): Promise<readonly Refused[]> {
  let left = refused;
  for (let before = -1; before !== left.length && left.length > 0;) {
    before = left.length;
    const still: Refused[] = [];
    for (const { file, record } of left) {
      const tried = files[file];
      const error = tried === undefined ? null : await tryRange(session, tried, { first: record, last: record });
      if (error !== null) still.push({ file, record, error });
    }
    left = still;
  }
  return left;
}

/** Enters offenders into the lists of a stage. */
export async function noteOffenders(session: Session, stage: Stage, offenders: readonly Offender[]): Promise<void> {
  const leftOut = offenders.filter(({ isLeftOut }) => isLeftOut);
  await session.query(`insert into ${stage.skipped} (record) select unnest($1::int8[])`, [
    leftOut.map(({ record }) => record),
  ]);
  const wrong = offenders.filter(({ isLeftOut }) => !isLeftOut);
  await session.query(
    `insert into ${stage.errors} (record, code, item, extra)
     select * from unnest($1::int8[], $2::text[], $3::int4[], $4::text[])`,
    [
      wrong.map(({ record }) => record),
      wrong.map(({ code }) => code),
      wrong.map(({ item }) => item),
      wrong.map(({ extra }) => extra),
    ],
  );
}
