import { createHash } from 'node:crypto';
import type { Column, Table, TableName } from '#shared/column.ts';
import { type Dialect, plainDialect } from '#shared/dialect.ts';
import type { FieldMatch, LoadMode } from '#shared/load.ts';
import { type Dictionary, dictionaryOf } from '#shared/rule.ts';
import type { Session } from '#backend/copy/session.ts';
import { type LoadPlan, planLoad } from '#backend/load/plan-load.ts';
import { inspectTarget } from '#backend/load/prepare-target.ts';
import type { DictionaryFor } from '#backend/load/run-log.ts';
import { describeStage, type Stage } from '#backend/load/stage.ts';
import { JsonRecord } from '#backend/parse/json-record.ts';
import { doorStatement, elementOids } from './door-statement.ts';
import { RowEncoder } from './encode-rows.ts';
import { keepsJson } from './json-kinds.ts';

/** Asks the catalog over the session that is there for it, one after the other. Faults: ingest.databaseAway. */
export type AskCatalog = <T>(work: (session: Session) => Promise<T>) => Promise<T>;

/** What becomes of a row whose key is there. */
export type DoorMode = Exclude<LoadMode, 'replace'>;

/** How rows that fill the same columns go into a table. */
export interface DoorPlan {
  readonly door: DoorTable;
  readonly mode: DoorMode;
  readonly match: readonly FieldMatch[];
  readonly plan: LoadPlan;
  readonly stage: Stage;
  readonly encoder: RowEncoder;
  /** Null: the staged path alone can judge. */
  readonly sql: string | null;
  /** Of the prepared statement. */
  readonly name: string;
  readonly elementOids: readonly number[];
  /** Whether two statements at once could both put in what only one may: a key of the dictionary alone. */
  readonly serial: boolean;
}

/** A table as the door knows it: its columns are the fields of every row, whatever a request names of them. */
export class DoorTable {
  readonly name: TableName;
  readonly table: Table;
  readonly dictionary: Dictionary;
  readonly dictionaryFor: DictionaryFor;
  /** Columns that a request may fill, in the order of the table. */
  readonly columns: readonly Column[];
  readonly record: JsonRecord;
  /** Fields that keep the JSON of their value. */
  readonly raw: ReadonlySet<number>;
  /** Fields whose column has a default: a row that does not name it gets that. */
  readonly defaults: readonly number[];
  readonly jsonDialect: Dialect;
  readonly #plans = new Map<string, Promise<DoorPlan>>();
  readonly #made = new Map<string, DoorPlan>();

  constructor(table: Table, dictionaryFor: DictionaryFor) {
    this.name = { schema: table.schema, table: table.table };
    this.table = table;
    this.dictionaryFor = dictionaryFor;
    this.dictionary = dictionaryFor(this.name, table) ?? dictionaryOf(table);
    this.columns = table.columns
      .filter(({ generated, identity }) => !generated && identity !== 'always')
      .toSorted((one, other) => one.position - other.position);
    const names = this.columns.map(({ name }) => name);
    this.raw = new Set(this.columns.flatMap(({ type }, field) => (keepsJson(type) ? [field] : [])));
    this.record = new JsonRecord(names, this.raw);
    this.defaults = this.columns.flatMap(({ hasDefault, identity }, field) =>
      hasDefault || identity === 'byDefault' ? [field] : [],
    );
    this.jsonDialect = { ...plainDialect, format: 'json', fields: names };
  }

  /** Whether columns of the given fields are left to their defaults, as a text that tells one set from another. */
  leftOut(isNamed: (field: number) => boolean): string {
    if (this.defaults.length === 0) return '';
    return this.defaults.filter((field) => !isNamed(field)).join(',');
  }

  /** The plan for rows that leave these fields out, where it was made before. */
  planNow(mode: DoorMode, leftOut: string): DoorPlan | undefined {
    return this.#made.get(`${mode} ${leftOut}`);
  }

  /**
   * The plan for rows that leave these fields out.
   * Faults: mapping.invalid, dictionary.invalid, target.noKey, target.noRight, target.missing, and those of the server.
   */
  planFor(mode: DoorMode, leftOut: string, ask: AskCatalog): Promise<DoorPlan> {
    const key = `${mode} ${leftOut}`;
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const made = ask((session) => this.#plan(session, mode, leftOut));
    this.#plans.set(key, made);
    made.then(
      (plan) => this.#made.set(key, plan),
      // What failed is tried anew.
      () => this.#plans.delete(key),
    );
    return made;
  }

  async #plan(session: Session, mode: DoorMode, leftOut: string): Promise<DoorPlan> {
    const left = new Set(leftOut === '' ? [] : leftOut.split(',').map(Number));
    const match: FieldMatch[] = this.columns.flatMap(({ name }, field) =>
      left.has(field) ? [] : [{ column: name, field }],
    );
    const { dictionaryFor } = this;
    const target = await inspectTarget(session, this.name, { dictionaryFor, mode, targetExists: true });
    const item = {
      path: '',
      name: this.name.table,
      dialect: this.jsonDialect,
      target: this.name,
      width: this.columns.length,
      match,
    };
    const plan = await planLoad(session, item, target, { mode, update: null });
    const stage = await describeStage(session, plan, 0);
    const sql = doorStatement(plan, stage);
    return {
      door: this,
      mode,
      match,
      plan,
      stage,
      encoder: new RowEncoder(plan.check, this.jsonDialect),
      sql,
      name: `sluice_${createHash('sha256')
        .update(sql ?? '')
        .digest('hex')
        .slice(0, 32)}`,
      elementOids: elementOids(plan),
      serial: plan.check.keys.some(({ inTable }) => !inTable),
    };
  }
}
