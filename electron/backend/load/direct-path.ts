import type { PlanKey } from '#backend/check/check-plan.ts';
import { makeKeySet } from '#backend/check/key-form.ts';
import type { TableName } from '#shared/column.ts';
import type { KeySet } from '#backend/check/key-set.ts';
import { compileRowCheck } from '#backend/check/row-check.ts';
import { copyInSql } from '#backend/copy/copy-in.ts';
import type { Session } from '#backend/copy/session.ts';
import { qualify } from '#backend/postgres/identifiers.ts';
import type { Attempt } from './attempt.ts';
import { amendRejects } from './amend-rejects.ts';
import { judgeKeys, judgeReferences } from './judge-rows.ts';
import { judgeValues } from './judge-values.ts';
import type { ServerCounts } from './ledger.ts';
import type { LoadPlan } from './plan-load.ts';
import { isRowRefusal } from './row-refusal.ts';
import { sendRows } from './send-rows.ts';
import { createStage, describeStage } from './stage.ts';
import { WrongRows } from './wrong-rows.ts';

/** Keys of the file that are held in memory, in bytes; a file with more is judged on the staged path. */
const KEY_BYTES_MAX = 512 * 1024 * 1024;

/** The direct path cannot decide about this file: the transaction is to be rolled back and the staged path taken. */
export class NotDirect extends Error {}

/**
 * Whether a file can be tried on the direct path: each of its rows is judged by what is in memory, or by a constraint of
 * the table itself.
 */
export async function canGoDirect(
  session: Session,
  { check, mode, table, parents, warnedParents, target }: LoadPlan,
  { parentSets, warnedSets }: Readonly<Record<'parentSets' | 'warnedSets', readonly (KeySet | null)[]>>,
): Promise<boolean> {
  if (!check.direct || table === null || (mode !== 'insert' && mode !== 'replace')) return false;
  // COPY does not know policies.
  if (table.hasRowSecurity) return false;
  if (!parents.every(({ reference }, item) => reference.inTable || parentSets[item])) return false;
  if (!warnedParents.every((_, item) => warnedSets[item])) return false;
  // A key that only the dictionary asks for: nobody would compare the file's rows with those of the table.
  if (mode === 'replace' || [...check.keys, ...check.warnedKeys].every(({ inTable }) => inTable)) return true;
  return table.rights.select && (await isEmpty(session, target));
}

async function isEmpty(session: Session, { schema, table }: TableName): Promise<boolean> {
  const { rows } = await session.query(`select 1 from ${qualify(schema, table)} limit 1`);
  return rows.length === 0;
}

/**
 * Copies straight into the table. Duplicates within the file and parents of small tables are judged in memory; the rest is
 * judged by the table's own constraints, by which the server refuses the first offender: then this rejects with NotDirect,
 * nothing has happened, and the staged path finds them all. A key that is there already comes to light within the first
 * rows when a file is loaded again, so that nothing needs to be asked for before.
 */
export async function directPath(attempt: Attempt): Promise<{ readonly server: ServerCounts }> {
  const { session, plan, parentSets, warnedSets = [], whyMissing, stageNumber } = attempt;
  const stage = await describeStage(session, plan.check, stageNumber);
  const setOf = (key: PlanKey): KeySet =>
    makeKeySet(
      key.columns.flatMap((index) => plan.check.columns[index]?.codec ?? []),
      key.nullsDistinct,
    );
  const keySets = plan.check.keys.map(setOf);
  const warnedKeySets = plan.check.warnedKeys.map(setOf);
  const demandMemory = (): void => {
    const held = [...keySets, ...warnedKeySets].reduce((bytes, set) => bytes + set.bytesUsed, 0);
    if (held > KEY_BYTES_MAX) throw new NotDirect('The keys of the file need too much memory.');
  };
  const rowCheck = compileRowCheck(plan.check, {
    locate: false,
    keySets,
    parentSets,
    warnedKeySets,
    warnedParentSets: warnedSets,
    whyMissing,
  });
  // With the keys of an empty table there is nothing to compare: half a file of wrong rows need not be sent for that.
  const keysToo = plan.mode === 'insert' && plan.check.keys.length > 0 && !(await isEmpty(session, plan.target));
  const wrong = new WrongRows(attempt, stage, keysToo);
  const columns = plan.check.columns.map(({ name }) => name);
  try {
    const copied = await sendRows(attempt, rowCheck, {
      copySql: copyInSql(plan.target, columns),
      wrong,
      afterBatch: demandMemory,
    });
    // What else would be refused by COMMIT.
    await session.query('set constraints all immediate');
    if (wrong.isStaged) {
      await createStage(session, stage);
      await judgeValues(session, stage, stage.wrong);
      await judgeReferences({ ...attempt, stage }, stage.wrong);
      // The rows that this attempt wrote are not those that were there: they carry the number of the transaction, or of its part
      // since a savepoint, and so does whatever else was made in it.
      const ours = `(select c.xmin from pg_class c where c.oid = '${stage.errors}'::regclass)`;
      await judgeKeys({ ...attempt, stage }, stage.wrong, `t.xmin <> ${ours}`);
      await amendRejects(attempt, stage);
    }
    return { server: { copied, inserted: copied, updated: 0, skipped: 0 } };
  } catch (error) {
    if (isRowRefusal(error, plan)) throw new NotDirect('The server refused a row.', { cause: error });
    throw error;
  }
}
