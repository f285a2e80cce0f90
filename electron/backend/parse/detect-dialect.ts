import type { TableName } from '#shared/column.ts';
import type { Dialect, DialectChoice } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import type { Source } from '#backend/source/open-source.ts';
import { detectHeader, type HeaderVerdict } from './detect-header.ts';
import { isOfRejects } from './file-name-fit.ts';
import { guessTable, type Candidate, type TableGuess } from './guess-table.ts';
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
  /** Rows of the sample. */
  readonly rowsMax?: number;
  readonly signal?: AbortSignal;
}

export interface DetectedDialect {
  readonly dialect: Dialect;
  readonly headerReason: string;
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
  { choice = {}, candidates = [], target = null, rowsMax = 1000, signal }: DetectOptions = {},
): Promise<DetectedDialect> {
  const waiting = signal ? { signal } : {};
  const bare: Dialect = {
    encoding: 'utf-8',
    nullMarker: choice.nullMarker ?? '',
    ...sniffDialect(source.head, source.headIsWhole, choice),
    header: false,
  };
  const { header, reason } =
    choice.header === undefined
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
  const columns = columnsOf(target ?? guess?.target ?? null, candidates);
  const asked = fieldNames.length > 0 ? fieldNames.length : columns?.length;
  // What the header or the table asks for is the width as soon as a good part of the rows have it, although more may be
  // short. A file of rejects may hold nothing else.
  const isAsked = asked !== undefined && (isBare || widths.includes(asked) || isOfRejects(name));
  const width = isAsked ? asked : looked.width;
  return { dialect, headerReason: reason, sample: { ...firstRows(looked, rowsMax), width }, guess };
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
