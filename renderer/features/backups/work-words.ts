import type { Job, JobPart } from '#shared/job.ts';
import { showAmount, showBytes, showCount } from '#shared/units.ts';
import { partShare } from '../import/part-words.ts';
import { endOf, isPartEnded } from '../import/stage.ts';
import { showBytesOf } from '../runs/run-words.ts';

const verbs = {
  backup: { on: 'Backing up', done: 'Backed up', noun: 'table' },
  verify: { on: 'Verifying', done: 'Verified', noun: 'backup' },
  restore: { on: 'Restoring', done: 'Restored', noun: 'table' },
} as const;

const kindOf = ({ kind }: Job): keyof typeof verbs => (kind === 'backup' || kind === 'verify' ? kind : 'restore');

/** `Backing up departments`, `Verified 3 backups`, `Restore of 2 tables failed`. */
export function workTitle(job: Job): string {
  const kind = kindOf(job);
  const { on, done, noun } = verbs[kind];
  const [first] = job.parts;
  const what =
    job.parts.length === 1 && first?.table !== '' ? (first?.table ?? '') : showAmount(job.parts.length, noun);
  switch (job.state) {
    case 'succeeded':
      return `${done} ${what}`;
    case 'failed':
      return kind === 'verify' ? `Verified ${what}` : `${kind === 'backup' ? 'Backup' : 'Restore'} of ${what} failed`;
    case 'cancelling':
      return 'Stopping';
    case 'cancelled':
      return `${kind === 'backup' ? 'Backup' : kind === 'verify' ? 'Verifying' : 'Restore'} of ${what} cancelled`;
    default:
      return `${on} ${what}`;
  }
}

/** How far a table's backup is, 0 to 1: copying it out is one half, reading its file back the other. */
function backupShare(part: JobPart): number {
  if (isPartEnded(part)) return 1;
  if (part.state === 'waiting') return 0;
  if (part.state === 'held' || part.state === 'judging') return 0.5 + partShare(part) / 2;
  const expected = Math.max(part.rowsExpected ?? 0, part.ledger.read);
  return expected === 0 ? 0 : part.ledger.read / expected / 2;
}

/** How far the whole is, 0 to 1; tables with more rows count for more. */
export function workShare(job: Job): number {
  const weighed = job.parts.map((part) => ({
    share: job.kind === 'backup' ? backupShare(part) : partShare(part),
    weight: Math.max(1, job.kind === 'backup' ? (part.rowsExpected ?? part.ledger.read) : (part.bytesTotal ?? 1)),
  }));
  const whole = weighed.reduce((sum, { weight }) => sum + weight, 0);
  const done = weighed.reduce((sum, { share, weight }) => sum + share * weight, 0);
  return whole === 0 ? 0 : Math.min(1, done / whole);
}

function copiedWords({ ledger, rowsExpected, bytesRead }: JobPart): string {
  const rows =
    rowsExpected === undefined || rowsExpected < ledger.read
      ? showAmount(ledger.read, 'row')
      : `${showCount(ledger.read)} of about ${showAmount(rowsExpected, 'row')}`;
  return `${rows}, ${showBytes(bytesRead)}`;
}

/** Where a part of the work stands, in counts. */
export function partWords(kind: Job['kind'], part: JobPart): string {
  const { state, ledger, bytesRead, bytesTotal } = part;
  const isEnded = endOf(part) !== 'running';
  if (state === 'waiting') return 'Waits';
  if (kind === 'backup') {
    if (state === 'reading') return copiedWords(part);
    if (!isEnded) return `Reading back: ${showBytesOf(bytesRead, bytesTotal ?? 0)}`;
    return state === 'loaded' ? `${showAmount(ledger.read, 'row')}, ${showBytes(bytesTotal ?? 0)}` : '';
  }
  if (kind === 'verify') {
    if (state === 'judging') return `${showAmount(ledger.read, 'row')} read, comparing with the table`;
    if (!isEnded) return showBytesOf(bytesRead, bytesTotal ?? 0);
    return state === 'checked' ? `${showAmount(ledger.read, 'row')}, ${showBytes(bytesTotal ?? 0)}` : '';
  }
  if (!isEnded) return showBytesOf(bytesRead, bytesTotal ?? 0);
  return state === 'loaded' ? `${showAmount(ledger.inserted, 'row')} restored` : '';
}

/** How the work ended as a whole; null: the lines of its parts say it. */
export function endWords(job: Job): string | null {
  const good = job.parts.filter(({ state }) => state === 'loaded' || state === 'checked');
  const rows = good.reduce((sum, { ledger }) => sum + ledger.read, 0);
  const bytes = good.reduce((sum, { bytesTotal }) => sum + (bytesTotal ?? 0), 0);
  const of = `${showCount(good.length)} of ${showCount(job.parts.length)}`;
  switch (kindOf(job)) {
    case 'backup':
      return `${of} written and read back: ${showAmount(rows, 'row')}, ${showBytes(bytes)}.`;
    case 'verify':
      return `${of} as ${good.length === 1 ? 'it was' : 'they were'} written: ${showAmount(rows, 'row')}, ${showBytes(bytes)}.`;
    case 'restore':
      return job.state === 'succeeded' ? null : 'Rolled back; every table is as it was.';
  }
}
