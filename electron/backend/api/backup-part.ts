import type { ChosenTable } from '#backend/backup/choose-tables.ts';
import type { WrittenBackup } from '#backend/backup/write-backup.ts';
import type { NewRun } from '#backend/history/run-store.ts';
import type { FaultError } from '#shared/fault.ts';
import type { JobPart } from '#shared/job.ts';
import { emptyLedger, type Ledger } from '#shared/load.ts';
import { waitingPart } from './import-job.ts';
import type { Rooms } from './rooms.ts';

/** Between two reports of a table in the same state. */
const REPORT_GAP_MS = 50;

/** One table of a backup: tells the window and the history what becomes of it. */
export class BackupPart {
  readonly run: NewRun;
  readonly #rooms: Rooms;
  readonly #scheduleId: string | null;
  readonly #sql: string[] = [];
  /** Hears what is shown of it. */
  show: (part: JobPart) => void = () => {};
  shown: JobPart;
  /** Of the file, once it is whole. */
  path: string | null = null;
  failure: FaultError | null = null;
  #startMs = 0;
  #copyMs = 0;
  #reportedMs = Number.NEGATIVE_INFINITY;

  constructor(rooms: Rooms, run: NewRun, { rowsExpected }: ChosenTable, scheduleId: string | null) {
    this.run = run;
    this.#rooms = rooms;
    this.#scheduleId = scheduleId;
    this.shown = { ...waitingPart(run), bytesTotal: null, ...(rowsExpected === null ? {} : { rowsExpected }) };
  }

  /** `schema.table` */
  get title(): string {
    return `${this.run.schema}.${this.run.table}`;
  }

  noteSql(sql: string): void {
    this.#sql.push(sql);
  }

  /** So many rows were copied out, which made so many bytes of the file. */
  copied(rows: number, bytes: number): void {
    if (this.#startMs === 0) this.#startMs = performance.now();
    this.#report({ state: 'reading', ledger: ledgerOf(rows), bytesRead: bytes });
  }

  /** The file and its manifest are on the disk. */
  written({ path, manifest }: WrittenBackup): void {
    const { history, changes } = this.#rooms;
    const { connectionId, connectionName, id, door } = this.run;
    this.path = path;
    this.#copyMs = manifest.seconds * 1000;
    history.backups.note(path, manifest, {
      origin: door === 'schedule' ? 'schedule' : 'person',
      connection: { id: connectionId, name: connectionName },
      runId: id,
      scheduleId: this.#scheduleId,
    });
    const { name, bytes, sha256 } = manifest.file;
    const ledger = ledgerOf(manifest.rows);
    // Should the process end before it is read back, this is what is there.
    history.runs.change(id, {
      sourceName: name,
      sourcePath: path,
      sourceBytes: bytes,
      sha256,
      serverCount: manifest.rows,
      ledger,
    });
    this.#reportedMs = Number.NEGATIVE_INFINITY;
    this.#report({ state: 'held', sourceName: name, bytesRead: 0, bytesTotal: bytes, sha256, ledger });
    changes.emit('backups');
  }

  /** So many bytes of the file were read back. */
  readingBack(bytes: number): void {
    this.#report({ state: 'judging', bytesRead: bytes });
  }

  /** The file is whole, and was not read back; `sentence` says why. */
  endUnread(sentence: string): void {
    this.#end({ state: 'loaded', warnings: [{ column: '', count: 1, sentence }] });
  }

  end(state: 'loaded' | 'failed' | 'cancelled', failure: FaultError | null = null): void {
    this.failure = failure;
    // Nothing is left of what was not whole.
    const gone = this.path === null ? { ledger: emptyLedger } : {};
    this.#end({ state, fault: failure?.fault ?? null, ...gone });
  }

  #end(some: Pick<JobPart, 'state'> & Parameters<Rooms['history']['runs']['change']>[1]): void {
    const elapsedMs = this.#elapsedMs();
    const timings = {
      planMs: 0,
      readMs: 0,
      commitMs: 0,
      copyMs: this.#copyMs,
      checkMs: Math.max(0, elapsedMs - this.#copyMs),
    };
    this.#rooms.history.runs.change(this.run.id, {
      ...some,
      elapsedMs,
      timings,
      sql: this.#sql,
      finishedAt: new Date().toISOString(),
    });
    const { state, fault = null, ledger = this.shown.ledger } = some;
    this.#reportedMs = Number.NEGATIVE_INFINITY;
    this.#report({ state, fault, ledger });
    this.#rooms.changes.emit('runs');
  }

  #elapsedMs(): number {
    return this.#startMs === 0 ? 0 : performance.now() - this.#startMs;
  }

  #report(some: Partial<JobPart>): void {
    const now = performance.now();
    const isNew = some.state !== this.shown.state;
    if (!isNew && now - this.#reportedMs < REPORT_GAP_MS) return;
    this.#reportedMs = now;
    const elapsedMs = this.#elapsedMs();
    const ledger = some.ledger ?? this.shown.ledger;
    const rowsPerSecond = elapsedMs > 0 ? ledger.read / (elapsedMs / 1000) : 0;
    this.shown = { ...this.shown, ...some, elapsedMs, rowsPerSecond };
    this.show(this.shown);
  }
}

/** Every row that was read went to the file. */
const ledgerOf = (rows: number): Ledger => ({ ...emptyLedger, read: rows, inserted: rows });
