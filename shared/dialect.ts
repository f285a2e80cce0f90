import { z } from 'zod';

/** What a file is made of. `avro` and `xlsx` are read as a table of texts, whose rows are kept as CSV. */
export const formatSchema = z.enum(['csv', 'json', 'ndjson', 'avro', 'xlsx']);
export type Format = z.infer<typeof formatSchema>;

/**
 * The encodings that are read, by their names in the WHATWG Encoding Standard; but iso-8859-1 is what ISO says: each
 * byte is the character of its number.
 */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-3',
  'iso-8859-4',
  'iso-8859-5',
  'iso-8859-6',
  'iso-8859-7',
  'iso-8859-8',
  'iso-8859-10',
  'iso-8859-13',
  'iso-8859-14',
  'iso-8859-15',
  'iso-8859-16',
  'koi8-r',
  'koi8-u',
  'macintosh',
  'ibm866',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
] as const;
export const encodingSchema = z.enum(encodings);
export type Encoding = z.infer<typeof encodingSchema>;

const mark = z.string().min(1).max(8);

const parts = {
  encoding: encodingSchema,
  /** One or more characters between fields. */
  delimiter: mark,
  /** One character that encloses a field, or null: quotes mean nothing. */
  quote: z.string().length(1).nullable(),
  /** Character that makes a quote inside quotes plain; RFC 4180: the quote itself. */
  escape: z.string().length(1).nullable(),
  /** Whether the first record names the fields. */
  header: z.boolean(),
  /** Unquoted text that stands for NULL. */
  nullMarker: z.string(),
  /** As found in the first 64 KiB; a line may end in any of them. */
  lineEnd: z.enum(['lf', 'crlf', 'cr', 'mixed']),
};

/** Parts that came later: what was written before them means the defaults. */
const laterParts = {
  format: formatSchema,
  /** Further unquoted texts that stand for NULL. */
  moreNullMarkers: z.array(z.string()).max(50),
  /** A line that begins with this holds no row; null: no line is a comment. */
  comment: mark.nullable(),
  /** Lines at the beginning of the file that hold nothing of the table. */
  skipLines: z.number().int().min(0).max(10_000),
  /** Records that the header is made of, where there is one: a field's name is what they say of it, one after the other. */
  headerLines: z.number().int().min(1).max(20),
  /** What stands before the fraction of a number. */
  decimal: z.enum(['.', ',']),
  /** What may stand between three digits and three digits of a number; null: nothing. */
  thousands: z.string().length(1).nullable(),
  /** Which part of a date comes first; `iso` takes ISO 8601 alone. */
  dateOrder: z.enum(['iso', 'dmy', 'mdy', 'ymd']),
  /** Words for true and false, in any case, beside those that Postgres takes. */
  trueWords: z.array(z.string().min(1)).max(50),
  falseWords: z.array(z.string().min(1)).max(50),
  /** JSON: the path of each field, its keys joined with dots. */
  fields: z.array(z.string()).max(100_000),
  /** Excel: name of the sheet; null: the first. */
  sheet: z.string().nullable(),
};

/** What the parts that came later are where nothing is said of them. */
const laterDefaults = {
  format: 'csv' as Format,
  moreNullMarkers: [] as string[],
  comment: null as string | null,
  skipLines: 0,
  headerLines: 1,
  decimal: '.' as '.' | ',',
  thousands: null as string | null,
  dateOrder: 'iso' as 'iso' | 'dmy' | 'mdy' | 'ymd',
  trueWords: [] as string[],
  falseWords: [] as string[],
  fields: [] as string[],
  sheet: null as string | null,
};

/** How a file is laid out and how its values are spelt (RFC 4180 and what people made of it). */
export const dialectSchema = z.object({
  ...parts,
  format: laterParts.format.default(laterDefaults.format),
  moreNullMarkers: laterParts.moreNullMarkers.default(laterDefaults.moreNullMarkers),
  comment: laterParts.comment.default(laterDefaults.comment),
  skipLines: laterParts.skipLines.default(laterDefaults.skipLines),
  headerLines: laterParts.headerLines.default(laterDefaults.headerLines),
  decimal: laterParts.decimal.default(laterDefaults.decimal),
  thousands: laterParts.thousands.default(laterDefaults.thousands),
  dateOrder: laterParts.dateOrder.default(laterDefaults.dateOrder),
  trueWords: laterParts.trueWords.default(laterDefaults.trueWords),
  falseWords: laterParts.falseWords.default(laterDefaults.falseWords),
  fields: laterParts.fields.default(laterDefaults.fields),
  sheet: laterParts.sheet.default(laterDefaults.sheet),
});
export type Dialect = z.infer<typeof dialectSchema>;

/** RFC 4180 with LF and no header. */
export const plainDialect: Dialect = {
  encoding: 'utf-8',
  delimiter: ',',
  quote: '"',
  escape: '"',
  header: false,
  nullMarker: '',
  lineEnd: 'lf',
  ...laterDefaults,
};

/** Which parts of a dialect a person set; the rest was detected. */
export const dialectChoiceSchema = z.object({ ...parts, ...laterParts }).partial();
export type DialectChoice = z.infer<typeof dialectChoiceSchema>;

/** A dialect with what a person set instead. */
export const withChoice = (dialect: Dialect, choice: DialectChoice): Dialect => ({
  ...dialect,
  ...(Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined)) as Partial<Dialect>),
});

export const dialectPartSchema = dialectChoiceSchema.keyof();
export type DialectPart = z.infer<typeof dialectPartSchema>;

/** Something about a file that can be read in more than one way: it is asked, and not guessed. */
export const ambiguitySchema = z.object({
  /** The part of the dialect that is in question. */
  part: dialectPartSchema,
  /** The question in a few words: `1/2/2021: day first?` */
  question: z.string(),
  /** What was found, and what is asked. */
  sentence: z.string(),
  /** The answers: a few words, and what to set. */
  options: z.array(z.object({ label: z.string(), choice: dialectChoiceSchema })).min(2),
});
export type Ambiguity = z.infer<typeof ambiguitySchema>;
