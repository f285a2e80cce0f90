import { fault } from '#shared/fault.ts';
import type { LoadOptions } from '#shared/load.ts';
import type { Tally } from './tally.ts';

/** A record takes at least this many bytes: one for its field or delimiter, one for its end. */
const RECORD_BYTES_MIN = 2;

/** Whether it is certain that the limit is passed, or will be. */
function areTooMany(tally: Tally, { maxRejects }: LoadOptions, rejected: number): boolean {
  if (maxRejects === null) return false;
  if (maxRejects.unit === 'rows') return rejected > maxRejects.value;
  const rowsLeftMax = Math.ceil(Math.max(0, tally.bytesTotal - tally.bytesRead) / RECORD_BYTES_MIN);
  return rejected * 100 > (tally.read + rowsLeftMax) * maxRejects.value;
}

/** Raises load.tooManyRejects as soon as it is certain that the limit will be passed. */
export function demandFewRejects(tally: Tally, options: LoadOptions): void {
  const { maxRejects } = options;
  if (maxRejects === null || !areTooMany(tally, options, tally.rejected)) return;
  const limit = `${maxRejects.value} ${maxRejects.unit === 'rows' ? 'rows' : '%'}`;
  throw fault('load.tooManyRejects', { rejected: tally.rejected, read: tally.read, limit });
}

/** Whether the run can succeed with this many rejects beside those that are counted. */
export const areWanted = (tally: Tally, options: LoadOptions, more: number): boolean =>
  !(options.allOrNothing && tally.rejected + more > 0) && !areTooMany(tally, options, tally.rejected + more);

/** Raises load.allOrNothing or load.tooManyRejects: all rows are read, and these are all rejects so far. */
export function demandWantedRejects(tally: Tally, options: LoadOptions): void {
  if (options.allOrNothing && tally.rejected > 0) throw fault('load.allOrNothing', { rejected: tally.rejected });
  demandFewRejects(tally, options);
}
