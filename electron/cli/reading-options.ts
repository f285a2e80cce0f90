import { z } from 'zod';
import { type DialectChoice, encodingSchema, formatSchema } from '#shared/dialect.ts';

/** Those of the options that say how a file is to be read. */
const readingFlags = z.object({
  header: z.enum(['auto', 'yes', 'no']).default('auto'),
  format: formatSchema.optional(),
  encoding: encodingSchema.optional(),
  delimiter: z.string().optional(),
  quote: z.string().optional(),
  comment: z.string().optional(),
  skip: z.number().optional(),
  headerLines: z.number().optional(),
  null: z.array(z.string()).optional(),
  decimal: z.enum(['.', ',']).optional(),
  thousands: z.string().optional(),
  dates: z.enum(['iso', 'dmy', 'mdy', 'ymd']).optional(),
  true: z.array(z.string()).optional(),
  false: z.array(z.string()).optional(),
  sheet: z.string().optional(),
  field: z.array(z.string()).optional(),
});

/** What the options of a load say of how its files are to be read; the rest is found. */
export function dialectOf(raw: unknown): DialectChoice {
  const flags = readingFlags.parse(raw);
  const [nullMarker, ...moreNullMarkers] = flags.null ?? [];
  return {
    ...(flags.header === 'auto' ? {} : { header: flags.header === 'yes' }),
    ...(flags.format && { format: flags.format }),
    ...(flags.encoding && { encoding: flags.encoding }),
    ...(flags.delimiter && { delimiter: flags.delimiter }),
    ...(flags.quote !== undefined && { quote: flags.quote === 'none' ? null : flags.quote }),
    ...(flags.comment && { comment: flags.comment }),
    ...(flags.skip !== undefined && { skipLines: flags.skip }),
    ...(flags.headerLines !== undefined && { header: true, headerLines: flags.headerLines }),
    ...(nullMarker !== undefined && { nullMarker, moreNullMarkers }),
    ...(flags.decimal && { decimal: flags.decimal }),
    ...(flags.thousands !== undefined && { thousands: flags.thousands === 'none' ? null : flags.thousands }),
    ...(flags.dates && { dateOrder: flags.dates }),
    ...(flags.true && { trueWords: flags.true }),
    ...(flags.false && { falseWords: flags.false }),
    ...(flags.sheet !== undefined && { sheet: flags.sheet }),
    ...(flags.field && { fields: flags.field }),
  };
}
