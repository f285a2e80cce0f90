import { z } from 'zod';
import { fillIn, type FaultValues } from './fault.ts';

/**
 * Why a row did not go in. Few and stable: the same in the grid, the exported report, the REST answer and the history.
 * The order is the order of reasons within a row: a row is counted once, under its first reason.
 */
const sentences = {
  encoding: '{column} holds bytes that are no text in the encoding of the file.',
  'record.tooLong': 'The record has {size}; at most 16 MiB are read. Check delimiter, quote and line ends.',
  'record.invalid': 'The record is not a JSON object.',
  'quote.invalid': 'A quote stands where none may stand.',
  'key.unknown': 'The record has the key {key}, which is none of the fields. Add it to the fields of the file.',
  'key.twice': 'The record has the key {key} twice.',
  'fields.tooFew': 'The row has {got} fields; the table takes {want}.',
  'fields.tooMany': 'The row has {got} fields; the table takes {want}.',
  required: '{column} is empty. The dictionary requires it.',
  'type.integer': '{column} takes a whole number from {min} to {max}.',
  'type.number': '{column} takes a number.',
  'type.boolean': '{column} takes true or false.',
  'type.date': '{column} takes a date like 2021-05-17.',
  'type.timestamp': '{column} takes a date and time like 2021-05-17T09:00:00Z.',
  'type.uuid': '{column} takes a UUID.',
  'type.json': '{column} takes JSON.',
  'type.string': '{column} takes a JSON string, in quotes.',
  'type.text': '{column} holds a character that Postgres cannot store.',
  'type.other': '{column} was refused by the server: {reason}',
  length: '{column} has {got} characters; it takes {max}.',
  pattern: '{column} does not have the form that the dictionary asks for.',
  range: '{column} is outside {min} to {max}.',
  oneOf: '{column} is none of the values that the dictionary lists.',
  'duplicate.inFile': '{column} {value} stands in the file already, in record {record}.',
  'duplicate.inTable': '{column} {value} is in the table already.',
  'reference.missing': '{column} {value} is not in {parent}{why}.',
  constraint: 'The server refused the row: {reason}',
} as const;

export type RejectCode = keyof typeof sentences;
export const rejectCodes = Object.keys(sentences) as readonly RejectCode[];
export const rejectCodeSchema = z.enum(rejectCodes as [RejectCode, ...RejectCode[]]);

/** One thing wrong with one row. `column` is null when the row as a whole is wrong. */
export const cellErrorSchema = z.object({
  column: z.string().nullable(),
  code: rejectCodeSchema,
  /** The text as it was judged: as it came, or as its column changed it; at most 200 characters; null where there is none. */
  value: z.string().nullable(),
  sentence: z.string(),
});
export type CellError = z.infer<typeof cellErrorSchema>;

/** The sentence of a code. */
export const rejectSentence = (code: RejectCode, values: FaultValues): string =>
  fillIn(sentences[code], values).replace(/^The row has 1 fields/, 'The row has 1 field');

/** Makes a cell error; `value` is cut to 200 characters. */
export function cellError(
  code: RejectCode,
  column: string | null,
  value: string | null,
  values: FaultValues = {},
): CellError {
  const shown = value !== null && value.length > 200 ? `${value.slice(0, 199)}…` : value;
  const named = { column: column ?? 'The row', value: shown ?? '', why: '', ...values };
  return { column, code, value: shown, sentence: rejectSentence(code, named) };
}

/** Position of a code among the reasons of a row; lower comes first. */
export const reasonOrder = (code: RejectCode): number => orders.get(code) ?? rejectCodes.length;
const orders: ReadonlyMap<string, number> = new Map(rejectCodes.map((code, order) => [code, order]));

/**
 * open: nobody has made it right yet. fixed: as it would be sent now, it passes. aside: it is not to be sent. loaded: a replay
 * took it.
 */
export const rejectStateSchema = z.enum(['open', 'fixed', 'aside', 'loaded']);
export type RejectState = z.infer<typeof rejectStateSchema>;

/** The fields of a row as they would be sent, in the order of the file's fields; null: no value. */
export const typedFieldsSchema = z.array(z.string().nullable());
export type TypedFields = z.infer<typeof typedFieldsSchema>;

/** What became of a row by hand. */
export const rejectFixSchema = z.object({
  /** As they will be sent. */
  fields: typedFieldsSchema,
  /** What is still wrong; empty when it passes. */
  errors: z.array(cellErrorSchema),
  /** As Postgres would print each field; null: NULL, or it cannot be stored, or no column takes the field. */
  stored: z.array(z.string().nullable()),
});
export type RejectFix = z.infer<typeof rejectFixSchema>;

/** A row that did not go in, as the grid shows it. */
export const rejectSchema = z.object({
  runId: z.string(),
  /** 1-based among the rejects that fit the filter, in the order of their records; 0 where no filter was asked. */
  ordinal: z.number().int(),
  /** 1-based record number in the source; a header is not counted. */
  record: z.number().int(),
  byteOffset: z.number().int(),
  /** The original line without its line end, decoded for showing, at most 10,000 characters. */
  line: z.string(),
  /** Whether `line` was cut. */
  cut: z.boolean(),
  /** The fields of the line as the dialect splits them. */
  fields: z.array(z.string()),
  errors: z.array(cellErrorSchema).min(1),
  /** Of a row with one field too few: the column whose field is most likely missing, or several joined by `or`; else null. */
  missing: z.string().nullable(),
  state: rejectStateSchema,
  /** Null: nobody has changed the row. */
  fix: rejectFixSchema.nullable(),
});
export type Reject = z.infer<typeof rejectSchema>;

/** How many rows have a reason; each row is counted once, under its first reason. */
export const reasonCountSchema = z.object({
  code: rejectCodeSchema,
  column: z.string().nullable(),
  count: z.number().int(),
  /** The sentence of the first such row. */
  sentence: z.string(),
});
export type ReasonCount = z.infer<typeof reasonCountSchema>;
