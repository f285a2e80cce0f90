import { z } from 'zod';
import { backupEntrySchema } from '../backup.ts';
import { tableNameSchema, tableSchema } from '../column.ts';
import { dictionarySchema } from '../rule.ts';
import { runSummarySchema } from '../run.ts';
import { call } from './base.ts';

/** The newest backup of a table that was made here. */
const lastBackupSchema = backupEntrySchema.pick({ path: true, takenAt: true, rows: true, verified: true, fault: true });

export const tableSummarySchema = tableNameSchema.extend({
  columnCount: z.number().int(),
  rowCount: z.number().int(),
  /** False: `rowCount` is the server's estimate. */
  rowCountExact: z.boolean(),
  bytes: z.number().int(),
  lastRun: runSummarySchema.nullable(),
  lastBackup: lastBackupSchema.nullable(),
  /** Sentences: where the dictionary no longer fits the table. */
  drift: z.array(z.string()),
});
export type TableSummary = z.infer<typeof tableSummarySchema>;

export const tableDetailSchema = z.object({
  summary: tableSummarySchema,
  table: tableSchema,
  dictionary: dictionarySchema,
});
export type TableDetail = z.infer<typeof tableDetailSchema>;

const connectionId = z.string();

export const tables = {
  list: call
    .input(z.object({ connectionId }))
    .output(z.object({ schema: z.string(), tables: z.array(tableSummarySchema) })),
  get: call.input(z.object({ connectionId, name: tableNameSchema })).output(tableDetailSchema),
};
