import { z } from 'zod';

/** How the text of a delimited file is laid out (RFC 4180 and what people made of it). */
export const dialectSchema = z.object({
  encoding: z.enum(['utf-8']),
  /** One or more characters between fields. */
  delimiter: z.string().min(1).max(8),
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
};

/** Which parts of a dialect a person set; the rest was detected. */
export const dialectChoiceSchema = dialectSchema.partial();
export type DialectChoice = z.infer<typeof dialectChoiceSchema>;
