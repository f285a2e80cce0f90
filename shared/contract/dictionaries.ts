import { z } from 'zod';
import { tableNameSchema } from '../column.ts';
import { driftSchema } from '../dictionary-drift.ts';
import { sourceRefSchema } from '../load.ts';
import { dictionarySchema } from '../rule.ts';
import { call } from './base.ts';

/** A dictionary with all that is needed to judge and to change it. */
export const dictionaryViewSchema = z.object({
  name: tableNameSchema,
  /** As it was saved, or the built-in one, or what the table itself implies: `origin` says which. */
  dictionary: dictionarySchema,
  /** Where it no longer fits the table. What it says of the rest holds. */
  drift: z.array(driftSchema),
  /** All columns of the table, also those that no file can fill; none where there is no table. */
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  /** What the table's own definition asks for, which holds in any case; null: there is no such table. */
  catalog: dictionarySchema.nullable(),
  /** What would hold if no person had made one; null: nothing. */
  unsaved: dictionarySchema.nullable(),
});
export type DictionaryView = z.infer<typeof dictionaryViewSchema>;

/** Why a dictionary cannot be used; `column` null: the dictionary as a whole. */
export const dictionaryProblemSchema = z.object({ column: z.string().nullable(), sentence: z.string() });
export type DictionaryProblem = z.infer<typeof dictionaryProblemSchema>;

const ofTable = z.object({ connectionId: z.string(), name: tableNameSchema });
const draft = ofTable.extend({ dictionary: dictionarySchema });
const problems = z.array(dictionaryProblemSchema);

export const dictionaries = {
  /** Faults: target.missing where there is neither a table nor a dictionary. */
  get: call.input(ofTable).output(dictionaryViewSchema),
  /** Saves what a person made of it, for every door; nothing is saved while there are problems. */
  save: call.input(draft).output(z.object({ problems, view: dictionaryViewSchema.nullable() })),
  /** Forgets what a person made: the built-in one or the table's own holds again. Null where there is none. */
  reset: call.input(ofTable).output(z.object({ view: dictionaryViewSchema.nullable() })),
  /**
   * Reads a Frictionless Table Schema into a dictionary; nothing is saved. `notes` say what of it a dictionary cannot hold.
   * With `name`, columns that the table has keep the table's type where the schema's covers it.
   * Faults: source.*, dictionary.invalid.
   */
  readSchema: call
    .input(z.object({ connectionId: z.string(), name: tableNameSchema.nullable(), source: sourceRefSchema }))
    .output(
      z.object({
        /** The table that the schema names, in the connection's own schema unless `name` was given. */
        name: tableNameSchema,
        dictionary: dictionarySchema,
        notes: z.array(z.string()),
        /** Whether the database has a table of that name. */
        exists: z.boolean(),
      }),
    ),
  /**
   * Writes a dictionary as a Frictionless Table Schema: where it can be fetched (headless host: a path to GET), or, with
   * `path`, to there (Electron). Faults: export.unwritable, source.refused.
   */
  writeSchema: call
    .input(z.object({ name: tableNameSchema, dictionary: dictionarySchema, path: z.string().nullable().default(null) }))
    .output(z.object({ name: z.string(), href: z.string().nullable(), path: z.string().nullable() })),
  /** The statement that would create the table; `notes` say what the table itself would not hold. */
  planTable: call.input(draft).output(z.object({ sql: z.string(), notes: z.array(z.string()), problems })),
  /**
   * Creates the table in a transaction and saves its dictionary. Nothing happens while there are problems.
   * Faults: target.changed (it is there already), target.noRight, dictionary.invalid.
   */
  createTable: call.input(draft).output(z.object({ problems, view: dictionaryViewSchema.nullable() })),
};
