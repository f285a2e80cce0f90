import type { Ledger } from '#shared/load.ts';
import { showCount } from '#shared/units.ts';

/**
 * plan: would happen. checking: a plan that is still being made. running: copied and not committed. done: it is in the
 * table. failed: nothing is in the table. unbalanced: both counts were different, nothing is in the table. unsettled: sent,
 * and whether it was committed is not known.
 */
export type LedgerState = 'plan' | 'checking' | 'running' | 'done' | 'failed' | 'unbalanced' | 'unsettled';

export type LaneName = 'inserted' | 'updated' | 'skipped' | 'held' | 'rejected';

export interface Lane {
  readonly name: LaneName;
  readonly word: string;
  readonly count: number;
}

type Words = Readonly<Record<LaneName, string>>;

const toDo: Words = {
  inserted: 'to insert',
  updated: 'to update',
  skipped: 'to skip',
  held: 'on the way',
  rejected: 'to reject',
};

const words: Readonly<Record<LedgerState, Words>> = {
  plan: toDo,
  checking: toDo,
  running: { inserted: 'copied', updated: 'updated', skipped: 'skipped', held: 'on the way', rejected: 'rejected' },
  done: { inserted: 'inserted', updated: 'updated', skipped: 'skipped', held: 'on the way', rejected: 'rejected' },
  failed: { inserted: 'inserted', updated: 'updated', skipped: 'skipped', held: 'rolled back', rejected: 'rejected' },
  unbalanced: { inserted: 'sent', updated: 'updated', skipped: 'skipped', held: 'on the way', rejected: 'rejected' },
  unsettled: { inserted: 'sent', updated: 'updated', skipped: 'skipped', held: 'on the way', rejected: 'rejected' },
};

/**
 * The terms of the sum, in the order that never changes: always inserted, updated, skipped and rejected, and between
 * them, where the sum needs it, the rows that are on the way (running) or were rolled back (failed).
 * @param onTheWay rows read and not yet judged or copied; only while running
 */
export function lanesOf(ledger: Ledger, state: LedgerState, onTheWay: number): readonly Lane[] {
  const failed = state === 'failed';
  const running = state === 'running' || state === 'checking';
  const held = failed ? ledger.read - ledger.rejected : running ? onTheWay : 0;
  const lane = (name: LaneName, count: number): Lane => ({ name, word: words[state][name], count });
  return [
    lane('inserted', failed ? 0 : ledger.inserted),
    lane('updated', failed ? 0 : ledger.updated),
    lane('skipped', failed ? 0 : ledger.skipped),
    ...(held > 0 || running ? [lane('held', held)] : []),
    lane('rejected', ledger.rejected),
  ];
}

const sum = (lanes: readonly Lane[]): string =>
  lanes.map(({ count, word }) => `${showCount(count)} ${word}`).join(' plus ');

const rows = (count: number): string => `${showCount(count)} ${count === 1 ? 'row' : 'rows'}`;

/** The whole ledger as one sentence, for who listens. */
export function ledgerSentence(ledger: Ledger, state: LedgerState, onTheWay: number): string {
  const lanes = lanesOf(ledger, state, onTheWay);
  switch (state) {
    case 'plan':
      return `If loaded now: ${rows(ledger.read)} read equals ${sum(lanes)}. Nothing is written yet.`;
    case 'checking':
      return `So far: ${rows(ledger.read)} read, ${sum(lanes)}. Nothing is written.`;
    case 'running':
      return `So far: ${rows(ledger.read)} read, ${sum(lanes)}. Nothing is committed yet.`;
    case 'done':
      return `${rows(ledger.read)} read equals ${sum(lanes)}. The ledger balances.`;
    case 'failed':
      return `${rows(ledger.read)} read, none of them in the table: ${sum(lanes)}.`;
    case 'unsettled':
      return `${rows(ledger.read)} read, ${sum(lanes)}. Whether they were committed is not known yet.`;
    case 'unbalanced':
      return `${rows(ledger.read)} read, ${sum(lanes)}. The ledger does not balance; nothing is in the table.`;
  }
}

const stateWord: Readonly<Record<LedgerState, string>> = {
  plan: 'plan',
  checking: 'checking',
  running: 'running',
  done: 'done',
  failed: 'failed',
  unbalanced: 'does not balance',
  unsettled: 'not settled',
};

/** The name of the drawing: `Ledger, 1,999 rows, done`. */
export const ledgerName = (ledger: Ledger, state: LedgerState): string =>
  `Ledger, ${rows(ledger.read)}, ${stateWord[state]}`;

/** Quarter of the source that was read, 0 to 3, while a run is on; null when it is not. */
export const quarterOf = (state: LedgerState, done: number): number | null =>
  state === 'running' || state === 'checking' ? Math.min(3, Math.floor(done * 4)) : null;
