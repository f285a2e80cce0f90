import type { TableName } from '#shared/column.ts';
import type { Ledger } from '#shared/load.ts';
import type { LoadProgress, RunLog } from '#backend/load/run-log.ts';
import { RunRecord } from '#backend/load/run-record.ts';
import type { Phase } from '#backend/load/stopwatch.ts';
import { Tally } from '#backend/load/tally.ts';
import type { OpenBackup } from './open-backup.ts';
import type { WrittenBackup } from './write-backup.ts';

/** One table that is restored, and who hears of it. */
export interface RestoreEntry {
  readonly backup: OpenBackup;
  readonly target: TableName;
  readonly run: Pick<RunLog, 'noteCommit' | 'noteSql'>;
  readonly progress: (progress: LoadProgress) => void;
}

/** One restore of a transaction, with what is known of it so far. */
export class RestoreMember {
  readonly entry: RestoreEntry;
  readonly record: RunRecord;
  safety: WrittenBackup | null = null;
  inserted = 0;

  constructor(entry: RestoreEntry) {
    this.entry = entry;
    const { bytes, sha256 } = entry.backup.manifest.file;
    this.record = new RunRecord(entry.progress);
    this.record.sha256 = sha256;
    this.record.tally = new Tally(bytes);
    this.record.stopwatch.pause();
  }

  get backup(): OpenBackup {
    return this.entry.backup;
  }

  /** Does a part of the work, in the time of this restore. */
  async during<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    const { stopwatch } = this.record;
    stopwatch.goOn();
    try {
      return await work();
    } finally {
      stopwatch.lap(phase);
      stopwatch.pause();
    }
  }

  /** The file is read twice: to prove it, and for its rows. */
  reportProved(bytes: number): void {
    this.record.tally.bytesRead = Math.floor(bytes / 2);
    this.record.report('reading');
  }

  reportRows(bytes: number, rows: number): void {
    const { tally } = this.record;
    tally.bytesRead = Math.floor((this.backup.manifest.file.bytes + bytes) / 2);
    tally.read = rows;
    tally.sent = rows;
    this.record.report('reading');
  }

  /** rows read = inserted + skipped: each row of the file is in the table now, or was there. */
  readonly ledger = (): Ledger => {
    const { rows } = this.backup.manifest;
    return { read: rows, inserted: this.inserted, updated: 0, skipped: rows - this.inserted, rejected: 0, marks: [] };
  };
}
