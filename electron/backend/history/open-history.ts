import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { fault } from '#shared/fault.ts';
import { BackupStore } from './backup-store.ts';
import { BlockStore } from './block-store.ts';
import { ConnectionStore } from './connection-store.ts';
import { DictionaryStore } from './dictionary-store.ts';
import { FixStore } from './fix-store.ts';
import { FlushStore } from './flush-store.ts';
import { fold } from './fold.ts';
import { GoneSteps } from './gone-steps.ts';
import { KeyStore } from './key-store.ts';
import { LogSync } from './log-sync.ts';
import { MatchStore } from './match-store.ts';
import { migrations } from './migrations.ts';
import { RejectStore } from './reject-store.ts';
import { RejectWriter } from './reject-writer.ts';
import { RejectSurveys } from './reject-survey.ts';
import { ReplayStore } from './replay-store.ts';
import { RunStore } from './run-store.ts';
import { ScheduleStore } from './schedule-store.ts';
import { SettingStore } from './setting-store.ts';
import { sqliteFault, type Guard } from './sqlite-fault.ts';

/** The local log of all that was done, in one SQLite file of the data folder. */
export interface History {
  readonly runs: RunStore;
  readonly rejects: RejectStore;
  /** Writes the rejects of runs that are on. */
  readonly rejectWriter: RejectWriter;
  readonly fixes: FixStore;
  readonly goneSteps: GoneSteps;
  readonly replays: ReplayStore;
  readonly connections: ConnectionStore;
  readonly dictionaries: DictionaryStore;
  readonly settings: SettingStore;
  readonly matches: MatchStore;
  readonly backups: BackupStore;
  readonly schedules: ScheduleStore;
  readonly keys: KeyStore;
  readonly flushes: FlushStore;
  /** Resolves when all that was written so far is on the disk. */
  sync(): Promise<void>;
  /** Another number whenever another connection than this one has written: that of a process, or of a thread. */
  version(): number;
  /** Moves what the log of the database holds into the database; a later write of somebody else need not. */
  checkpoint(): void;
  close(): void;
}

/** How long another process may hold the file: what is wrong is to be told within 5 s. */
const busyMsMax = 4000;

/**
 * Opens (or creates) `history.sqlite` in the data folder and brings its schema up to date. WAL with synchronous=FULL: a run
 * that was noted is noted, whatever happens next. Several processes may hold it. The caller closes it.
 * @param logPages pages of the log after which a write moves them into the database, which takes two waits for the disk
 * Faults: history.unwritable, history.busy, history.damaged, history.newer.
 */
export function openHistory(folder: string, { logPages = 250 }: { readonly logPages?: number } = {}): History {
  const file = join(folder, 'history.sqlite');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // It holds rows of other people's files; SQLite gives its own companions the same mode.
    closeSync(openSync(file, 'a', 0o600));
    const db = new Database(file, { timeout: busyMsMax });
    try {
      prepareInTurn(db);
      db.pragma(`wal_autocheckpoint = ${logPages}`);
    } catch (error) {
      db.close();
      throw error;
    }
    const guard: Guard = (work) => {
      try {
        return work();
      } catch (error) {
        throw sqliteFault(error, folder, file);
      }
    };
    const blocks = new BlockStore(db);
    const surveys = new RejectSurveys(db, guard, blocks);
    const runs = new RunStore(db, guard);
    const rejects = new RejectStore(db, guard, { blocks, surveys });
    const goneSteps = new GoneSteps(db, guard);
    const rejectWriter = new RejectWriter(rejects, folder);
    const logSync = new LogSync(`${file}-wal`);
    return {
      runs,
      rejects,
      rejectWriter,
      fixes: new FixStore(db, guard, blocks),
      goneSteps,
      replays: new ReplayStore(db, guard, { runs, blocks }),
      connections: new ConnectionStore(db, guard),
      dictionaries: new DictionaryStore(db, guard),
      settings: new SettingStore(db, guard),
      matches: new MatchStore(db, guard),
      backups: new BackupStore(db, guard),
      schedules: new ScheduleStore(db, guard),
      keys: new KeyStore(db, guard),
      flushes: new FlushStore(db, guard, { runs, rejects }),
      sync: () => logSync.sync(),
      version: () => guard(() => Number(db.pragma('data_version', { simple: true }))),
      checkpoint: () => void guard(() => db.pragma('wal_checkpoint(PASSIVE)')),
      close() {
        rejectWriter.close();
        goneSteps.close();
        logSync.close();
        db.close();
      },
    };
  } catch (error) {
    throw sqliteFault(error, folder, file);
  }
}

function prepare(db: Database.Database): void {
  // Of a new file. Most of it is blocks of rejects: four times fewer reads than by the usual 4096, an eighth of a load's time.
  db.pragma('page_size = 16384');
  db.pragma('journal_mode = WAL');
  // better-sqlite3 starts WAL databases with NORMAL, which may lose the last commits when the machine goes down.
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  // 4 MB. Blocks of rejects are written and read once each: a larger cache would only fill up with them.
  db.pragma('cache_size = -4000');
  db.function('fold', { deterministic: true }, fold);
  db.transaction(() => {
    const taken = Number(db.pragma('user_version', { simple: true }));
    if (taken > migrations.length) throw fault('history.newer');
    for (const step of migrations.slice(taken)) {
      if (typeof step === 'string') db.exec(step);
      else step(db);
    }
    db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}

const patienceMs = 5000;

/**
 * SQLite answers "busy" at once, without waiting, where two processes make the same new file a WAL database at the same time:
 * whoever comes second tries again.
 */
function prepareInTurn(db: Database.Database): void {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    try {
      prepare(db);
      return;
    } catch (error) {
      const isBusy = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
      if (!isBusy || performance.now() > endMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
