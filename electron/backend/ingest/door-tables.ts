import type { TableName } from '#shared/column.ts';
import type { DictionaryFor } from '#backend/load/run-log.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import { type AskCatalog, DoorTable } from './door-table.ts';

/** Another session may alter a table at any time: what is known of it is looked at anew after this. */
const KNOWN_MS = 5000;

interface Known {
  readonly table: Promise<DoorTable | null>;
  readonly readMs: number;
  /** The catalog's description and the dictionary, to tell whether they changed. */
  print: string;
}

/** The tables that rows can be sent to: those of one schema. */
export class DoorTables {
  readonly #schema: string;
  readonly #ask: AskCatalog;
  readonly #dictionaryFor: DictionaryFor;
  readonly #known = new Map<string, Known>();
  #names: { readonly names: Promise<readonly string[]>; readonly readMs: number } | null = null;

  constructor(schema: string, ask: AskCatalog, dictionaryFor: DictionaryFor) {
    this.#schema = schema;
    this.#ask = ask;
    this.#dictionaryFor = dictionaryFor;
  }

  /** The table of that name; null: there is none. Faults: those of the server. */
  async get(table: string): Promise<DoorTable | null> {
    const known = this.#known.get(table);
    const isFresh = known !== undefined && performance.now() - known.readMs < KNOWN_MS;
    if (isFresh) return known.table;
    const read = this.#read({ schema: this.#schema, table }, known);
    const entry: Known = { table: read, readMs: performance.now(), print: known?.print ?? '' };
    this.#known.set(table, entry);
    try {
      const found = await read;
      if (found === null) this.#known.delete(table);
      else entry.print = printOf(found);
      return found;
    } catch (error) {
      this.#known.delete(table);
      throw error;
    }
  }

  /** Names of the tables of the schema, in their order; partitions are part of their table. */
  names(): Promise<readonly string[]> {
    if (this.#names !== null && performance.now() - this.#names.readMs < KNOWN_MS) return this.#names.names;
    const names = this.#readNames();
    this.#names = { names, readMs: performance.now() };
    names.catch(() => (this.#names = null));
    return names;
  }

  /** Forgets what is known: a dictionary was saved, or the server says that a table is another. */
  forget(): void {
    this.#known.clear();
    this.#names = null;
  }

  async #read(name: TableName, known: Known | undefined): Promise<DoorTable | null> {
    const table = await this.#ask(({ client }) => readTable(client, name));
    if (table === null) return null;
    const found = new DoorTable(table, this.#dictionaryFor);
    // The plans of one that is the same still hold.
    const before = known !== undefined && known.print === printOf(found) ? await known.table : null;
    return before ?? found;
  }

  async #readNames(): Promise<readonly string[]> {
    const { rows } = await this.#ask((session) =>
      session.query<{ name: string }>(
        `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`,
        [this.#schema],
      ),
    );
    return rows.map(({ name }) => name);
  }
}

const printOf = ({ table, dictionary }: DoorTable): string => JSON.stringify([table, dictionary]);
