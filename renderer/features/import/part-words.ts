import type { Fault } from '#shared/fault.ts';
import type { JobPart } from '#shared/job.ts';
import type { LedgerState } from '../../ui/ledger/ledger-words.ts';
import { isPartEnded } from './stage.ts';

/** How the ledger of a part is drawn: as a plan, as it goes, or as it ended. */
export function partLedgerState(part: JobPart, isLoad: boolean): LedgerState {
  if (!isPartEnded(part)) return isLoad ? 'running' : 'checking';
  switch (part.state) {
    case 'loaded':
    case 'loadedWithRejects':
      return 'done';
    case 'checked':
      return 'plan';
    case 'unknown':
      return 'unsettled';
    default:
      if (!isLoad) return 'plan';
      return part.fault?.code === 'load.unbalanced' ? 'unbalanced' : 'failed';
  }
}

/** Whether a file's rows are in its table. */
export const isIn = ({ state }: JobPart): boolean => state === 'loaded' || state === 'loadedWithRejects';

/** Why a check or a load of the file ended before its end; null where it did not, or a person ended it. */
export const failureOf = (part: JobPart | null): Fault | null => (part?.state === 'failed' ? part.fault : null);

/** Whether a check or a load of the file came to its end, so that its counts are those of the whole file. */
export const isWhole = (part: JobPart): boolean => part.state === 'checked' || isIn(part);

/** Part of the source's bytes that was read, 0 to 1; 1 once the part has ended. */
export function partShare(part: JobPart): number {
  if (isPartEnded(part)) return 1;
  const { bytesRead, bytesTotal } = part;
  return bytesTotal === null || bytesTotal === 0 ? 0 : Math.min(1, bytesRead / bytesTotal);
}

/** ms until all bytes are read at the pace so far; null while that cannot be told. */
export function timeLeftMs(bytesRead: number, bytesTotal: number, elapsedMs: number): number | null {
  if (bytesRead <= 0 || elapsedMs < 1000 || bytesTotal <= 0) return null;
  return ((bytesTotal - bytesRead) / bytesRead) * elapsedMs;
}
