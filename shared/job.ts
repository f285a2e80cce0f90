import { z } from 'zod';
import { faultSchema } from './fault.ts';
import { columnProfileSchema, ledgerSchema, rejectLimitSchema } from './load.ts';
import { reasonCountSchema } from './reject.ts';
import { runStateSchema } from './run.ts';

/** queued → planning → running → finishing → succeeded | failed; cancelling → cancelled. */
export const jobStateSchema = z.enum([
  'queued',
  'planning',
  'running',
  'finishing',
  'succeeded',
  'failed',
  'cancelling',
  'cancelled',
]);
export type JobState = z.infer<typeof jobStateSchema>;

/** More rows were rejected than the limit says; is the load to go on? */
export const limitQuestionSchema = z.object({
  /** Rows so far, of the file, or of all files that go in together. */
  rejected: z.number().int(),
  read: z.number().int(),
  limit: rejectLimitSchema,
});
export type LimitQuestion = z.infer<typeof limitQuestionSchema>;

/** One file of a job, as it stands now. */
export const jobPartSchema = z.object({
  /** Empty where the job is no run. */
  runId: z.string(),
  sourceName: z.string(),
  schema: z.string(),
  table: z.string(),
  /** asking: it waits for an answer; held: its rows are sent, and those of the other files of its transaction are awaited. */
  state: z
    .enum(['waiting', 'reading', 'judging', 'asking', 'held', 'committing'])
    .or(runStateSchema.exclude(['running'])),
  bytesRead: z.number().int(),
  bytesTotal: z.number().int().nullable(),
  /** While running: what is sent but not committed counts as inserted; rows on the way are in no lane yet. */
  ledger: ledgerSchema,
  onTheWay: z.number().int(),
  /** Of a backup: how many rows the table has, as far as the server knows. */
  rowsExpected: z.number().int().optional(),
  reasons: z.array(reasonCountSchema),
  columns: z.array(columnProfileSchema),
  rowsPerSecond: z.number(),
  elapsedMs: z.number(),
  fault: faultSchema.nullable(),
  /** What a person is asked, in the state asking. */
  question: limitQuestionSchema.nullable(),
  /** In the mode replace: rows that were there and went, or would go; null while that is not known. */
  removed: z.number().int().nullable(),
  /** Of the file, once it was read to its end. */
  sha256: z.string().nullable(),
});
export type JobPart = z.infer<typeof jobPartSchema>;

export const jobSchema = z.object({
  id: z.string(),
  /**
   * backup: a part is reading while rows are copied out, and judging while its file is read back; only then its bytes are those of the file.
   * verify: judging, while the table is read that the file is held against.
   * fix: work on many rejects; export: of many rejects to a file. Their only part counts rows where others count bytes.
   */
  kind: z.enum(['load', 'check', 'fix', 'export', 'infer', 'backup', 'verify', 'restore']),
  connectionId: z.string(),
  state: jobStateSchema,
  /** Goes up with every change; event ids of the stream. */
  version: z.number().int(),
  startedAt: z.string(),
  elapsedMs: z.number(),
  parts: z.array(jobPartSchema),
  fault: faultSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

/** Whether a job will not change any more. */
export const isEnded = (state: JobState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';
