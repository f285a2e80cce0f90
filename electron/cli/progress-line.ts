import type { Writable } from 'node:stream';
import type { Job, JobPart } from '#shared/job.ts';
import { showCount, showShare } from '#shared/units.ts';

/** Shows a job on one line that is written over; on a terminal only. */
export function progressLine(out: Writable & { readonly isTTY?: boolean }): {
  readonly show: (job: Job) => void;
  readonly end: () => void;
} {
  if (out.isTTY !== true) return { show: () => {}, end: () => {} };
  const clear = '\r\u001b[K';
  return {
    show: (job) => out.write(clear + describeProgress(job)),
    end: () => out.write(clear),
  };
}

/** `hired_employees.csv 42.1 %, 1,200 rows, 3 rejected`; the part that is being read. */
function describeProgress(job: Job): string {
  const part = job.parts.find(
    (one) => one.state === 'reading' || one.state === 'judging' || one.state === 'committing',
  );
  if (part === undefined) return job.state;
  const share = shareOf(part);
  const rejected = part.ledger.rejected === 0 ? '' : `, ${showCount(part.ledger.rejected)} rejected`;
  const back = job.kind === 'backup' && part.state === 'judging' ? ' read back' : '';
  return `${part.sourceName}${back}${share} ${showCount(part.ledger.read)} rows${rejected}`;
}

/** By bytes; of a table, by the rows that the server thinks it has, of which there may be more by now. */
function shareOf({ bytesRead, bytesTotal, ledger, rowsExpected = 0 }: JobPart): string {
  if (bytesTotal !== null) return ` ${showShare(bytesRead, bytesTotal)},`;
  return rowsExpected === 0 ? '' : ` ${showShare(Math.min(ledger.read, rowsExpected), rowsExpected)},`;
}
