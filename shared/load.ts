import { z } from 'zod';
import { tableNameSchema } from './column.ts';
import { dialectSchema } from './dialect.ts';

/** What happens to a row whose key is in the table already. */
export const loadModeSchema = z.enum(['insert', 'skip', 'upsert', 'replace']);
export type LoadMode = z.infer<typeof loadModeSchema>;

export const loadOptionsSchema = z.object({
  mode: loadModeSchema.default('insert'),
  /** Any reject rolls the whole run back. */
  allOrNothing: z.boolean().default(false),
  /** More rejects than this roll the run back; percent is of the rows read. */
  maxRejects: z
    .discriminatedUnion('unit', [
      z.object({ unit: z.literal('rows'), value: z.number().int().min(0) }),
      z.object({ unit: z.literal('percent'), value: z.number().min(0).max(100) }),
    ])
    .nullable()
    .default(null),
});
export type LoadOptions = z.infer<typeof loadOptionsSchema>;

/** Where bytes come from: a path on this machine, or an upload that the headless host streamed to disk. */
export const sourceRefSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string().min(1) }),
  z.object({ kind: z.literal('upload'), id: z.uuid(), name: z.string().min(1) }),
]);
export type SourceRef = z.infer<typeof sourceRefSchema>;

/**
 * Which field of the file goes to which column. `field` is 0-based; a column that stands nowhere gets its default.
 * A field that no column takes is left out.
 */
export const fieldMatchSchema = z.object({ column: z.string(), field: z.number().int().min(0) });
export type FieldMatch = z.infer<typeof fieldMatchSchema>;

/** One file of a batch, with all that is needed to read it and where its rows go. */
export const importItemSchema = z.object({
  source: sourceRefSchema,
  dialect: dialectSchema,
  target: tableNameSchema,
  /** Fields that a record of the file has. */
  width: z.number().int().min(1),
  match: z.array(fieldMatchSchema).min(1),
  /** Whether the table was there when the file was planned: should it be gone by now, it is not made anew. */
  targetExists: z.boolean().default(false),
});
export type ImportItem = z.infer<typeof importItemSchema>;

/** How many marks the channel of a ledger has: the source is cut into this many parts of equal bytes. */
export const MARK_BINS = 256;

/** rows read = inserted + updated + skipped + rejected. */
export const ledgerSchema = z.object({
  read: z.number().int(),
  inserted: z.number().int(),
  updated: z.number().int(),
  skipped: z.number().int(),
  rejected: z.number().int(),
  /** Rejects in each of MARK_BINS equal parts of the source's bytes; empty when there are none. */
  marks: z.array(z.number().int()),
});
export type Ledger = z.infer<typeof ledgerSchema>;

export const emptyLedger: Ledger = { read: 0, inserted: 0, updated: 0, skipped: 0, rejected: 0, marks: [] };

/** Whether the ledger's sum holds. */
export const balances = (ledger: Ledger): boolean =>
  ledger.read === ledger.inserted + ledger.updated + ledger.skipped + ledger.rejected;

/** What a check or load learnt about a column. The counts are rows; a row of the wrong width is wrong in every column. */
export const columnProfileSchema = z.object({
  column: z.string(),
  valid: z.number().int(),
  empty: z.number().int(),
  wrong: z.number().int(),
});
export type ColumnProfile = z.infer<typeof columnProfileSchema>;
