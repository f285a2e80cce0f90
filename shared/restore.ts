import { z } from 'zod';
import { tableNameSchema } from './column.ts';
import { faultSchema } from './fault.ts';

/**
 * replace: all rows go, and those of the backup come. append: rows whose key is not there come; where there is no key, rows that are not
 * there as a whole. new: the table is made as it was, under its own name or another.
 */
export const restoreModeSchema = z.enum(['replace', 'append', 'new']);
export type RestoreMode = z.infer<typeof restoreModeSchema>;

/** What becomes of the triggers of a table while its rows come back: off until COMMIT, or fired for each row. */
export const restoreTriggersSchema = z.enum(['off', 'fire']);

/**
 * What becomes of a column.
 * same: its values come back as they were. converted: it is of another type now, and they go over as text. dropped: the table
 * has no such column, and its values stay behind. computed: the table computes it. Of a column that the backup does not have: default and
 * null say what fills it; unfilled: nothing can, and nothing is restored.
 */
export const restoreFateSchema = z.enum(['same', 'converted', 'dropped', 'computed', 'default', 'null', 'unfilled']);
export type RestoreFate = z.infer<typeof restoreFateSchema>;

export const restoreColumnSchema = z.object({
  name: z.string(),
  /** Its type in the backup, as format_type prints it; null: it is not there. */
  backup: z.string().nullable(),
  /** Its type in the table; null: it is not there. */
  table: z.string().nullable(),
  fate: restoreFateSchema,
});
export type RestoreColumn = z.infer<typeof restoreColumnSchema>;

/** A foreign key of another table that refers to the rows of the target. */
export const referringKeySchema = tableNameSchema.extend({
  name: z.string(),
  columns: z.array(z.string()),
  onDelete: z.enum(['noAction', 'restrict', 'cascade', 'setNull', 'setDefault']),
  /** Whether rows refer by it now; null: this role may not look. */
  hasRows: z.boolean().nullable(),
  /** Whether it can wait until all rows are back: it is deferrable, or this role may make it so until COMMIT. */
  canWait: z.boolean(),
});
export type ReferringKey = z.infer<typeof referringKeySchema>;

/** A foreign key that the target has, or gets with the table. */
export const ownReferenceSchema = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  parent: tableNameSchema,
  /** Whether the table that it refers to is there. */
  exists: z.boolean(),
});
export type OwnReference = z.infer<typeof ownReferenceSchema>;

/** What a backup holds against what is in a table now: shown before anything is done. */
export const restoreDifferenceSchema = z.object({
  target: tableNameSchema,
  exists: z.boolean(),
  backup: z.object({
    table: tableNameSchema,
    rows: z.number().int(),
    takenAt: z.string(),
    serverVersion: z.string(),
  }),
  /** Null: there is no table, or this role may not count its rows. */
  rowsNow: z.number().int().nullable(),
  /** False: `rowsNow` is the server's estimate. */
  rowsNowExact: z.boolean(),
  /** Those of the backup in their order, then those that only the table has. */
  columns: z.array(restoreColumnSchema),
  /** By what append finds rows that are there; null: by the whole row. */
  key: z.array(z.string()).nullable(),
  references: z.array(ownReferenceSchema),
  referredBy: z.array(referringKeySchema),
  /** Names of triggers that would fire. */
  triggers: z.array(z.string()),
  /** In the mode new: what the table had and does not get, since it runs code or says who may do what. */
  unmade: z.object({ triggers: z.array(z.string()), policies: z.array(z.string()), grants: z.array(z.string()) }),
  /** Each mode, with what stands in its way; null: nothing does. */
  modes: z.array(z.object({ mode: restoreModeSchema, fault: faultSchema.nullable() })),
});
export type RestoreDifference = z.infer<typeof restoreDifferenceSchema>;

export const restoreOptionsSchema = z.object({
  mode: restoreModeSchema,
  triggers: restoreTriggersSchema.default('off'),
  /**
   * Where rows that are replaced are backed up before they go; null: nowhere. A table without rows is not backed up.
   */
  safetyFolder: z.string().min(1).nullable(),
});
export type RestoreOptions = z.infer<typeof restoreOptionsSchema>;
