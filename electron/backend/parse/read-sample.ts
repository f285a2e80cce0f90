import { setImmediate } from 'node:timers/promises';
import type { Dialect } from '#shared/dialect.ts';
import type { ParseOptions } from './csv-syntax.ts';
import { parseRows, type RowSource } from './parse-rows.ts';
import type { RowBatch } from './row-batch.ts';
import { TextRows } from './text-rows.ts';
import { rowTexts } from './unescape.ts';

/** A sample takes no more of a file than this. */
export const SAMPLE_BYTES = 256 * 1024;
/** Where that holds no whole record, a row of 100,000 fields, this much is looked at. */
const LONG_SAMPLE_BYTES = 4 * 1024 * 1024;

/** The beginning of a file. */
export interface Sample {
  /** The first rows, at most `rowsMax` in all. The batches are the caller's to keep. */
  readonly batches: readonly RowBatch[];
  /** Fields that most of the rows read have; those of the header where there is no row; at least 1. */
  readonly width: number;
  /** Names in the header, or the paths and fields of JSON and AVRO; empty when there are none. */
  readonly fieldNames: readonly string[];
  /** Original bytes before the first record, but for a byte order mark; empty when the dialect has no header. */
  readonly header: Buffer;
  /** Whether `batches` are all rows of the file. */
  readonly whole: boolean;
}

interface SampleOptions {
  readonly rowsMax?: number;
  readonly signal?: AbortSignal;
}

/**
 * Reads the first rows of a file with the parser that will load it, and no more of it than SAMPLE_BYTES, or LONG_SAMPLE_BYTES
 * where its first record is longer. A record that the end of the sample cuts off is left out.
 * @throws what parseRows throws; an open quote only where the sample is the whole file
 */
export async function readSample(source: RowSource, dialect: Dialect, options: SampleOptions = {}): Promise<Sample> {
  const sample = await sampleOf(source, dialect, SAMPLE_BYTES, options);
  const isLong = !sample.whole && sample.batches.every(({ rowCount }) => rowCount === 0) && options.rowsMax !== 0;
  return isLong ? sampleOf(source, dialect, LONG_SAMPLE_BYTES, options) : sample;
}

async function sampleOf(
  source: RowSource,
  dialect: Dialect,
  bytesMax: number,
  { rowsMax = 1000, signal }: SampleOptions,
): Promise<Sample> {
  const head = await readHead(source, dialect, bytesMax, signal);
  const options: ParseOptions = { cut: head.cut, signal };
  const { fieldNames, header } = await readHeader(head, dialect, options);
  const batches: RowBatch[] = [];
  let rowsWanted = rowsMax;
  let bytesWanted = bytesMax;
  let whole = !head.cut;
  for await (const batch of parseRows(head.source, dialect, options)) {
    if (rowsWanted === 0 || bytesWanted <= 0) {
      whole = false;
      break;
    }
    const rowCount = Math.min(batch.rowCount, rowsWanted);
    if (rowCount < batch.rowCount) whole = false;
    rowsWanted -= rowCount;
    bytesWanted -= batch.original.length;
    batches.push(copyRows(batch, rowCount));
    // All bytes are at hand: without this nothing else would get its turn before the last of them.
    await setImmediate();
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

/** The beginning of a file, as a source of its own. */
interface Head {
  readonly source: RowSource;
  /** Its bytes, where they are text. */
  readonly text: Buffer | null;
  /** Whether the file goes on behind it. */
  readonly cut: boolean;
}

/** The first bytes of a text; of a file that is none, the file: whoever reads it stops in time. */
async function readHead(source: RowSource, { format }: Dialect, bytesMax: number, signal?: AbortSignal): Promise<Head> {
  if (format === 'avro' || format === 'xlsx') return { source, text: null, cut: false };
  const { textStart } = source;
  const isPacked = (source.packing ?? null) !== null;
  const slices: Buffer[] = [];
  let wanted = (isPacked ? bytesMax : Math.min(bytesMax, source.bytes)) - textStart;
  let cut = !isPacked && source.bytes > bytesMax;
  for await (const slice of source.read(signal ? { signal } : {})) {
    cut ||= slice.length > wanted;
    slices.push(slice.subarray(0, Math.max(0, wanted)));
    wanted -= slice.length;
    if (wanted < 0 || (wanted === 0 && !isPacked)) break;
  }
  const text = Buffer.concat(slices);
  return {
    text,
    cut,
    source: {
      textStart,
      bytes: textStart + text.length,
      async *read() {
        yield text;
      },
    },
  };
}

/** The names of the fields, and what stands before the first record. */
async function readHeader({ source, text }: Head, dialect: Dialect, options: ParseOptions): Promise<Header> {
  const { format, fields } = dialect;
  if (format === 'json' || format === 'ndjson') return { fieldNames: fields, header: Buffer.alloc(0) };
  if (format === 'avro') return { fieldNames: fields, header: headerLine(fields) };
  const rowsWanted = dialect.header ? dialect.headerLines : 0;
  if (rowsWanted === 0 && dialect.skipLines === 0) return { fieldNames: [], header: Buffer.alloc(0) };
  const rows: string[][] = [];
  const originals: Buffer[] = [];
  let end = source.textStart;
  for await (const batch of parseRows(source, { ...dialect, header: false }, options)) {
    const taken = Math.min(batch.rowCount, rowsWanted - rows.length);
    for (let row = 0; row < taken; row += 1) rows.push(rowTexts(batch, row));
    const start = batch.offsets[0] ?? 0;
    end = batch.offsets[taken] ?? start;
    originals.push(Buffer.from(batch.original.subarray(0, end - start)));
    if (rows.length === rowsWanted) break;
  }
  const header = text === null ? Buffer.concat(originals) : text.subarray(0, end - source.textStart);
  return { fieldNames: joinNames(rows), header };
}

/** What the rows of a header say of each field, one behind the other. */
function joinNames(rows: readonly (readonly string[])[]): string[] {
  const [only, ...more] = rows;
  if (only !== undefined && more.length === 0) return [...only];
  const width = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, field) =>
    rows
      .map((row) => (row[field] ?? '').trim())
      .filter((part) => part !== '')
      .join(' '),
  );
}

/** Names as the first line of a CSV. */
function headerLine(names: readonly string[]): Buffer {
  const rows = new TextRows();
  for (const name of names) rows.addText(name);
  rows.endRow();
  return Buffer.from(rows.takeBatch().original);
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
