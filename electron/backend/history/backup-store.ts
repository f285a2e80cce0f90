import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { type BackupEntry, backupEntrySchema, type Manifest } from '#shared/backup.ts';
import type { BackupFilter } from '#shared/contract/backups.ts';
import type { Fault } from '#shared/fault.ts';
import { fold } from './fold.ts';
import type { Guard } from './sqlite-fault.ts';

/** A backup without what only a look at the file can tell. */
export type KnownBackup = Omit<BackupEntry, 'missing'>;

/** How a backup came to be known. */
export interface BackupOrigin {
  readonly origin: BackupEntry['origin'];
  readonly connection: { readonly id: string; readonly name: string } | null;
  readonly runId: string | null;
  readonly scheduleId: string | null;
}

export const found: BackupOrigin = { origin: 'found', connection: null, runId: null, scheduleId: null };

/** Backups by the path of their file. One that is deleted stays here, out of sight. */
export class BackupStore {
  readonly #db: Database;
  readonly #guard: Guard;

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#guard = guard;
  }

  /**
   * Notes a backup. What is noted of that path already stays, unless another backup has taken its place, or it was found before who made it
   * came to note it.
   */
  note(path: string, manifest: Manifest, { origin, connection, runId, scheduleId }: BackupOrigin): KnownBackup {
    const known = this.find(path);
    if (known?.sha256 === manifest.file.sha256 && (known.origin !== 'found' || origin === 'found')) return known;
    this.#guard(() =>
      this.#db
        .transaction(() => {
          this.#db.prepare('UPDATE backup SET deleted_at = ? WHERE path = ? AND deleted_at IS NULL').run(now(), path);
          this.#db
            .prepare(
              `INSERT INTO backup (id, path, schema_name, table_name, connection_id, connection_name, origin, run_id, schedule_id,
               taken_at, rows, bytes, codec, seconds, sha256, server_version)
             VALUES (@id, @path, @schema, @table, @connectionId, @connectionName, @origin, @runId, @scheduleId,
               @takenAt, @rows, @bytes, @codec, @seconds, @sha256, @serverVersion)`,
            )
            .run({
              id: randomUUID(),
              path,
              ...manifest.table,
              connectionId: connection?.id ?? null,
              connectionName: connection?.name ?? null,
              origin,
              runId,
              scheduleId,
              takenAt: manifest.takenAt,
              rows: manifest.rows,
              bytes: manifest.file.bytes,
              codec: manifest.file.codec,
              seconds: manifest.seconds,
              sha256: manifest.file.sha256,
              serverVersion: manifest.server.version,
            });
        })
        .immediate(),
    );
    const noted = this.find(path);
    if (noted === null) throw new Error(`The backup ${path} was noted and is not there.`);
    return noted;
  }

  /** The backup of that path; null where none is known. */
  find(path: string): KnownBackup | null {
    const row = this.#guard(() =>
      this.#db.prepare('SELECT * FROM backup WHERE path = ? AND deleted_at IS NULL').get(path),
    );
    return row === undefined ? null : fromRow(row);
  }

  /** Of these paths, those of which a backup is known. */
  knownOf(paths: readonly string[]): ReadonlySet<string> {
    return this.#guard(
      () =>
        new Set(
          z
            .array(z.string())
            .parse(
              this.#db
                .prepare(
                  `SELECT path FROM backup WHERE deleted_at IS NULL AND path IN (SELECT value FROM json_each(?))`,
                )
                .pluck()
                .all(JSON.stringify(paths)),
            ),
        ),
    );
  }

  /** Backups that fit the filter, the newest first, and how many fit. */
  list(filter: BackupFilter): { readonly total: number; readonly backups: KnownBackup[] } {
    const wheres = ['deleted_at IS NULL'];
    const values: Record<string, string> = {};
    if (filter.connectionId !== null) {
      wheres.push('connection_id = @connectionId');
      values['connectionId'] = filter.connectionId;
    }
    if (filter.table !== null) {
      wheres.push('schema_name = @schema AND table_name = @table');
      Object.assign(values, filter.table);
    }
    if (filter.query !== '') {
      wheres.push('(instr(fold(path), @query) > 0 OR instr(fold(table_name), @query) > 0)');
      values['query'] = fold(filter.query);
    }
    const where = wheres.join(' AND ');
    return this.#guard(() => ({
      total: Number(this.#db.prepare(`SELECT count(*) FROM backup WHERE ${where}`).pluck().get(values)),
      backups: this.#db
        .prepare(`SELECT * FROM backup WHERE ${where} ORDER BY taken_at DESC, path LIMIT @limit OFFSET @offset`)
        .all({ ...values, limit: filter.limit, offset: filter.offset })
        .map(fromRow),
    }));
  }

  /** The newest backup of each table of a schema. */
  lastByTable(connectionId: string, schema: string): ReadonlyMap<string, KnownBackup> {
    const last = this.#guard(() =>
      this.#db
        .prepare(
          `SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY table_name ORDER BY taken_at DESC, path) AS place
             FROM backup WHERE connection_id = ? AND schema_name = ? AND deleted_at IS NULL) WHERE place = 1`,
        )
        .all(connectionId, schema)
        .map(fromRow),
    );
    return new Map(last.map((backup) => [backup.table.table, backup]));
  }

  /** Those that a schedule made, of each table the newest first. */
  ofSchedule(scheduleId: string): KnownBackup[] {
    return this.#guard(() =>
      this.#db
        .prepare(
          `SELECT * FROM backup WHERE schedule_id = ? AND deleted_at IS NULL
           ORDER BY connection_id, schema_name, table_name, taken_at DESC, path`,
        )
        .all(scheduleId)
        .map(fromRow),
    );
  }

  /** Keeps what was found when the file was read: that it is right, or what is wrong with it. */
  proved(path: string, { verified, fault }: Pick<KnownBackup, 'verified' | 'fault'>): void {
    this.#guard(() =>
      this.#db
        .prepare('UPDATE backup SET verified = ?, fault = ? WHERE path = ? AND deleted_at IS NULL')
        .run(json(verified), json(fault), path),
    );
  }

  /** Keeps how the backup was held against its table. */
  compared(path: string, compared: NonNullable<KnownBackup['compared']>): void {
    this.#guard(() =>
      this.#db
        .prepare('UPDATE backup SET compared = ? WHERE path = ? AND deleted_at IS NULL')
        .run(json(compared), path),
    );
  }

  /** Notes that the file of a backup was deleted. */
  deleted(path: string): void {
    this.#guard(() =>
      this.#db.prepare('UPDATE backup SET deleted_at = ? WHERE path = ? AND deleted_at IS NULL').run(now(), path),
    );
  }
}

const now = (): string => new Date().toISOString();
const json = (value: object | Fault | null): string | null => (value === null ? null : JSON.stringify(value));

const rowSchema = z.object({
  id: z.string(),
  path: z.string(),
  schema_name: z.string(),
  table_name: z.string(),
  connection_id: z.string().nullable(),
  connection_name: z.string().nullable(),
  origin: z.string(),
  run_id: z.string().nullable(),
  taken_at: z.string(),
  rows: z.number(),
  bytes: z.number(),
  codec: z.string(),
  seconds: z.number(),
  sha256: z.string(),
  server_version: z.string(),
  verified: z.string().nullable(),
  fault: z.string().nullable(),
  compared: z.string().nullable(),
});
const knownSchema = backupEntrySchema.omit({ missing: true });

function fromRow(raw: unknown): KnownBackup {
  const row = rowSchema.parse(raw);
  const read = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
  return knownSchema.parse({
    id: row.id,
    path: row.path,
    name: basename(row.path),
    table: { schema: row.schema_name, table: row.table_name },
    connectionId: row.connection_id,
    connectionName: row.connection_name,
    origin: row.origin,
    runId: row.run_id,
    takenAt: row.taken_at,
    rows: row.rows,
    bytes: row.bytes,
    codec: row.codec,
    seconds: row.seconds,
    sha256: row.sha256,
    serverVersion: row.server_version,
    verified: read(row.verified),
    fault: read(row.fault),
    compared: read(row.compared),
  });
}
