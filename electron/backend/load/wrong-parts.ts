import type { KeySet } from '#backend/check/key-set.ts';
import type { LoadPlan } from './plan-load.ts';
import type { Stage } from './stage.ts';

/** What the parts of wrong rows depend on. */
interface Judged {
  readonly plan: LoadPlan;
  readonly stage: Stage;
  readonly parentSets: readonly (KeySet | null)[];
}

/**
 * Columns of each value, key and reference that the check in memory leaves to the server: of a wrong row each of them is
 * staged as a row of its own, whose `part` is its number here.
 * @param keysToo whether somebody will ask for the keys
 */
export function wrongParts(
  { plan: { check, arbiter, parents }, stage, parentSets }: Judged,
  keysToo: boolean,
): (readonly number[])[] {
  const values = stage.columns.flatMap(({ judgedAs, checkedAs }, index) =>
    judgedAs === null && checkedAs === null ? [] : [[index]],
  );
  const keys = keysToo ? check.keys.map(({ columns }) => columns) : [];
  // What belongs to another row of the table is known together with the key by which the row itself is.
  const besideArbiter = arbiter ? keys.map((columns) => [...new Set([...arbiter.columns, ...columns])]) : [];
  // Whether a row of the same file will be its parent depends on what becomes of that row: not asked for a wrong one.
  const references = check.references.flatMap(({ columns, self }, item) =>
    self || parents[item]?.inCircle || parentSets[item] ? [] : [columns],
  );
  return [...values, ...keys, ...besideArbiter, ...references];
}

/** The wrong row under `alias` is of a part with all these columns: what is NULL in them is NULL in the file. */
export function holdsAll(judged: Judged, alias: string, columns: readonly number[]): string {
  const parts = [...wrongParts(judged, true).entries()].filter(([, held]) =>
    columns.every((one) => held.includes(one)),
  );
  return `${alias}.part in (${parts.map(([part]) => part).join(', ')})`;
}
