import { z } from 'zod';
import { tableNameSchema } from '../column.ts';
import { restoreDifferenceSchema } from '../restore.ts';
import { call } from './base.ts';

/** A backup, by the path of its AVRO file, and the table that it goes to. */
export const restoreItemSchema = z.object({
  path: z.string().min(1),
  /** Null: the table that it was made of. Its schema is '' where the connection's own is meant. */
  target: z.object({ schema: z.string(), table: z.string().min(1) }).nullable(),
});
export type RestoreItem = z.infer<typeof restoreItemSchema>;

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
};
