import type { PlanKey } from '#backend/check/check-plan.ts';
import { makeKeySet } from '#backend/check/key-form.ts';
import type { TableKeySets } from '#backend/check/key-check.ts';
import type { KeySet } from '#backend/check/key-set.ts';
import { compileRowCheck } from '#backend/check/row-check.ts';
import { copyInSql } from '#backend/copy/copy-in.ts';
import type { Attempt } from './attempt.ts';
import { amendRejects } from './amend-rejects.ts';
import { judgeChecks } from './judge-checks.ts';
import { judgeKeys, judgeReferences } from './judge-rows.ts';
import { judgeValues } from './judge-values.ts';
import { KnownRows } from './known-rows.ts';
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
 * Whether the rows of a file, but for their keys, are judged by what is in memory, or by a constraint of the table itself: what the
 * direct path takes.
 */
export function canGoDirect(
  { check, table, parents, warnedParents }: LoadPlan,
  { parentSets, warnedSets }: Readonly<Record<'parentSets' | 'warnedSets', readonly (KeySet | null)[]>>,
): boolean {
  if (!check.direct || table === null) return false;
  // COPY does not know policies.
  if (table.hasRowSecurity) return false;
  if (!parents.every(({ reference }, item) => reference.inTable || parentSets[item])) return false;
  return warnedParents.every((_, item) => warnedSets[item]);
}

/** Whether somebody compares the file's keys with those of the table: nobody does with one that only the dictionary asks for. */
export const areKeysJudged = ({ check, mode }: LoadPlan, tableKeys: TableKeySets | null): boolean =>
  mode === 'replace' ||
  tableKeys !== null ||
  (mode === 'insert' && [...check.keys, ...check.warnedKeys].every(({ inTable }) => inTable));

/**
 * Copies straight into the table. Duplicates within the file, keys that are in the table and parents of small tables are judged in
 * memory; the rest is judged by the table's own constraints, by which the server refuses the first offender: then this rejects
 * with NotDirect, nothing has happened, and the staged path finds them all. In the mode upsert, rows that are there are updated when
 * all new ones are in.
 */
export async function directPath(attempt: Attempt): Promise<{ readonly server: ServerCounts }> {
  const { session, plan, tally, parentSets, warnedSets = [], tableKeys, whyMissing, stageNumber } = attempt;
  const stage = await describeStage(session, plan, stageNumber);
  const setOf = (key: PlanKey): KeySet =>
    makeKeySet(
      key.columns.flatMap((index) => plan.check.columns[index]?.codec ?? []),
      key.nullsDistinct,
    );
  const keySets = plan.check.keys.map(setOf);
  const warnedKeySets = plan.check.warnedKeys.map(setOf);
  const demandMemory = (): void => {
    const held = [...keySets, ...warnedKeySets, ...(tableKeys?.sets ?? [])].reduce(
      (bytes, set) => bytes + set.bytesUsed,
      0,
    );
    if (held > KEY_BYTES_MAX) throw new NotDirect('The keys of the file need too much memory.');
  };
  const rowCheck = compileRowCheck(plan.check, {
    locate: false,
    keySets,
    parentSets,
    tableKeys,
    warnedKeySets,
    warnedParentSets: warnedSets,
    whyMissing,
  });
  const keysToo = plan.mode === 'insert' && plan.check.keys.length > 0 && tableKeys === undefined;
  const wrong = new WrongRows(attempt, stage, keysToo);
  const known = new KnownRows(session, plan, stageNumber);
  const columns = plan.check.columns.map(({ name }) => name);
  try {
    const copied = await sendRows(attempt, rowCheck, {
      copySql: copyInSql(plan.target, columns),
      wrong,
      known,
      afterBatch: demandMemory,
    });
    const updated = await known.update();
    // A row that was there is gone, or has got another key.
    if (updated !== known.staged) throw new NotDirect('Another session changed the table.');
    // What else would be refused by COMMIT.
    await session.query('set constraints all immediate');
    if (wrong.isStaged) {
      await createStage(session, stage);
      await judgeValues(session, stage, stage.wrong);
      await judgeReferences({ ...attempt, stage }, stage.wrong);
      // The rows that this attempt wrote are not those that were there: they carry the number of the transaction, or of its part
      // since a savepoint, and so does whatever else was made in it.
      const ours = `(select c.xmin from pg_class c where c.oid = '${stage.errors}'::regclass)`;
      if (keysToo) await judgeKeys({ ...attempt, stage }, stage.wrong, `t.xmin <> ${ours}`);
      await judgeChecks({ ...attempt, stage }, stage.wrong);
      await amendRejects(attempt, stage);
    }
    return { server: { copied, inserted: copied - updated, updated, skipped: tally.skipped } };
  } catch (error) {
    if (isRowRefusal(error, plan)) throw new NotDirect('The server refused a row.', { cause: error });
    throw error;
  }
}
