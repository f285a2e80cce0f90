import { fault } from '#shared/fault.ts';
import { balances, type Ledger } from '#shared/load.ts';
import type { Tally } from './tally.ts';

/** Rows as the server's command tags count them. */
export interface ServerCounts {
  /** Rows that COPY took. */
  readonly copied: number;
  readonly inserted: number;
  readonly updated: number;
  /** Rows whose key was in the table, in the mode skip. */
  readonly skipped: number;
}

/**
 * Closes the books: what was read and rejected here against what the server counted there.
 * Faults: load.unbalanced.
 */
export function closeLedger(tally: Tally, server: ServerCounts): Ledger {
  if (tally.sent !== server.copied) throw fault('load.unbalanced', { sent: tally.sent, counted: server.copied });
  const ledger: Ledger = {
    read: tally.read,
    inserted: server.inserted,
    updated: server.updated,
    skipped: server.skipped,
    rejected: tally.rejected,
    marks: tally.marks,
  };
  if (!balances(ledger)) {
    const expected = tally.read - tally.rejected - server.skipped;
    throw fault('load.unbalanced', { sent: expected, counted: server.inserted + server.updated });
  }
  return ledger;
}
