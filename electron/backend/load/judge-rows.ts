import type { PlanKey } from '#backend/check/check-plan.ts';
import type { KeySet } from '#backend/check/key-set.ts';
import type { Session } from '#backend/copy/session.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import type { LoadPlan } from './plan-load.ts';
import type { Relations } from './relations.ts';
import { columnOf, isIn, type Stage, type StageTable, valueOf } from './stage.ts';
import { holdsAll } from './wrong-parts.ts';

/** Who judges what: the sets of keys that were in memory have spoken already. */
export interface Judging {
  readonly session: Session;
  readonly plan: LoadPlan;
  readonly stage: Stage;
  readonly relations: Relations;
  readonly parentSets: readonly (KeySet | null)[];
}

/** The parts of a key are all there. */
export const isWhole = (columns: readonly number[], alias: string): string =>
  columns.map((index) => `${alias}.${columnOf(index)} is not null`).join(' and ');

/** The row under `alias` has the key that `names` hold in the relation `other`. */
export function hasKey(
  stage: Stage,
  key: Pick<PlanKey, 'columns' | 'names' | 'nullsDistinct'>,
  alias: string,
  other: string,
): string {
  const parts = key.columns.map((index, place) => {
    const name = `${other}.${quoteIdentifier(key.names[place] ?? '')}`;
    const equal = `${name} = ${valueOf(stage, alias, index)}`;
    return key.nullsDistinct ? equal : `(${equal} or (${name} is null and ${alias}.${columnOf(index)} is null))`;
  });
  return parts.join(' and ');
}

/** Finds the rows whose parent is in no table: `reference.missing`, item the number of the reference. */
export async function judgeReferences(
  { session, plan, stage, relations, parentSets }: Judging,
  table: StageTable,
): Promise<void> {
  for (const [item, { reference, target, exists, visible, inCircle }] of plan.parents.entries()) {
    if (reference.self || inCircle || parentSets[item] || (exists && !visible)) continue;
    const relation = relations.from(target, reference.parentColumns, exists);
    const key = { columns: reference.columns, names: reference.parentColumns, nullsDistinct: true };
    const known =
      relation === null ? 'false' : `exists (select 1 from ${relation} p where ${hasKey(stage, key, 's', 'p')})`;
    await session.query(
      `insert into ${stage.errors} (record, code, item)
       select distinct s.record, 'reference.missing', ${item} from ${table} s
       where ${isWhole(reference.columns, 's')} and not ${known}`,
    );
  }
}

/** The rows of `table`, under `s`, whose key is in the target; null where it has no rows that we may see. */
export function isInTarget({ plan, stage, relations }: Judging, key: PlanKey, unless = 'true'): string | null {
  if (!plan.visible) return null;
  const relation = relations.from(plan.target, columnsToKnow(plan, key), plan.table !== null);
  if (relation === null) return null;
  const whole = key.nullsDistinct ? isWhole(key.columns, 's') : 'true';
  return `${whole} and exists (select 1 from ${relation} t where ${hasKey(stage, key, 's', 't')} and ${unless})`;
}

const columnsToKnow = ({ arbiter }: LoadPlan, key: PlanKey): string[] => [
  ...new Set([...key.names, ...(arbiter?.names ?? [])]),
];

/**
 * Finds the rows whose key is in the table and must not be: `duplicate.inTable`, item the number of the key. In the mode
 * insert these are all; in the mode upsert a row is known by one key, the arbiter, and may have what the row of that key has,
 * in the table as it was before the load.
 */
export async function judgeKeys(judging: Judging, table: StageTable, unless = 'true'): Promise<void> {
  const { session, plan, stage } = judging;
  if (plan.mode !== 'insert' && plan.mode !== 'upsert') return;
  for (const [item, key] of plan.check.keys.entries()) {
    if (key === plan.arbiter) continue;
    const isOther = plan.arbiter === null ? unless : isNotKnownAs(stage, plan.arbiter);
    const inTarget = isInTarget(judging, key, isOther);
    if (inTarget === null) continue;
    const isAsked = table === stage.wrong ? holdsAll(judging, 's', key.columns) : 'true';
    await session.query(
      `insert into ${stage.errors} (record, code, item)
       select distinct s.record, 'duplicate.inTable', ${item} from ${table} s where ${isAsked} and ${inTarget}`,
    );
  }
}

/** The row `t` of the target is not the one that the row `s` updates; nothing is said of a row whose arbiter is not known. */
export const isNotKnownAs = (stage: Stage, arbiter: PlanKey): string =>
  `${isWhole(arbiter.columns, 's')} and (${hasKey(stage, arbiter, 's', 't')}) is not true`;

/** In the mode skip: rows that are right, and whose key is in the table, are left out. */
export async function findSkipped(judging: Judging): Promise<void> {
  const { session, plan, stage } = judging;
  if (plan.mode !== 'skip') return;
  for (const key of plan.check.keys) {
    const inTarget = isInTarget(judging, key);
    if (inTarget === null) continue;
    await session.query(
      `insert into ${stage.skipped} (record) select s.record from ${stage.rows} s
       where ${inTarget} and not ${isIn(stage.errors, 's')} and not ${isIn(stage.skipped, 's')}`,
    );
  }
}

/** In the mode upsert: rows whose arbiter is in the table update the row that has it. */
export async function findKnown(judging: Judging): Promise<void> {
  const { session, plan, stage } = judging;
  if (plan.arbiter === null) return;
  const inTarget = isInTarget(judging, plan.arbiter);
  if (inTarget === null) return;
  await session.query(`insert into ${stage.known} (record) select s.record from ${stage.rows} s where ${inTarget}`);
}
