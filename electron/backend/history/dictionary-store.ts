import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { TableName } from '#shared/column.ts';
import { dictionarySchema, type Dictionary } from '#shared/rule.ts';
import type { Guard } from './sqlite-fault.ts';

/** A dictionary that a person saved, and the table it is for. */
export interface SavedDictionary {
  readonly name: TableName;
  readonly dictionary: Dictionary;
}

/** Dictionaries that a person made, one for a table of a connection. */
export class DictionaryStore {
  readonly #db: Database;
  readonly #guard: Guard;

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#guard = guard;
  }

  /** Those of a connection, by schema and table. Faults: history.damaged. */
  list(connectionId: string): readonly SavedDictionary[] {
    return this.#guard(() =>
      this.#db
        .prepare('SELECT * FROM dictionary WHERE connection_id = ? ORDER BY schema_name, table_name')
        .all(connectionId)
        .map(fromRow),
    );
  }

  /** Differs from an earlier one if any dictionary was saved or removed since. */
  print(): string {
    return this.#guard(() => JSON.stringify(this.#db.prepare('SELECT * FROM dictionary ORDER BY 1, 2, 3').all()));
  }

  put(connectionId: string, name: TableName, dictionary: Dictionary): void {
    const kept: Dictionary = { ...dictionary, table: name.table, origin: 'person' };
    this.#guard(() =>
      this.#db
        .prepare(
          `INSERT INTO dictionary (connection_id, schema_name, table_name, dictionary) VALUES (?, ?, ?, ?)
           ON CONFLICT (connection_id, schema_name, table_name) DO UPDATE SET dictionary = excluded.dictionary`,
        )
        .run(connectionId, name.schema, name.table, JSON.stringify(kept)),
    );
  }

  remove(connectionId: string, name: TableName): void {
    this.#guard(() =>
      this.#db
        .prepare('DELETE FROM dictionary WHERE connection_id = ? AND schema_name = ? AND table_name = ?')
        .run(connectionId, name.schema, name.table),
    );
  }
}

const dictionaryRow = z.object({ schema_name: z.string(), table_name: z.string(), dictionary: z.string() });

function fromRow(raw: unknown): SavedDictionary {
  const row = dictionaryRow.parse(raw);
  return {
    name: { schema: row.schema_name, table: row.table_name },
    dictionary: dictionarySchema.parse(JSON.parse(row.dictionary)),
  };
}
