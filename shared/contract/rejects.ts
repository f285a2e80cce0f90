import { z } from 'zod';
import { faultSchema } from '../fault.ts';
import { loadModeSchema } from '../load.ts';
import { cellErrorSchema, rejectCodeSchema, rejectSchema, rejectStateSchema, typedFieldsSchema } from '../reject.ts';
import { rowFixSchema } from '../row-fix.ts';
import { call } from './base.ts';
import { previewCellSchema } from './imports.ts';

export const rejectFilterSchema = z.object({
  runId: z.string(),
  code: rejectCodeSchema.nullable().default(null),
  /** Rows with an error in this column; the empty text stands for "the row as a whole". */
  column: z.string().nullable().default(null),
  /** Text that stands in the original line. */
  query: z.string().default(''),
  state: rejectStateSchema.nullable().default(null),
  /** Rows that lack the field of this column, as `missing` of the facets names it. */
  missing: z.string().nullable().default(null),
});
export type RejectFilter = z.infer<typeof rejectFilterSchema>;

const stateCountSchema = z.object({ state: rejectStateSchema, count: z.number().int() });

/**
 * Whether all rows are counted. A text is looked for in all lines, which may take a while: an answer tells what is found so far, and
 * the next one goes on from there.
 */
const counted = z.boolean();

/** A facet counts rows: a row with two errors stands under both. */
export const facetsSchema = z.object({
  total: z.number().int(),
  counted,
  reasons: z.array(z.object({ code: rejectCodeSchema, count: z.number().int() })),
  columns: z.array(z.object({ column: z.string(), count: z.number().int() })),
  /** All four, in their order; counted as if the filter named no state. */
  states: z.array(stateCountSchema),
  /**
   * Rows with one field too few, by the column whose field is most likely missing (`department_id or job_id` where both could be);
   * counted as if the filter named none.
   */
  missing: z.array(z.object({ column: z.string(), count: z.number().int() })),
});
export type Facets = z.infer<typeof facetsSchema>;

export const exportFormatSchema = z.enum(['reload', 'csv', 'json', 'fixed']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** How the work on the rejects of a run stands. */
export const rejectWorkSchema = z.object({
  /** Why rows of this run cannot be changed; null: they can. */
  refusal: faultSchema.nullable(),
  /** What the next undo and redo would take back and do again, in words; null: there is nothing. */
  history: z.object({ undo: z.string().nullable(), redo: z.string().nullable() }),
  /** All four, in their order. */
  states: z.array(stateCountSchema),
  counted,
  /** The run of a replay that is under way, or whose end is not known yet: until then no row can be changed. */
  replaying: z.string().nullable(),
});
export type RejectWork = z.infer<typeof rejectWorkSchema>;

/** A row before and after a fix. */
const fixSampleSchema = z.object({
  record: z.number().int(),
  before: typedFieldsSchema,
  after: typedFieldsSchema,
  /** What would still be wrong with it. */
  errors: z.array(cellErrorSchema),
});

/** What work on many rows does, or did. */
export const fixOutcomeSchema = z.object({
  /** Rows that were looked at. Rows that are set aside or loaded are none of them. */
  rows: z.number().int(),
  /** Rows that it changes. */
  change: z.number().int(),
  /** Rows among them that are judged, and pass then. */
  pass: z.number().int(),
  /** The first few that a fix changes. */
  samples: z.array(fixSampleSchema),
});
export type FixOutcome = z.infer<typeof fixOutcomeSchema>;

/** Work that takes longer than a call may goes on as a job, whose end `done` tells; else null. */
const jobId = z.string().nullable();

const runId = z.object({ runId: z.string() });
const record = z.number().int().min(1);

export const rejects = {
  /**
   * Rows that fit, as soon as they are found; `total` tells how many fit, as far as they are counted. `columns`: those of the target in
   * the order of the fields, for the grid's heads.
   */
  page: call
    .input(rejectFilterSchema.extend({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(1000) }))
    .output(
      z.object({ total: z.number().int(), counted, columns: z.array(z.string()), rejects: z.array(rejectSchema) }),
    ),
  facets: call.input(rejectFilterSchema).output(facetsSchema),
  work: call.input(runId).output(rejectWorkSchema),
  /**
   * Judges a row as it is typed, without keeping it: by the codecs, rules and changes of a load, and live by the keys and the
   * references in the database. `cells` are in the order of the file's fields. What only the writing of a row can tell (a trigger, a
   * constraint over several tables), the replay tells.
   */
  judge: call.input(runId.extend({ record, fields: typedFieldsSchema })).output(
    z.object({
      cells: z.array(previewCellSchema),
      rowError: cellErrorSchema.nullable(),
      /** All that is wrong, that of the cells included. */
      errors: z.array(cellErrorSchema),
    }),
  ),
  /** Keeps rows as they were typed, one step of undo; `fields: null` puts a row back to how it came. Answers with the rows. */
  edit: call
    .input(
      runId.extend({
        edits: z
          .array(z.object({ record, fields: typedFieldsSchema.nullable() }))
          .min(1)
          .max(500),
      }),
    )
    .output(z.object({ changed: z.array(rejectSchema), work: rejectWorkSchema })),
  /**
   * Sets rows aside, or takes them back: those that fit the filter, or of these only `records`; answers with how many. A job of it
   * that is cancelled leaves all rows as they were; so do those of undo and redo.
   */
  setAside: call
    .input(
      rejectFilterSchema.extend({ records: z.array(record).max(500).nullable().default(null), aside: z.boolean() }),
    )
    .output(z.object({ rows: z.number().int().nullable(), work: rejectWorkSchema.nullable(), jobId })),
  /**
   * Does one thing to all rows that fit the filter and are neither set aside nor loaded. `apply: false` says what it would do. Where
   * it takes longer than a call may, `outcome` is null and a job goes on with it.
   */
  fixAll: call
    .input(z.object({ filter: rejectFilterSchema, fix: rowFixSchema, apply: z.boolean() }))
    .output(z.object({ outcome: fixOutcomeSchema.nullable(), jobId })),
  /** What a job of this area did; null while it is on, or where it failed or was cancelled. */
  done: call.input(z.object({ jobId: z.string() })).output(z.object({ outcome: fixOutcomeSchema.nullable() })),
  undo: call.input(runId).output(z.object({ work: rejectWorkSchema.nullable(), jobId })),
  redo: call.input(runId).output(z.object({ work: rejectWorkSchema.nullable(), jobId })),
  /**
   * Loads the rows that are fixed, and those only, as a child run. Without a mode: that of the run; but a replay never replaces
   * the rows of the table.
   */
  replay: call
    .input(runId.extend({ mode: loadModeSchema.exclude(['replace']).nullable().default(null) }))
    .output(z.object({ jobId: z.string(), runId: z.string() })),
  /**
   * Where an export can be fetched (headless host: a path to GET), or, with `path`, writes it there (Electron). `rows`: how many it
   * holds; null: that is not counted yet.
   * reload: the original bytes with the header, in the original dialect. csv and json: the reasons. fixed: the rows that are
   * fixed as they will be sent, as CSV with the names of the columns.
   */
  export: call
    .input(rejectFilterSchema.extend({ format: exportFormatSchema, path: z.string().nullable().default(null) }))
    .output(
      z.object({
        name: z.string(),
        rows: z.number().int().nullable(),
        href: z.string().nullable(),
        path: z.string().nullable(),
        jobId,
      }),
    ),
};
