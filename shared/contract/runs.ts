import { z } from 'zod';
import { familySchema, runSchema, runSummarySchema } from '../run.ts';
import { call } from './base.ts';

const runId = z.object({ runId: z.string() });

export const runFilterSchema = z.object({
  connectionId: z.string().nullable().default(null),
  table: z.string().nullable().default(null),
  /** Text that stands in the file's name, the table's or the run's id. */
  query: z.string().default(''),
  states: z.array(runSummarySchema.shape.state).default([]),
  limit: z.number().int().min(1).max(500).default(100),
  offset: z.number().int().min(0).default(0),
});
export type RunFilter = z.infer<typeof runFilterSchema>;

export const runs = {
  /** Newest first. `total` counts all that fit the filter. */
  list: call.input(runFilterSchema).output(z.object({ total: z.number().int(), runs: z.array(runSummarySchema) })),
  get: call.input(runId).output(runSchema.extend({ family: familySchema })),
  /** Takes a failure out of sight on the tables screen; the run stays. */
  dismiss: call.input(runId).output(z.object({})),
};
