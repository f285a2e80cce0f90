import type { KeySet } from '#backend/check/key-set.ts';
import type { LoadPlan } from './plan-load.ts';
import type { Stage } from './stage.ts';

/** What the parts of wrong rows depend on. */
interface Judged {
  readonly plan: LoadPlan;
  readonly stage: Stage;
  readonly parentSets: readonly (KeySet | null)[];
}

/** What of a wrong row can still be judged together. */
interface WrongPart {
  readonly columns: readonly number[];
  /** Whether it is there for the sake of a key. */
  readonly ofKey: boolean;
}

/**
 * Columns of each value, check constraint, key and reference that the check in memory leaves to the server: of a wrong row each of
 * them is staged as a row of its own, whose `part` is its number here.
 */
export function wrongParts({ plan: { check, arbiter, parents }, stage, parentSets }: Judged): readonly WrongPart[] {
  const values = stage.columns.flatMap(({ judgedAs, checkedAs }, index) =>
    judgedAs === null && checkedAs === null ? [] : [[index]],
  );
  const checks = stage.checks.map(({ columns }) => columns);
  const keys = check.keys.map(({ columns }) => columns);
  // What belongs to another row of the table is known together with the key by which the row itself is.
  const besideArbiter = arbiter ? keys.map((columns) => [...new Set([...arbiter.columns, ...columns])]) : [];
  // Whether a row of the same file will be its parent depends on what becomes of that row: not asked for a wrong one.
  const references = check.references.flatMap(({ columns, self }, item) =>
    self || parents[item]?.inCircle || parentSets[item] ? [] : [columns],
  );
  const parts = (some: readonly (readonly number[])[], ofKey = false): WrongPart[] =>
    some.map((columns) => ({ columns, ofKey }));
  return [...parts([...values, ...checks]), ...parts([...keys, ...besideArbiter], true), ...parts(references)];
}

/** The wrong row under `alias` is of a part with all these columns: what is NULL in them is NULL in the file. */
export function holdsAll(judged: Judged, alias: string, columns: readonly number[]): string {
  const parts = [...wrongParts(judged).entries()].filter(([, held]) =>
    columns.every((one) => held.columns.includes(one)),
  );
  // A constraint of no column is asked of whatever is there.
  return parts.length === 0 ? 'false' : `${alias}.part in (${parts.map(([part]) => part).join(', ')})`;
}
