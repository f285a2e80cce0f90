import type { JobPart } from '#shared/job.ts';
import type { Run } from '#shared/run.ts';

/**
 * What the history knows of a file's run, in the shape in which a job told it while it was on: so that a result stays in
 * sight when the backend that ran the job is gone.
 */
export const partOfRun = (run: Run): JobPart => ({
  runId: run.id,
  sourceName: run.sourceName,
  schema: run.schema,
  table: run.table,
  // A run that still says so is settled by the backend as it starts.
  state: run.state === 'running' ? 'waiting' : run.state,
  bytesRead: run.sourceBytes,
  bytesTotal: run.sourceBytes,
  ledger: run.ledger,
  onTheWay: 0,
  reasons: run.reasons,
  columns: run.columns,
  rowsPerSecond: run.elapsedMs > 0 ? (run.ledger.read / run.elapsedMs) * 1000 : 0,
  elapsedMs: run.elapsedMs,
  fault: run.fault,
  question: null,
  removed: run.removed,
  sha256: run.sha256,
});
