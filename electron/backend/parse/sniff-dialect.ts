import type { Dialect, DialectChoice } from '#shared/dialect.ts';
import { CR, LF, lineEndFrom, type ScanMarks } from './csv-syntax.ts';
import { shapeOf } from './looks-like.ts';
import { FIELD_PLAIN, type RowBatch } from './row-batch.ts';
import { RowTable } from './row-table.ts';
import { scanRows } from './scan-rows.ts';
import { rowTexts } from './unescape.ts';

export type SniffedDialect = Pick<Dialect, 'delimiter' | 'quote' | 'escape' | 'lineEnd'>;

/** The usual delimiters; where none of them splits the text, the unusual ones are tried. */
const usual = [',', ';', '\t', '|'];
const unusual = ['\u001f', '\u0001', '^', '~'];
/** Those that are written twice where one might stand in the text. */
const mayDouble = ['|', '^', '~'];
/** How many rows are looked at field by field. */
const ROWS_LOOKED_AT = 100;
/** At least this share of the rows must have the same width. */
const SHARE_MIN = 0.4;

/**
 * Finds out how a text is laid out from its beginning: the delimiter that gives most rows one width, the quote that
 * encloses fields, the line ends. What a person chose stands.
 * @param text its first bytes, in UTF-8
 * @param headIsWhole whether they are all of it
 */
export function sniffDialect(text: Buffer, headIsWhole: boolean, choice: DialectChoice = {}): SniffedDialect {
  const head = text.subarray(behindLines(text, choice.skipLines ?? 0));
  const comment = choice.comment == null ? null : Buffer.from(choice.comment);
  const read = (delimiter: string, quote: string | null): Reading =>
    readAs(head, headIsWhole, { delimiter, quote, comment });
  const delimiter = choice.delimiter ?? findDelimiter(read, choice.quote);
  const quote = choice.quote === undefined ? findQuote(read, delimiter) : choice.quote;
  const reading = read(delimiter, quote);
  return {
    delimiter: choice.delimiter ?? doubled(reading, delimiter),
    quote,
    escape: choice.escape === undefined ? findEscape(reading, quote) : choice.escape,
    lineEnd: choice.lineEnd ?? findLineEnd(reading),
  };
}

/** The head as a delimiter and a quote split it. */
interface Reading {
  readonly batch: RowBatch;
  readonly head: Buffer;
  readonly openQuote: boolean;
}

/** Position behind the first lines of a text. */
function behindLines(text: Buffer, count: number): number {
  let at = 0;
  for (let left = count; left > 0; left -= 1) {
    at = lineEndFrom(text, at);
    at += text[at] === CR && text[at + 1] === LF ? 2 : 1;
  }
  return at;
}

interface TriedMarks {
  readonly delimiter: string;
  readonly quote: string | null;
  readonly comment: Buffer | null;
}

function readAs(head: Buffer, final: boolean, { delimiter, quote, comment }: TriedMarks): Reading {
  const [delimiterByte, ...more] = Buffer.from(delimiter);
  const [quoteByte, ...rest] = Buffer.from(quote ?? '');
  // A delimiter of several bytes is not split here: rows are all that is asked for then.
  const marks: ScanMarks = {
    delimiter: more.length > 0 ? -1 : (delimiterByte ?? -1),
    quote: rest.length > 0 ? -1 : (quoteByte ?? -1),
    comment,
  };
  const table = new RowTable();
  const block = { bytes: head, byteOffset: 0, final };
  const { next, openQuote } = scanRows(block, 0, marks, table, Number.POSITIVE_INFINITY);
  return { batch: table.toBatch(block, next, 1), head, openQuote: openQuote >= 0 };
}

function findDelimiter(read: (delimiter: string, quote: string | null) => Reading, quote: string | null = '"'): string {
  for (const delimiters of [usual, unusual]) {
    // A quote that opens somewhere and never closes must not hide the rows behind it.
    const rated = delimiters.map((delimiter) => ({
      delimiter,
      ...maxBy(
        [rate(read(delimiter, quote), delimiter), rate(read(delimiter, null), delimiter, 0.9)],
        (it) => it.score,
      ),
    }));
    const top = maxBy(rated, (it) => it.score * 1000 + it.width);
    if (top.score > 0) return top.delimiter;
  }
  return ',';
}

/**
 * How well a reading holds together: the share of rows that have the usual width, less where fields hold other
 * delimiters.
 */
function rate({ batch }: Reading, delimiter: string, weight = 1): { readonly score: number; readonly width: number } {
  const widths = new Map<number, number>();
  for (let row = 0; row < batch.rowCount; row += 1) {
    const width = widthOf(batch, row);
    widths.set(width, (widths.get(width) ?? 0) + 1);
  }
  const [[width, count] = [1, 0]] = [...widths].toSorted(([a, countA], [b, countB]) => countB - countA || b - a);
  const share = count / batch.rowCount;
  if (width < 2 || share < SHARE_MIN) return { score: 0, width: 1 };
  return { score: Math.round(share * cleanness(batch, delimiter) * weight * 1000) / 1000, width };
}

/** Share of the fields that hold no other delimiter; a number like `1,5` and a quoted field may. */
function cleanness(batch: RowBatch, delimiter: string): number {
  const others = usual.filter((other) => other !== delimiter);
  let fields = 0;
  let unclean = 0;
  for (let row = 0; row < Math.min(batch.rowCount, ROWS_LOOKED_AT); row += 1) {
    for (const [index, text] of rowTexts(batch, row).entries()) {
      fields += 1;
      const plain = batch.flags[(batch.rows[row] ?? 0) + index] === FIELD_PLAIN;
      if (plain && others.some((other) => text.includes(other)) && shapeOf(text) === 'text') unclean += 1;
    }
  }
  return 1 - unclean / (2 * Math.max(1, fields));
}

/** The double quote, unless single quotes enclose fields and it does not. */
function findQuote(read: (delimiter: string, quote: string | null) => Reading, delimiter: string): string {
  if (quotedFields(read(delimiter, '"')) > 0) return '"';
  const single = read(delimiter, "'");
  const isUsed = quotedFields(single) >= Math.max(2, single.batch.rowCount / 10);
  return isUsed && !single.openQuote && single.batch.problems.size === 0 ? "'" : '"';
}

function quotedFields({ batch }: Reading): number {
  let quoted = 0;
  const count = batch.rows[batch.rowCount] ?? 0;
  for (let field = 0; field < count; field += 1) if (batch.flags[field] !== FIELD_PLAIN) quoted += 1;
  return quoted;
}

/** The quote itself, unless rows that make no sense with it have a backslash in front of theirs. */
function findEscape({ batch }: Reading, quote: string | null): string | null {
  if (quote === null) return null;
  const base = batch.offsets[0] ?? 0;
  const lines = [...batch.problems.keys()].map((row) =>
    batch.original.subarray((batch.offsets[row] ?? base) - base, (batch.offsets[row + 1] ?? base) - base),
  );
  const isBackslash = lines.length > 0 && lines.every((line) => line.includes(`\\${quote}`));
  return isBackslash ? '\\' : quote;
}

/** Twice the delimiter, where every second field of nearly every row is empty: `a||b||c`. */
function doubled({ batch }: Reading, delimiter: string): string {
  if (!mayDouble.includes(delimiter)) return delimiter;
  let rows = 0;
  for (let row = 0; row < batch.rowCount; row += 1) {
    // Three fields of which the second is empty are not enough to tell.
    const texts = widthOf(batch, row) >= 5 ? rowTexts(batch, row) : [];
    if (texts.length % 2 === 1 && texts.every((text, field) => field % 2 === 0 || text === '')) rows += 1;
  }
  return rows > 0 && rows >= batch.rowCount * 0.95 ? delimiter + delimiter : delimiter;
}

function findLineEnd({ batch, head }: Reading): Dialect['lineEnd'] {
  const found = new Set<Dialect['lineEnd']>();
  for (let row = 0; row < batch.rowCount; row += 1) {
    const start = batch.offsets[row] ?? 0;
    let at = batch.offsets[row + 1] ?? start;
    while (at > start && (head[at - 1] === LF || head[at - 1] === CR)) at -= 1;
    if (head[at] === CR) found.add(head[at + 1] === LF ? 'crlf' : 'cr');
    else if (head[at] === LF) found.add('lf');
  }
  const [only = 'lf', other] = found;
  return other === undefined ? only : 'mixed';
}

const widthOf = (batch: RowBatch, row: number): number => (batch.rows[row + 1] ?? 0) - (batch.rows[row] ?? 0);

function maxBy<T>(items: readonly T[], rating: (item: T) => number): T {
  return items.reduce((top, item) => (rating(item) > rating(top) ? item : top));
}
