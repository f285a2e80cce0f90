import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { fault } from '#shared/fault.ts';
import { type ApiKey, type KeyDraft, keyTermsSchema } from '#shared/ingest.ts';
import type { Guard } from './sqlite-fault.ts';

/** A key as it is kept: its SHA-256, which tells nothing of it, and its beginning. */
export interface KeptKey extends ApiKey {
  readonly sha256: Buffer;
}

/** Keys of the REST service. */
export class KeyStore {
  readonly #db: Database;
  readonly #guard: Guard;

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#guard = guard;
  }

  /** Those that were not revoked first, then by name. */
  list(): KeptKey[] {
    return this.#guard(() =>
      this.#db.prepare('SELECT * FROM api_key ORDER BY revoked_at IS NOT NULL, name, created_at').all().map(fromRow),
    );
  }

  /** Faults: key.taken. */
  add({ name, ...terms }: KeyDraft, sha256: Buffer, hint: string): KeptKey {
    const id = randomUUID();
    this.#guard(() => {
      const taken = this.#db.prepare('SELECT 1 FROM api_key WHERE name = ? AND revoked_at IS NULL').get(name);
      if (taken !== undefined) throw fault('key.taken', { name });
      this.#db
        .prepare('INSERT INTO api_key (id, name, sha256, hint, terms, created_at) VALUES (?, ?, ?, ?, ?, ?)')
        .run(id, name, sha256, hint, JSON.stringify(terms), new Date().toISOString());
    });
    const [kept] = this.list().filter((key) => key.id === id);
    if (kept === undefined) throw fault('key.unknown', { name });
    return kept;
  }

  /** A key that is revoked already stays so. Faults: key.unknown. */
  revoke(id: string): void {
    this.#guard(() => {
      const { changes } = this.#db
        .prepare('UPDATE api_key SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?')
        .run(new Date().toISOString(), id);
      if (changes === 0) throw fault('key.unknown', { name: id });
    });
  }

  /** @param uses when keys were used last, in ms since 1970 */
  noteUse(uses: ReadonlyMap<string, number>): void {
    this.#guard(() => {
      const put = this.#db.prepare('UPDATE api_key SET last_used_at = ? WHERE id = ?');
      for (const [id, at] of uses) put.run(new Date(at).toISOString(), id);
    });
  }
}

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  sha256: z.instanceof(Buffer),
  hint: z.string(),
  terms: z.string(),
  created_at: z.string(),
  revoked_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
});

function fromRow(raw: unknown): KeptKey {
  const row = rowSchema.parse(raw);
  return {
    ...keyTermsSchema.parse(JSON.parse(row.terms)),
    id: row.id,
    name: row.name,
    sha256: row.sha256,
    hint: row.hint,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}
