import { z } from 'zod';
import { tableNameSchema } from './column.ts';
import { dialectSchema } from './dialect.ts';

/** What happens to a row whose key is in the table already. */
export const loadModeSchema = z.enum(['insert', 'skip', 'upsert', 'replace']);
export type LoadMode = z.infer<typeof loadModeSchema>;

/** Columns that a row of the file changes in the row that is there, in the mode upsert; null: all that it fills but the key. */
const updateSchema = z.array(z.string()).min(1).nullable().default(null);

/** So many rejects and no more; percent is of the rows read. */
export const rejectLimitSchema = z.discriminatedUnion('unit', [
  z.object({ unit: z.literal('rows'), value: z.number().int().min(0) }),
  z.object({ unit: z.literal('percent'), value: z.number().min(0).max(100) }),
]);

export const loadOptionsSchema = z.object({
  mode: loadModeSchema.default('insert'),
  /** For every file that names none of its own. */
  update: updateSchema,
  /** Any reject rolls all back. */
  allOrNothing: z.boolean().default(false),
  /** More rejects than this roll all back. */
  maxRejects: rejectLimitSchema.nullable().default(null),
  /** Past the limit, a person is asked; without an answer, and at doors where nobody can be asked, the run rolls back. */
  ask: z.boolean().default(false),
  /**
   * each: a transaction for each file. batch: one for all, so that all go in or none; the limit of rejects and `allOrNothing`
   * are then about the batch as a whole.
   */
  transaction: z.enum(['each', 'batch']).default('each'),
});
export type LoadOptions = z.infer<typeof loadOptionsSchema>;

/** Where bytes come from: a path on this machine, or an upload that the headless host streamed to disk. */
export const sourceRefSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string().min(1) }),
  z.object({ kind: z.literal('upload'), id: z.uuid(), name: z.string().min(1) }),
]);
export type SourceRef = z.infer<typeof sourceRefSchema>;

/**
 * What is done to the text of a field before it becomes the value of its column: blanks at both ends go; letters change their
 * case; a text is replaced wherever it stands; what is empty or NULL is filled. NULL stays NULL but for `fill`.
 */
export const textChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('trim') }),
  z.object({ kind: z.literal('case'), to: z.enum(['lower', 'upper', 'firstLetters']) }),
  z.object({ kind: z.literal('replace'), find: z.string().min(1).max(200), with: z.string().max(200) }),
  z.object({ kind: z.literal('fill'), with: z.string().min(1).max(10_000) }),
]);
export type TextChange = z.infer<typeof textChangeSchema>;

/**
 * What fills a column: a field of the file, 0-based, whose text goes through `changes` in their order; or one constant for every
 * row, spelt as a quoted field of the file would be. A column that stands nowhere gets its default. A field that no
 * column takes is left out.
 */
export const fieldMatchSchema = z.union([
  z.object({
    column: z.string(),
    field: z.number().int().min(0),
    changes: z.array(textChangeSchema).max(20).optional(),
  }),
  z.object({ column: z.string(), constant: z.string().max(10_000) }),
]);
export type FieldMatch = z.infer<typeof fieldMatchSchema>;

/** A column that a field fills. */
export type FieldOfColumn = Extract<FieldMatch, { readonly field: number }>;

export const takesField = (match: FieldMatch): match is FieldOfColumn => 'field' in match;

/** The fields that columns take, 0-based. */
export const fieldsTaken = (match: readonly FieldMatch[]): ReadonlySet<number> =>
  new Set(match.filter(takesField).map(({ field }) => field));

/**
 * How a match came about: by the names in the header, by the order of the fields, as the last time for such a header and this
 * table, or as a person said.
 */
export const matchedBySchema = z.enum(['header', 'position', 'memory', 'chosen']);
export type MatchedBy = z.infer<typeof matchedBySchema>;

/** How the match of a file came about, and the signature of its header: files with the same one are alike. */
export const matchedSchema = z.object({ by: matchedBySchema, signature: z.string().max(100) });

/** What a check found a file to be. */
export const checkedBytesSchema = z.object({
  bytes: z.number().int(),
  /** Null where it was not read to its end. */
  sha256: z.string().nullable(),
});
export type CheckedBytes = z.infer<typeof checkedBytesSchema>;

/** One file of a batch, with all that is needed to read it and where its rows go. */
export const importItemSchema = z.object({
  source: sourceRefSchema,
  dialect: dialectSchema,
  target: tableNameSchema,
  /** Fields that a record of the file has. */
  width: z.number().int().min(1),
  match: z.array(fieldMatchSchema).min(1),
  /** A load remembers what a person chose, and forgets it where the file's own suggestion is taken; null: neither. */
  matched: matchedSchema.nullable().default(null),
  /** Whether the table was there when the file was planned: should it be gone by now, it is not made anew. */
  targetExists: z.boolean().default(false),
  /** The CREATE TABLE that a person wrote for a table that is not there; else a dictionary says how it is created. */
  createBy: z.string().min(1).max(200_000).nullish(),
  /** Goes before that of the load options. */
  update: updateSchema,
  /** What a person has seen checked: a load refuses the file if it is another by now. */
  checked: checkedBytesSchema.nullish(),
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

/** Values that look alike: `A` stands for a capital, `9` for a digit, `a` for a run of other letters. */
export const shapeCountSchema = z.object({ pattern: z.string(), count: z.number().int() });
export type ShapeCount = z.infer<typeof shapeCountSchema>;

/**
 * What a check learnt of the values of a column: of all that its type and rules take, also those of rows that are rejected for
 * another column, or by a key.
 */
export const valueProfileSchema = z.object({
  /** Different values; an estimate within about 2 % unless `distinctExact`. */
  distinct: z.number().int(),
  distinctExact: z.boolean(),
  /** Least and greatest by the type's own order (texts by code point), as stored; null where only the server knows an order. */
  min: z.string().nullable(),
  max: z.string().nullable(),
  /** Characters, of texts. */
  lengths: z.object({ min: z.number().int(), max: z.number().int() }).nullable(),
  /** Of texts: the most frequent shapes, most frequent first. */
  shapes: z.array(shapeCountSchema),
  /** Values of all other shapes. */
  otherShapes: z.number().int(),
});
export type ValueProfile = z.infer<typeof valueProfileSchema>;

/** What a check or load learnt about a column. The counts are rows; a row of the wrong width is wrong in every column. */
export const columnProfileSchema = z.object({
  column: z.string(),
  valid: z.number().int(),
  empty: z.number().int(),
  wrong: z.number().int(),
  /** pg_type.typname. Runs of older versions have neither this nor `values`. */
  type: z.string().optional(),
  /** Of a check that has ended. */
  values: valueProfileSchema.optional(),
});
export type ColumnProfile = z.infer<typeof columnProfileSchema>;
