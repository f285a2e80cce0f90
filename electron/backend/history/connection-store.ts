import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import {
  connectionDraftSchema,
  environmentSchema,
  serverAddressSchema,
  type ConnectionDraft,
} from '#shared/connection.ts';
import { fault } from '#shared/fault.ts';
import type { Guard } from './sqlite-fault.ts';

/** A connection as it is kept: `secret` is what the operating system's store made of the password, never the password. */
export type StoredConnection = ConnectionDraft & {
  readonly id: string;
  readonly createdAt: string;
  readonly secret: Buffer | null;
};

/** Saved connections, by name. */
export class ConnectionStore {
  readonly #db: Database;
  readonly #guard: Guard;

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#guard = guard;
  }

  list(): readonly StoredConnection[] {
    return this.#guard(() => this.#db.prepare('SELECT * FROM connection ORDER BY created_at, name').all().map(fromRow));
  }

  /** The connection of that id. Faults: connection.unknown. */
  get(id: string): StoredConnection {
    const row = this.#guard(() => this.#db.prepare('SELECT * FROM connection WHERE id = ?').get(id));
    if (row === undefined) throw fault('connection.unknown', { name: id });
    return fromRow(row);
  }

  byName(name: string): StoredConnection | null {
    const row = this.#guard(() => this.#db.prepare('SELECT * FROM connection WHERE name = ?').get(name));
    return row === undefined ? null : fromRow(row);
  }

  /** Creates or changes one. Faults: connection.invalid when another has the name. */
  put(connection: StoredConnection): void {
    const draft = connectionDraftSchema.parse(connection);
    const other = this.byName(draft.name);
    if (other !== null && other.id !== connection.id) {
      throw fault('connection.invalid', { reason: `another connection is called ${draft.name}` });
    }
    this.#guard(() =>
      this.#db
        .prepare(
          `INSERT INTO connection (id, name, kind, address, environment, secret, created_at)
           VALUES (@id, @name, @kind, @address, @environment, @secret, @createdAt)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, address = excluded.address,
             environment = excluded.environment, secret = excluded.secret`,
        )
        .run({
          ...draft,
          id: connection.id,
          createdAt: connection.createdAt,
          address: draft.address === null ? null : JSON.stringify(draft.address),
          secret: connection.secret,
        }),
    );
  }

  /** Removes it with the dictionaries of its tables; its runs stay. */
  remove(id: string): void {
    this.#guard(() =>
      this.#db.transaction(() => {
        this.#db.prepare('DELETE FROM dictionary WHERE connection_id = ?').run(id);
        this.#db.prepare('DELETE FROM match_memory WHERE connection_id = ?').run(id);
        this.#db.prepare('DELETE FROM connection WHERE id = ?').run(id);
      })(),
    );
  }
}

const connectionRow = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['embedded', 'server']),
  address: z.string().nullable(),
  environment: environmentSchema,
  secret: z.instanceof(Buffer).nullable(),
  created_at: z.string(),
});

function fromRow(raw: unknown): StoredConnection {
  const row = connectionRow.parse(raw);
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    address: row.address === null ? null : serverAddressSchema.parse(JSON.parse(row.address)),
    environment: row.environment,
    secret: row.secret,
    createdAt: row.created_at,
  };
}
