import { z } from 'zod';
import { dialectSchema } from './dialect.ts';
import { faultSchema } from './fault.ts';
import { columnProfileSchema, fieldMatchSchema, ledgerSchema, loadOptionsSchema } from './load.ts';
import { reasonCountSchema } from './reject.ts';
import { dictionarySchema } from './rule.ts';

/**
 * running; the three ends loaded, loadedWithRejects, failed; and beside them checked (nothing written), cancelled, and
 * unknown (the answer to COMMIT was lost and could not be settled yet).
 */
export const runStateSchema = z.enum([
  'running',
  'loaded',
  'loadedWithRejects',
  'failed',
  'checked',
  'cancelled',
  'unknown',
]);
export type RunState = z.infer<typeof runStateSchema>;

export const runSummarySchema = z.object({
  id: z.string(),
  /** The files of one migration share a batch. */
  batchId: z.string(),
  /** The run whose rejects this one loads, once they were made right; else null. */
  parentId: z.string().nullable(),
  /** backup: rows of the table went to a file, which the source is; of its ledger, they are inserted. deletion: a backup was deleted. */
  kind: z.enum(['load', 'check', 'backup', 'deletion']),
  /** rest: rows that a key sent to the REST service within an hour; restore: rows of a backup came back, at whichever door; backup: what a person had done on backups in the window. */
  door: z.enum(['import', 'cli', 'restore', 'backup', 'schedule', 'rest']),
  state: runStateSchema,
  connectionId: z.string(),
  connectionName: z.string(),
  schema: z.string(),
  table: z.string(),
  sourceName: z.string(),
  sourceBytes: z.number().int(),
  /** Who ran it: the operating system's user name. */
  who: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  elapsedMs: z.number(),
  ledger: ledgerSchema,
  reasons: z.array(reasonCountSchema),
  fault: faultSchema.nullable(),
  /** A failure stays in sight until dismissed. */
  dismissed: z.boolean(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

/** Where the time of a run went, in ms. They overlap with nothing: plan + read + check + copy + commit is the whole. */
export const timingsSchema = z.object({
  planMs: z.number(),
  readMs: z.number(),
  checkMs: z.number(),
  copyMs: z.number(),
  commitMs: z.number(),
});
export type Timings = z.infer<typeof timingsSchema>;

export const runSchema = runSummarySchema.extend({
  sourcePath: z.string().nullable(),
  /** Lower-case hex of the whole source; null while it is not known. */
  sha256: z.string().nullable(),
  dialect: dialectSchema,
  options: loadOptionsSchema,
  path: z.enum(['direct', 'staged']).nullable(),
  timings: timingsSchema,
  /** Rows as the server's command tags counted them, against our own count. */
  serverCount: z.number().int().nullable(),
  /** In the mode replace: rows that were there and went, or would have gone. */
  removed: z.number().int().nullable(),
  sql: z.array(z.string()),
  /** pg_current_xact_id() of the load, as text. */
  transactionId: z.string().nullable(),
  columns: z.array(columnProfileSchema),
  /** Rows with at least one warning. */
  warned: z.number().int(),
  warnings: z.array(z.object({ column: z.string(), count: z.number().int(), sentence: z.string() })),
});
export type Run = z.infer<typeof runSchema>;

/**
 * A run and its replays. Of what the parent read: inserted + updated + skipped, by it and by all its replays, and what is still
 * rejected are the whole.
 */
export const familySchema = z.object({ parent: runSummarySchema.nullable(), children: z.array(runSummarySchema) });

/** What judging and loading rows of a run again takes, beside its dialect and its options. */
export const runSetupSchema = z.object({
  width: z.number().int(),
  match: z.array(fieldMatchSchema),
  targetExists: z.boolean(),
  /** Dictionaries that a person gave for the run; else what holds when the rows are judged. */
  dictionaries: z.array(dictionarySchema),
});
