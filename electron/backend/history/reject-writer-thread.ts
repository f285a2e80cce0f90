import { parentPort, workerData } from 'node:worker_threads';
import { type FaultError, isFault } from '#shared/fault.ts';
import { openHistory } from './open-history.ts';
import type { PackedRejects } from './pack-rejects.ts';

// The thread of reject-writer.ts: writes rejects into the history of a data folder, one message after the other.

/** Rows to be written. */
export interface RejectsToWrite {
  readonly id: number;
  readonly runId: string;
  /** Null: all of the run are written. */
  readonly rows: PackedRejects | null;
}

/** What became of them. */
export interface RejectsWritten {
  readonly id: number;
  readonly failure: { readonly fault: FaultError['fault'] | null; readonly message: string } | null;
}

/** 64 MiB of log. */
const LOG_PAGES = 4096;

const history = openHistory(String(workerData), { logPages: LOG_PAGES });

function write({ id, runId, rows }: RejectsToWrite): RejectsWritten {
  try {
    if (rows === null) history.checkpoint();
    else history.rejects.addPacked(runId, rows);
    return { id, failure: null };
  } catch (error) {
    const cause = isFault(error) && error.cause instanceof Error ? error.cause : error;
    const message = cause instanceof Error ? cause.message : String(cause);
    return { id, failure: { fault: isFault(error) ? error.fault : null, message } };
  }
}

parentPort?.on('message', (message: RejectsToWrite) => parentPort?.postMessage(write(message)));
