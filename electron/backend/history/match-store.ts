import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { TableName } from '#shared/column.ts';
import { fieldMatchSchema, type FieldMatch } from '#shared/load.ts';
import type { Guard } from './sqlite-fault.ts';

/** What a match is remembered for. */
export interface MatchPlace {
  readonly connectionId: string;
  readonly target: TableName;
  /** See headerSignature. */
  readonly signature: string;
}

/** How files with a header were matched to a table the last time, where that was not what their header says by itself. */
export class MatchStore {
  readonly #db: Database;
  readonly #guard: Guard;

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#guard = guard;
  }

  /** Null where nothing is remembered, or nothing that can still be read. */
  find(place: MatchPlace): FieldMatch[] | null {
    const row = this.#guard(() =>
      z
        .object({ match: z.string() })
        .optional()
        .parse(
          this.#db
            .prepare(
              `SELECT match FROM match_memory
               WHERE connection_id = ? AND schema_name = ? AND table_name = ? AND signature = ?`,
            )
            .get(...valuesOf(place)),
        ),
    );
    if (row === undefined) return null;
    const match = z.array(fieldMatchSchema).safeParse(JSON.parse(row.match));
    return match.success ? match.data : null;
  }

  keep(place: MatchPlace, match: readonly FieldMatch[]): void {
    this.#guard(() =>
      this.#db
        .prepare(
          `INSERT INTO match_memory (connection_id, schema_name, table_name, signature, match) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET match = excluded.match`,
        )
        .run(...valuesOf(place), JSON.stringify(match)),
    );
  }

  forget(place: MatchPlace): void {
    this.#guard(() =>
      this.#db
        .prepare(
          'DELETE FROM match_memory WHERE connection_id = ? AND schema_name = ? AND table_name = ? AND signature = ?',
        )
        .run(...valuesOf(place)),
    );
  }
}

const valuesOf = ({ connectionId, target, signature }: MatchPlace): [string, string, string, string] => [
  connectionId,
  target.schema,
  target.table,
  signature,
];
