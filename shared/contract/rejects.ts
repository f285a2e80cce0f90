import { z } from 'zod';
import { rejectCodeSchema, rejectSchema } from '../reject.ts';
import { call } from './base.ts';

export const rejectFilterSchema = z.object({
  runId: z.string(),
  code: rejectCodeSchema.nullable().default(null),
  /** Rows with an error in this column; the empty text stands for "the row as a whole". */
  column: z.string().nullable().default(null),
  /** Text that stands in the original line. */
  query: z.string().default(''),
});
export type RejectFilter = z.infer<typeof rejectFilterSchema>;

/** A facet counts rows: a row with two errors stands under both. */
export const facetsSchema = z.object({
  total: z.number().int(),
  reasons: z.array(z.object({ code: rejectCodeSchema, count: z.number().int() })),
  columns: z.array(z.object({ column: z.string(), count: z.number().int() })),
});
export type Facets = z.infer<typeof facetsSchema>;

export const exportFormatSchema = z.enum(['reload', 'csv', 'json']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

export const rejects = {
  /** Columns of the target in the order of the fields, for the grid's heads. */
  page: call
    .input(rejectFilterSchema.extend({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(1000) }))
    .output(z.object({ total: z.number().int(), columns: z.array(z.string()), rejects: z.array(rejectSchema) })),
  facets: call.input(rejectFilterSchema).output(facetsSchema),
  /**
   * Where an export can be fetched (headless host: a path to GET), or, with `path`, writes it there (Electron).
   * reload: the original bytes with the header, in the original dialect. csv and json: the reasons.
   */
  export: call
    .input(rejectFilterSchema.extend({ format: exportFormatSchema, path: z.string().nullable().default(null) }))
    .output(z.object({ name: z.string(), rows: z.number().int(), href: z.string().nullable(), path: z.string().nullable() })),
};
