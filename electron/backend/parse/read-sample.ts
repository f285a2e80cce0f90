import type { Dialect } from '#shared/dialect.ts';
import type { TextSource } from '#backend/source/open-source.ts';
import type { ParseOptions } from './csv-syntax.ts';
import { parseCsv } from './parse-csv.ts';
import type { RowBatch } from './row-batch.ts';
import { rowTexts } from './unescape.ts';

/** A sample takes no more of a file than this. */
export const SAMPLE_BYTES = 256 * 1024;

/** The beginning of a file. */
export interface Sample {
  /** The first rows, at most `rowsMax` in all. The batches are the caller's to keep. */
  readonly batches: readonly RowBatch[];
  /** Fields that most of the rows read have; those of the header where there is no row; at least 1. */
  readonly width: number;
  /** Names in the header; empty when the dialect has none. */
  readonly fieldNames: readonly string[];
  /** Original bytes of the header with its line end; empty when the dialect has none. */
  readonly header: Buffer;
  /** Whether `batches` are all rows of the file. */
  readonly whole: boolean;
}

/**
 * Reads the first rows of a file with the parser that will load it, and no more of it than SAMPLE_BYTES. A record that
 * the end of the sample cuts off is left out.
 * @throws what parseCsv throws; an open quote only where the sample is the whole file
 */
export async function readSample(
  source: TextSource,
  dialect: Dialect,
  { rowsMax = 1000, signal }: { readonly rowsMax?: number; readonly signal?: AbortSignal } = {},
): Promise<Sample> {
  const head = await readHead(source, signal);
  const options: ParseOptions = { cut: head.bytes < source.bytes, signal };
  const { fieldNames, header } = dialect.header ? await readHeader(head, dialect, options) : noHeader;
  const batches: RowBatch[] = [];
  let rowsWanted = rowsMax;
  let whole = options.cut !== true;
  for await (const batch of parseCsv(head, dialect, options)) {
    if (rowsWanted === 0) {
      whole = false;
      break;
    }
    const rowCount = Math.min(batch.rowCount, rowsWanted);
    if (rowCount < batch.rowCount) whole = false;
    rowsWanted -= rowCount;
    batches.push(copyRows(batch, rowCount));
  }
  return { batches, width: usualWidth(batches) ?? Math.max(1, fieldNames.length), fieldNames, header, whole };
}

/** A sample with no more than so many of its rows. Its width stays: more rows know better. */
export function firstRows(sample: Sample, rowsMax: number): Sample {
  let rowsWanted = rowsMax;
  const batches = sample.batches.flatMap((batch) => {
    const rowCount = Math.min(batch.rowCount, rowsWanted);
    rowsWanted -= rowCount;
    return rowCount === 0 ? [] : [rowCount < batch.rowCount ? copyRows(batch, rowCount) : batch];
  });
  const rows = (some: readonly RowBatch[]): number => some.reduce((total, { rowCount }) => total + rowCount, 0);
  return { ...sample, batches, whole: sample.whole && rows(batches) === rows(sample.batches) };
}

type Header = Pick<Sample, 'fieldNames' | 'header'>;

const noHeader: Header = { fieldNames: [], header: Buffer.alloc(0) };

/** The first SAMPLE_BYTES of a source, as a source of their own. */
async function readHead(source: TextSource, signal?: AbortSignal): Promise<TextSource> {
  const slices: Buffer[] = [];
  let wanted = Math.min(SAMPLE_BYTES, source.bytes) - source.textStart;
  for await (const slice of source.read(signal ? { signal } : {})) {
    slices.push(slice.subarray(0, wanted));
    wanted -= slice.length;
    if (wanted <= 0) break;
  }
  const text = Buffer.concat(slices);
  return {
    textStart: source.textStart,
    bytes: source.textStart + text.length,
    async *read() {
      yield text;
    },
  };
}

async function readHeader(head: TextSource, dialect: Dialect, options: ParseOptions): Promise<Header> {
  for await (const batch of parseCsv(head, { ...dialect, header: false }, options)) {
    const base = batch.offsets[0] ?? 0;
    return { fieldNames: rowTexts(batch, 0), header: batch.original.subarray(0, (batch.offsets[1] ?? base) - base) };
  }
  return noHeader;
}

/** The first rows of a batch, in arrays of their own: those of the batch may serve the next one. */
function copyRows(batch: RowBatch, rowCount: number): RowBatch {
  const rows = batch.rows.slice(0, rowCount + 1);
  const fieldCount = rows[rowCount] ?? 0;
  const offsets = batch.offsets.slice(0, rowCount + 1);
  return {
    ...batch,
    fields: batch.fields.slice(0, 2 * fieldCount),
    flags: batch.flags.slice(0, fieldCount),
    rows,
    rowCount,
    offsets,
    original: batch.original.subarray(0, (offsets[rowCount] ?? 0) - (offsets[0] ?? 0)),
    problems: new Map([...batch.problems].filter(([row]) => row < rowCount)),
  };
}

/** A number of fields that fewer rows have is a mistake of those rows. */
const WIDTH_SHARE_MIN = 0.1;

/** The numbers of fields that a good part of the rows have, the most common first. */
export function commonWidths(batches: readonly RowBatch[]): readonly number[] {
  const counts = countWidths(batches);
  const rowCount = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts]
    .filter(([, count]) => count >= WIDTH_SHARE_MIN * rowCount)
    .toSorted(([a, countA], [b, countB]) => countB - countA || b - a)
    .map(([width]) => width);
}

function countWidths(batches: readonly RowBatch[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { rows, rowCount } of batches) {
    for (let row = 0; row < rowCount; row += 1) {
      const width = (rows[row + 1] ?? 0) - (rows[row] ?? 0);
      counts.set(width, (counts.get(width) ?? 0) + 1);
    }
  }
  return counts;
}

/** The number of fields that most rows have; the larger where two are equally common; null without rows. */
function usualWidth(batches: readonly RowBatch[]): number | null {
  const [first] = [...countWidths(batches)].toSorted(([a, countA], [b, countB]) => countB - countA || b - a);
  return first?.[0] ?? null;
}
