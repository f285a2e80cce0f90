import type { Database } from 'better-sqlite3';

/**
 * Runs a transaction that need not be on the disk when it ends: it is there with the next one that must be, since the log is written
 * in order, and until then the end of the machine may take it back, never a part of it. The end of the process does not.
 * Source: sqlite.org, PRAGMA synchronous, NORMAL in WAL mode.
 */
export function withoutSync<T>(db: Database, work: () => T): T {
  // As a part of a transaction it is on the disk when that is.
  if (db.inTransaction) return work();
  db.exec('PRAGMA synchronous = NORMAL');
  try {
    return db.transaction(work).immediate();
  } finally {
    db.exec('PRAGMA synchronous = FULL');
  }
}
