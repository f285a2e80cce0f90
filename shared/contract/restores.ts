import { z } from 'zod';
import { tableNameSchema } from '../column.ts';
import { restoreDifferenceSchema, restoreOptionsSchema } from '../restore.ts';
import { call } from './base.ts';

/** A backup, by the path of its AVRO file, and the table that it goes to. */
export const restoreItemSchema = z.object({
  path: z.string().min(1),
  /** Null: the table that it was made of. Its schema is '' where the connection's own is meant. */
  target: z.object({ schema: z.string(), table: z.string().min(1) }).nullable(),
});
export type RestoreItem = z.infer<typeof restoreItemSchema>;

export const restoreStartSchema = z.object({
  connectionId: z.string(),
  items: z.array(restoreItemSchema).min(1).max(500),
  options: restoreOptionsSchema,
});
export type RestoreStart = z.infer<typeof restoreStartSchema>;

export const restores = {
  /** What a backup holds against what is in its table now, and what stands in the way of each mode. */
  compare: call
    .input(
      z.object({
        connectionId: z.string(),
        item: restoreItemSchema,
        /** Tables that would be restored together with it. */
        others: z.array(tableNameSchema).default([]),
      }),
    )
    .output(restoreDifferenceSchema),
  /** Starts a job that restores all of the tables in one transaction, with a run for each. */
  start: call.input(restoreStartSchema).output(z.object({ jobId: z.string() })),
};
