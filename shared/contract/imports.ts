import { z } from 'zod';
import { tableNameSchema } from '../column.ts';
import { ambiguitySchema, dialectChoiceSchema, dialectSchema } from '../dialect.ts';
import { inferredTableSchema } from '../inferred-table.ts';
import { cellErrorSchema } from '../reject.ts';
import { columnRuleSchema, dictionarySchema, referenceSchema } from '../rule.ts';
import {
  fieldMatchSchema,
  importItemSchema,
  loadOptionsSchema,
  matchedSchema,
  sourceRefSchema,
  textChangeSchema,
} from '../load.ts';
import { call } from './base.ts';

/** A column of the target, with what fills it. */
export const previewColumnSchema = z.object({
  rule: columnRuleSchema,
  key: z.boolean(),
  reference: referenceSchema.nullable(),
  /** 0-based; null: a constant fills the column, or it gets its default. */
  field: z.number().int().nullable(),
  /** Name of the field in the header, null where there is none. */
  fieldName: z.string().nullable(),
  /** The text that every row gets; null where a field fills the column, or nothing does. */
  constant: z.string().nullable(),
  /** What is done to the text of the field on its way. */
  changes: z.array(textChangeSchema),
  /** Whether the server has a value for it where nothing fills it: its default, or its own number. */
  hasDefault: z.boolean(),
});
export type PreviewColumn = z.infer<typeof previewColumnSchema>;

export const previewCellSchema = z.object({
  /** The field as it came (unquoted), or the constant; null: the row has no such field. */
  text: z.string().nullable(),
  /** As it will be stored, as Postgres prints it; null: NULL, or it cannot be stored. */
  stored: z.string().nullable(),
  error: cellErrorSchema.nullable(),
  warning: z.string().nullable(),
});
export type PreviewCell = z.infer<typeof previewCellSchema>;

export const previewRowSchema = z.object({
  record: z.number().int(),
  byteOffset: z.number().int(),
  /** The cells in the order of the columns. */
  cells: z.array(previewCellSchema),
  /** What is wrong with the row as a whole, for instance fields.tooFew. */
  rowError: cellErrorSchema.nullable(),
  fieldCount: z.number().int(),
});
export type PreviewRow = z.infer<typeof previewRowSchema>;

/** The first rows of a file as they would be stored. Judges each cell for itself; keys and references are judged by the check. */
export const previewSchema = z.object({
  source: sourceRefSchema,
  name: z.string(),
  bytes: z.number().int(),
  dialect: dialectSchema,
  /** Which of the dialect's parts a person set. */
  chosen: z.array(z.string()),
  target: tableNameSchema.nullable(),
  /** Whether the table is there; if not, the load creates it as its dictionary says. */
  targetExists: z.boolean(),
  /** How the table was found: `by its name`, `by its header`, `by its width`, `chosen`. */
  targetFoundBy: z.string(),
  /** All tables that could be chosen. */
  candidates: z.array(tableNameSchema),
  /** Fields that most records have. */
  width: z.number().int(),
  /** Names in the header; empty when there is none. */
  fieldNames: z.array(z.string()),
  match: z.array(fieldMatchSchema),
  /** Null where there is no target. */
  matched: matchedSchema.nullable(),
  /** Required columns without a default that nothing fills: the file cannot be loaded until a person says what does. */
  unfilled: z.array(z.string()),
  columns: z.array(previewColumnSchema),
  rows: z.array(previewRowSchema),
  /** True when `rows` are all the rows of the file. */
  whole: z.boolean(),
  /** Names of the sheets of a workbook; empty where the file is none. */
  sheets: z.array(z.string()),
  /** What can be read in more than one way, to be asked; `dialect` says what holds until then. */
  ambiguous: z.array(ambiguitySchema),
  /** Another text whenever the rows would be judged by other rules; empty where there is no table yet to go to. */
  judgedBy: z.string(),
  /** Sentences: where the dictionary that a person saved no longer fits the table. It holds for what is there. */
  drift: z.array(z.string()),
});
export type Preview = z.infer<typeof previewSchema>;

/** Dictionaries that a person gave for this batch; they go before the built-in ones and the catalog. */
const dictionaries = z.array(dictionarySchema).default([]);

export const importRequestSchema = z.object({
  connectionId: z.string(),
  items: z.array(importItemSchema).min(1).max(500),
  options: loadOptionsSchema,
  dictionaries,
});
export type ImportRequest = z.infer<typeof importRequestSchema>;

export const previewRequestSchema = z.object({
  connectionId: z.string(),
  source: sourceRefSchema,
  dialect: dialectChoiceSchema.default({}),
  /** Without a schema: the connection's own. */
  target: z
    .object({ schema: z.string(), table: z.string().min(1) })
    .nullable()
    .default(null),
  match: z.array(fieldMatchSchema).nullable().default(null),
  /** Whether the match of the last load of such a file may be offered. */
  memory: z.boolean().default(true),
  limit: z.number().int().min(1).max(1000).default(200),
  dictionaries,
});
export type PreviewRequest = z.infer<typeof previewRequestSchema>;

/** A file whose table is to be made of what is in it; read as its preview says. */
export const inferRequestSchema = z.object({
  connectionId: z.string(),
  source: sourceRefSchema,
  dialect: dialectSchema,
  width: z.number().int().min(1),
  fieldNames: z.array(z.string()),
  /** What the table is to be called; null: as the file is. */
  table: z.string().min(1).nullable().default(null),
});
export type InferRequest = z.infer<typeof inferRequestSchema>;

export const imports = {
  /** Starts a job that reads a whole file to say what table would hold it; its part counts the rows and bytes read. */
  infer: call.input(inferRequestSchema).output(z.object({ jobId: z.string() })),
  /** What such a job found, once it has succeeded. */
  inferred: call.input(z.object({ jobId: z.string() })).output(inferredTableSchema),
  /** What a statement of a person's would create: the server runs it and rolls it back. */
  tryStatement: call
    .input(z.object({ connectionId: z.string(), target: tableNameSchema, statement: z.string().min(1).max(200_000) }))
    .output(z.object({ dictionary: dictionarySchema })),
  /**
   * Reads the beginning of a file and says how it would be read, which table it fits, and what its first rows become.
   * What a person chose is given; the rest is detected. Answers within 300 ms whatever the size of the file.
   */
  preview: call.input(previewRequestSchema).output(previewSchema),
  /** Starts a job that reads the whole files and writes no row. One run for each file, parents first. */
  check: call.input(importRequestSchema).output(z.object({ jobId: z.string() })),
  /** Starts a job that loads the files, each in a transaction of its own, parents first. */
  load: call.input(importRequestSchema).output(z.object({ jobId: z.string() })),
};
