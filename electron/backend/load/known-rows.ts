import { copyInSql } from '#backend/copy/copy-in.ts';
import type { Session } from '#backend/copy/session.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { updatedValues } from './apply-rows.ts';
import type { LoadPlan } from './plan-load.ts';
import { demandWorkMemory } from './work-memory.ts';

/** Tuples held before they have to go to the server, in bytes. */
const HELD_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Rows that update one of the target: they wait here until the COPY of the new rows pauses or ends, then in a temporary table until
 * all are there. New rows never see that table.
 */
export class KnownRows {
  readonly #session: Session;
  readonly #plan: LoadPlan;
  readonly #table: { readonly schema: string; readonly table: string };
  readonly #columns: readonly string[];
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #staged = 0;

  constructor(session: Session, plan: LoadPlan, stageNumber: number) {
    this.#session = session;
    this.#plan = plan;
    this.#table = { schema: 'pg_temp', table: `sluice_updates_${stageNumber}` };
    this.#columns = plan.check.columns.map(({ name }) => name);
  }

  /** Whether `flush` is due. */
  get isFull(): boolean {
    return this.#heldBytes > HELD_BYTES_MAX;
  }

  /** Takes a copy. */
  take(tuples: Buffer): void {
    if (tuples.length === 0) return;
    this.#held.push(Buffer.from(tuples));
    this.#heldBytes += tuples.length;
  }

  /** Stages what is held, and returns how many rows the server counted. No COPY may be under way. */
  async flush(): Promise<number> {
    if (this.#heldBytes === 0) return 0;
    if (this.#staged === 0) await this.#createTable();
    const copy = this.#session.copyIn(copyInSql(this.#table, this.#columns));
    for (const tuples of this.#held.splice(0)) await copy.write(tuples);
    this.#heldBytes = 0;
    const copied = await copy.finish();
    this.#staged += copied;
    return copied;
  }

  /** Updates the rows of the target, and returns how many there were by the server's count. Rejects with its refusal. */
  async update(): Promise<number> {
    const { target, arbiter } = this.#plan;
    if (this.#staged === 0 || arbiter === null) return 0;
    const keys = arbiter.names.map(quoteIdentifier);
    await demandWorkMemory(this.#session);
    await this.#session.query(`analyze ${this.#name} (${keys.join(', ')})`);
    const values = updatedValues(
      this.#plan,
      this.#columns,
      (index) => `s.${quoteIdentifier(this.#columns[index] ?? '')}`,
    );
    const { count } = await this.#session.query(
      `update ${qualify(target.schema, target.table)} t set ${values} from ${this.#name} s
       where ${keys.map((key) => `t.${key} = s.${key}`).join(' and ')}`,
    );
    return count;
  }

  get staged(): number {
    return this.#staged;
  }

  get #name(): string {
    return qualify(this.#table.schema, this.#table.table);
  }

  /** With the types of the target, so that it takes the tuples that the target takes. */
  async #createTable(): Promise<void> {
    const { schema, table } = this.#plan.target;
    await this.#session.query(
      `create temp table ${quoteIdentifier(this.#table.table)} on commit drop as
       select ${this.#columns.map(quoteIdentifier).join(', ')} from ${qualify(schema, table)} with no data`,
    );
  }
}
