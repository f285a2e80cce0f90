import type { TableName } from '#shared/column.ts';
import type { Session } from '#backend/copy/session.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { type Applied, applySql } from './apply-rows.ts';
import type { Attempt } from './attempt.ts';
import { noteOffenders, type Offender } from './find-offenders.ts';
import { hasKey, isWhole } from './judge-rows.ts';
import { judgeWarnings } from './judge-warnings.ts';
import { type Judged, judgeStage } from './judge-stage.ts';
import type { LoadPlan } from './plan-load.ts';
import type { Parent } from './parents.ts';
import type { Relations } from './relations.ts';
import { isIn, selectStaged, type Stage } from './stage.ts';

/** A file of a circle: its rows are staged, and wait for those of the others. */
export interface CircleFile {
  readonly attempt: Attempt;
  readonly stage: Stage;
  /** Whether the stage's table `wrong` is there. */
  readonly wrongToo: boolean;
}

/** What marks, in the list of errors, a row whose parent does not come in with the circle. */
const ofCircle = `'circle'`;

const sameTable = (one: TableName, other: TableName): boolean =>
  one.schema === other.schema && one.table === other.table;

/** The plan of a file in a circle: references to tables of the circle are judged with all of its files. */
export const planInCircle = (plan: LoadPlan, targets: readonly TableName[]): LoadPlan => ({
  ...plan,
  parents: plan.parents.map((parent) => ({
    ...parent,
    inCircle: targets.some((target) => sameTable(target, parent.target)),
  })),
});

/**
 * Judges the files of a circle of references together: a row comes in if it is right in all else and its parents are there, or come
 * in too. Whoever lacks a parent goes out, and all is judged again, until nobody goes: rows that hold each other up stay in, and so
 * do those that refer to them. `reference.missing` for the others.
 * @param offenders rows that the server is known to refuse; one list a file
 */
export async function judgeCircle(
  files: readonly CircleFile[],
  offenders: readonly (readonly Offender[])[],
): Promise<readonly Judged[]> {
  for (;;) {
    const judged: Judged[] = [];
    for (const [at, file] of files.entries()) {
      await forgetJudgement(file);
      await noteOffenders(file.attempt.session, file.stage, offenders[at] ?? []);
      // Keys are claimed in the order of the files.
      const before = files.slice(0, at);
      const relations = withRowsOf(file.attempt.relations, before);
      judged.push(await judgeStage({ ...file.attempt, relations }, file.stage, file.wrongToo));
    }
    if ((await dropOrphans(files)) > 0) continue;
    for (const [at, { attempt, stage }] of files.entries()) {
      const judging = { ...attempt, stage, relations: withRowsOf(attempt.relations, files.slice(0, at)) };
      await judgeWarnings(judging, withRowsOf(attempt.relations, files));
    }
    return judged;
  }
}

/** Takes back what one round found out, but for the rows that went out for good. */
async function forgetJudgement({ attempt: { session }, stage }: CircleFile): Promise<void> {
  await session.query(
    `delete from ${stage.errors} where code in ('duplicate.inFile', 'duplicate.inTable') or (code = 'constraint' and item < 0)
       or (code = 'reference.missing' and extra is distinct from ${ofCircle})`,
  );
  await session.query(`truncate ${stage.skipped}, ${stage.known}`);
}

/** Returns how many rows went out now. They go together, so that none is judged by half of what the round found out. */
async function dropOrphans(files: readonly CircleFile[]): Promise<number> {
  const lists: { readonly stage: Stage; readonly orphans: string; readonly session: Session }[] = [];
  for (const { attempt, stage } of files) {
    const { session, plan } = attempt;
    const orphans = `pg_temp.sluice_orphans_${stage.number}`;
    await session.query(`drop table if exists ${orphans}`);
    await session.query(`create temp table ${orphans} (record int8 not null, item int4 not null) on commit drop`);
    for (const [item, parent] of plan.parents.entries()) {
      if (parent.inCircle !== true) continue;
      await session.query(
        `insert into ${orphans} select s.record, ${item} from ${stage.rows} s
         where ${isRight(stage)} and ${isWhole(parent.reference.columns, 's')} and not ${isThere(attempt, stage, parent, files)}`,
      );
    }
    lists.push({ stage, orphans, session });
  }
  let gone = 0;
  for (const { stage, orphans, session } of lists) {
    const { count } = await session.query(
      `insert into ${stage.errors} (record, code, item, extra)
       select record, 'reference.missing', item, ${ofCircle} from ${orphans}`,
    );
    gone += count;
  }
  return gone;
}

const isRight = (stage: Stage): string => `not ${isIn(stage.errors, 's')} and not ${isIn(stage.skipped, 's')}`;

/** The row `s` has a parent in the table, or in a file of the circle. */
function isThere(
  { relations }: Attempt,
  stage: Stage,
  { reference, target, exists }: Parent,
  files: readonly CircleFile[],
): string {
  const relation = withRowsOf(relations, files).from(target, reference.parentColumns, exists);
  if (relation === null) return 'false';
  const key = { columns: reference.columns, names: reference.parentColumns, nullsDistinct: true };
  return `exists (select 1 from ${relation} p where ${hasKey(stage, key, 's', 'p')})`;
}

/** The tables with the rows of these files that are right so far. */
export const withRowsOf = (
  relations: Relations,
  files: readonly Pick<CircleFile, 'attempt' | 'stage'>[],
): Relations => ({
  from: (target, columns, exists) => {
    const stored = relations.from(target, columns, exists);
    const staged = files.flatMap(({ attempt, stage }) =>
      sameTable(attempt.plan.target, target) ? selectStaged(stage, columns, isRight(stage)) : [],
    );
    if (staged.length === 0) return stored;
    const parts =
      stored === null ? staged : [`select ${columns.map(quoteIdentifier).join(', ')} from ${stored} d`, ...staged];
    return `(${parts.join(' union all ')})`;
  },
  typesOf: (target, columns) => relations.typesOf(target, columns),
});

/**
 * Puts the rows of all files of a circle into their tables with one statement: the server looks for parents at its end, when all
 * are there, so that neither deferrable constraints nor columns that take NULL are needed. Rejects with the server's refusal.
 * @returns one a file, by the server's count
 */
export async function applyCircle(
  session: Session,
  files: readonly { readonly plan: LoadPlan; readonly stage: Stage }[],
): Promise<readonly Applied[]> {
  const parts: string[] = [];
  const counts: string[] = [];
  for (const [at, { plan, stage }] of files.entries()) {
    const sql = applySql(plan, stage);
    for (const [what, statement] of [
      ['inserted', sql.insert],
      ['updated', sql.update],
    ] as const) {
      if (statement === null) continue;
      parts.push(`${what}${at} as (${statement} returning 1)`);
      counts.push(`(select count(*) from ${what}${at}) as ${what}${at}`);
    }
  }
  const { rows } = await session.query<Record<string, string>>(`with ${parts.join(', ')} select ${counts.join(', ')}`, [
    0,
    Number.MAX_SAFE_INTEGER,
  ]);
  await session.query('set constraints all immediate');
  return files.map((_, at) => ({
    inserted: Number(rows[0]?.[`inserted${at}`]),
    updated: Number(rows[0]?.[`updated${at}`] ?? 0),
  }));
}
