import type { TableName } from '#shared/column.ts';
import { type Ambiguity, type Dialect, type DialectChoice, plainDialect } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import type { FieldMatch } from '#shared/load.ts';
import type { Source } from '#backend/source/open-source.ts';
import { detectFields } from './detect-fields.ts';
import { detectFormat, textHead } from './detect-format.ts';
import { detectHeader, type HeaderVerdict } from './detect-header.ts';
import { detectSpelling } from './detect-spelling.ts';
import { isOfRejects } from './file-name-fit.ts';
import { guessTable, type Candidate, type TableGuess } from './guess-table.ts';
import { matchFields } from './match-fields.ts';
import { readAvroFields } from './parse-avro.ts';
import { sheetNames } from './parse-xlsx.ts';
import { commonWidths, firstRows, readSample, type Sample } from './read-sample.ts';
import { sniffDialect } from './sniff-dialect.ts';
import { rowTexts } from './unescape.ts';

/** Rows that are enough to tell names from values. */
const ROWS_LOOKED_AT = 200;

export interface DetectOptions {
  /** What a person set; it stands. */
  readonly choice?: DialectChoice;
  /** Tables that the rows could go to. */
  readonly candidates?: readonly Candidate[];
  /** The table, where it is known already: one of the candidates. */
  readonly target?: TableName | null;
  /** Which field goes to which column, where a person said so. */
  readonly match?: readonly FieldMatch[] | null;
  /** Rows of the sample. */
  readonly rowsMax?: number;
  readonly signal?: AbortSignal;
}

export interface DetectedDialect {
  readonly dialect: Dialect;
  readonly headerReason: string;
  /** What can be read in more than one way; the dialect says what holds until it is answered. */
  readonly ambiguous: readonly Ambiguity[];
  /** Names of the sheets of a workbook; empty where the file is none. */
  readonly sheets: readonly string[];
  /** The first rows, read with that dialect. */
  readonly sample: Sample;
  /** The table that the file is most likely meant for, whether or not one is chosen. */
  readonly guess: TableGuess | null;
}

/**
 * Finds out how a file is laid out and which table it is meant for, from its first SAMPLE_BYTES alone.
 * Faults: source.empty (nothing but blank lines), and what readSample throws.
 */
export async function detectDialect(
  source: Source,
  { choice = {}, candidates = [], target = null, match = null, rowsMax = 1000, signal }: DetectOptions = {},
): Promise<DetectedDialect> {
  const waiting = signal ? { signal } : {};
  const bare = { ...(await layOut(source, choice)), header: false };
  const { header, reason } = hasNames(bare)
    ? { header: false, reason: 'its fields have names' }
    : choice.header === undefined
      ? decideHeader(
          await readSample(source, bare, { rowsMax: ROWS_LOOKED_AT, ...waiting }),
          source.name,
          candidates,
          target,
        )
      : { header: choice.header, reason: 'it was chosen' };
  const dialect = { ...bare, header };
  // Whoever wants one row wants the same answers: that row may be the broken one.
  const looked = await readSample(source, dialect, { rowsMax: Math.max(rowsMax, ROWS_LOOKED_AT), ...waiting });
  const { fieldNames } = looked;
  const isBare = looked.batches.length === 0 && fieldNames.length === 0;
  if (isBare && looked.whole) throw fault('source.empty', { name: source.name });
  // A first record longer than the sample says nothing: it is taken to fit until it is read.
  const { name } = source;
  const widths = commonWidths(looked.batches);
  const traits = { fileName: name, fieldNames, width: looked.width, widths, sampleRows: textsOf(looked) };
  const guess = guessTable(traits, candidates);
  const known = columnsOf(target ?? guess?.target ?? null, candidates);
  const asked = fieldNames.length > 0 ? fieldNames.length : known?.length;
  // What the header or the table asks for is the width as soon as a good part of the rows have it, although more may be
  // short. A file of rejects may hold nothing else.
  const isAsked = asked !== undefined && (isBare || widths.includes(asked) || isOfRejects(name));
  const width = isAsked ? asked : looked.width;
  const types =
    known === undefined ? unknownTypes(width) : typesOf(match ?? matchFields(fieldNames, width, known), known, width);
  const spelling = detectSpelling(textsOf(looked), types, choice);
  return {
    dialect: { ...dialect, ...spelling.found },
    headerReason: reason,
    ambiguous: [
      ...(choice.encoding === undefined && source.ambiguous ? [source.ambiguous] : []),
      ...spelling.ambiguous,
    ],
    sheets: dialect.format === 'xlsx' ? await sheetNames(source) : [],
    sample: { ...firstRows(looked, rowsMax), width },
    guess,
  };
}

/** What of a dialect the beginning of a file tells, but for the header and how its values are spelt. */
async function layOut(source: Source, choice: DialectChoice): Promise<Dialect> {
  const { encoding } = source;
  const format = detectFormat(source, choice.format);
  const known: Dialect = { ...plainDialect, ...withoutUndefined(choice), format, encoding };
  switch (format) {
    case 'csv':
      return { ...known, ...sniffDialect(textHead(source), source.headIsWhole, choice) };
    case 'json':
    case 'ndjson':
      return { ...known, fields: choice.fields ?? (await detectFields(source, known)) };
    case 'avro':
      return { ...known, fields: await readAvroFields(source) };
    case 'xlsx':
      return known;
  }
}

/** Whether the format names the fields by itself. */
const hasNames = ({ format }: Dialect): boolean => format === 'json' || format === 'ndjson' || format === 'avro';

const unknownTypes = (width: number): undefined[] => Array.from({ length: width }, () => undefined);

/** The type of the column that each field goes to; of a field that goes nowhere, none: how it is spelt is no question. */
function typesOf(match: readonly FieldMatch[], columns: Candidate['columns'], width: number): string[] {
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  return Array.from({ length: width }, (_, field) => {
    const column = match.find((it) => 'field' in it && it.field === field)?.column;
    return (column === undefined ? undefined : typeOf.get(column)) ?? 'none';
  });
}

function withoutUndefined(choice: DialectChoice): Partial<Dialect> {
  return Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined));
}

function decideHeader(
  sample: Sample,
  fileName: string,
  candidates: readonly Candidate[],
  target: TableName | null,
): HeaderVerdict {
  const rows = textsOf(sample);
  const [fieldNames = [], ...sampleRows] = rows;
  const traits = { fileName, width: sample.width, widths: commonWidths(sample.batches), sampleRows };
  const guess = guessTable({ ...traits, fieldNames }, candidates);
  return detectHeader(rows, columnsOf(target ?? guess?.target ?? null, candidates));
}

const columnsOf = (table: TableName | null, candidates: readonly Candidate[]): Candidate['columns'] | undefined =>
  candidates.find((it) => it.schema === table?.schema && it.table === table.table)?.columns;

const textsOf = ({ batches }: Sample): string[][] =>
  batches
    .flatMap((batch) => Array.from({ length: batch.rowCount }, (_, row) => rowTexts(batch, row)))
    .slice(0, ROWS_LOOKED_AT);
