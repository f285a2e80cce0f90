import type { CheckPlan } from '#backend/check/check-plan.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { compileRowCheck, type RowCheck } from '#backend/check/row-check.ts';
import type { Session } from '#backend/copy/session.ts';
import type { RowBatch } from '#backend/parse/row-batch.ts';
import type { Attempt } from './attempt.ts';
import { locateTuples } from './locate-tuples.ts';
import { pickRows } from './pick-rows.ts';
import { createWrongTable, type Stage, wrongCopySql } from './stage.ts';
import { wrongParts } from './wrong-parts.ts';

/** Tuples held before they have to go to the server, in bytes. */
const HELD_BYTES_MAX = 8 * 1024 * 1024;

/** What of a wrong row can still be judged: a value, a constraint, a key or a reference. */
interface Part {
  /** Among all parts of the plan. */
  readonly number: number;
  readonly columns: readonly number[];
  readonly check: RowCheck;
  readonly held: Buffer[];
}

/**
 * Keeps what can still be judged of rows that are wrong by themselves, so that a row is told all that is wrong with it: the
 * server may know its key, or not know its parent. It waits here until the COPY of the right rows pauses or ends.
 */
export class WrongRows {
  readonly #session: Session;
  readonly #stage: Stage;
  readonly #parts: readonly Part[];
  #heldBytes = 0;
  #staged = false;

  /** @param keysToo whether somebody will ask for the keys */
  constructor(attempt: Attempt, stage: Stage, keysToo: boolean) {
    const { session, plan } = attempt;
    this.#session = session;
    this.#stage = stage;
    this.#parts = wrongParts({ ...attempt, stage }).flatMap(({ columns, ofKey }, number): Part[] =>
      ofKey && !keysToo
        ? []
        : [
            {
              number,
              columns,
              check: compileRowCheck(planOf(plan.check, columns), { locate: true, keySets: [], parentSets: [] }),
              held: [],
            },
          ],
    );
  }

  /** Whether `flush` is due. */
  get isFull(): boolean {
    return this.#heldBytes > HELD_BYTES_MAX;
  }

  /** Whether there is anything in the stage's table `wrong`; it exists only then. */
  get isStaged(): boolean {
    return this.#staged;
  }

  /** @param reasons one a row: the number of the reason that it is counted under */
  take(batch: RowBatch, rejects: readonly RejectedRow[], reasons: readonly number[]): void {
    if (this.#parts.length === 0 || rejects.length === 0) return;
    const picked = pickRows(
      batch,
      rejects.map(({ record }) => record),
    );
    for (const { number, check, held } of this.#parts) {
      const { tuples, rowCount } = check.check(picked);
      if (rowCount === 0) continue;
      const located = locateTuples(tuples, number, rejects, reasons);
      held.push(located);
      this.#heldBytes += located.length;
    }
  }

  /** Stages what is held. No COPY may be under way. */
  async flush(): Promise<void> {
    if (this.#heldBytes === 0) return;
    if (!this.#staged) await createWrongTable(this.#session, this.#stage);
    this.#staged = true;
    for (const { columns, held } of this.#parts) {
      if (held.length === 0) continue;
      const copy = this.#session.copyIn(wrongCopySql(this.#stage, columns));
      for (const tuples of held.splice(0)) await copy.write(tuples);
      await copy.finish();
    }
    this.#heldBytes = 0;
  }
}

/** The plan of these columns alone. */
const planOf = (plan: CheckPlan, columns: readonly number[]): CheckPlan => ({
  ...plan,
  columns: columns.flatMap((index) => plan.columns[index] ?? []),
  keys: [],
  references: [],
  warnedKeys: [],
  warnedReferences: [],
});
