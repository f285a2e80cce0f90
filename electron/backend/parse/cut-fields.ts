import type { RejectCode } from '#shared/reject.ts';
import { skipToRow, standsAt, type CsvSyntax } from './csv-syntax.ts';
import { FIELD_ESCAPED, FIELD_PLAIN, FIELD_QUOTED, type RowBatch } from './row-batch.ts';

/** Where the fields and rows of a block end: positions in the block. */
export interface FieldEnds {
  readonly fieldEnds: readonly number[];
  /** Whether the field opened with a quote. */
  readonly quoted: readonly boolean[];
  /** Behind the line end of each row. */
  readonly rowEnds: readonly number[];
  /** Index of each row's last field, plus one. */
  readonly rowFields: readonly number[];
}

/**
 * Cuts rows out of a block of original bytes, given where their fields end.
 * @param from where the first row begins, but for blank lines
 * @param place of the block's first byte in the file, and the record number of its first row
 */
export function cutFields(
  block: Buffer,
  from: number,
  { fieldEnds, quoted, rowEnds, rowFields }: FieldEnds,
  syntax: CsvSyntax,
  place: { readonly byteOffset: number; readonly firstRow: number },
): RowBatch {
  const rowCount = rowEnds.length;
  const fieldCount = rowFields[rowCount - 1] ?? 0;
  const fields = new Int32Array(2 * fieldCount);
  const flags = new Uint8Array(fieldCount);
  const rows = new Int32Array(rowCount + 1);
  const offsets = new Float64Array(rowCount + 1);
  const problems = new Map<number, RejectCode>();
  const undone = new UndoneText(block.length);

  let field = 0;
  let at = skipToRow(block, from, syntax.comment);
  const start = at;
  for (let row = 0; row < rowCount; row += 1) {
    offsets[row] = place.byteOffset + at;
    rows[row] = field;
    for (const rowEnd = rowFields[row] ?? 0; field < rowEnd; field += 1) {
      const end = fieldEnds[field] ?? at;
      let cut: CutField = { start: at, end, flag: FIELD_PLAIN };
      if (quoted[field] === true) {
        const inside = cutQuoted(block, at, end, syntax, undone);
        if (inside === null) problems.set(row, 'quote.invalid');
        else cut = inside;
      }
      fields[2 * field] = cut.start;
      fields[2 * field + 1] = cut.end;
      flags[field] = cut.flag;
      at = end + syntax.delimiter.length;
    }
    at = skipToRow(block, rowEnds[row] ?? at, syntax.comment);
  }
  rows[rowCount] = field;
  offsets[rowCount] = place.byteOffset + at;
  const bytes = undone.behind(block);
  return {
    bytes,
    fields,
    flags,
    rows,
    rowCount,
    firstRow: place.firstRow,
    offsets,
    original: block.subarray(start, at),
    problems,
  };
}

interface CutField {
  readonly start: number;
  readonly end: number;
  readonly flag: number;
}

/** The inside of a quoted field, or null when its quote closes before its end. */
function cutQuoted(block: Buffer, start: number, end: number, syntax: CsvSyntax, undone: UndoneText): CutField | null {
  const { quote, escape } = syntax;
  if (quote === null) return null;
  const inside = start + quote.length;
  const closes = findClosingQuote(block, inside, end, quote, escape);
  if (closes === null || closes.at !== end - quote.length) return null;
  if (!closes.escaped) return { start: inside, end: closes.at, flag: FIELD_QUOTED };
  if (escape !== null && escape.equals(quote) && quote.length === 1) {
    return { start: inside, end: closes.at, flag: FIELD_ESCAPED };
  }
  return { ...undone.add(block.subarray(inside, closes.at), quote, escape ?? quote), flag: FIELD_QUOTED };
}

/** Where the quote that opened before `from` closes, and whether an escape stands on the way; null when it does not. */
function findClosingQuote(
  block: Buffer,
  from: number,
  end: number,
  quote: Buffer,
  escape: Buffer | null,
): { readonly at: number; readonly escaped: boolean } | null {
  let escaped = false;
  for (let at = from; at < end; at += 1) {
    if (escape !== null && standsAt(block, at, escape)) {
      const next = at + escape.length;
      if (!escape.equals(quote) || (next < end && standsAt(block, next, quote))) {
        escaped = true;
        // Whatever an escape precedes is passed over; csv-parse passes over one byte too.
        at = next;
        if (escape.equals(quote)) at += quote.length - 1;
        continue;
      }
    }
    if (standsAt(block, at, quote)) return { at, escaped };
  }
  return null;
}

/** Collects texts whose escapes were undone; they come to stand behind the block they were cut from. */
class UndoneText {
  readonly #blockBytes: number;
  readonly #texts: Buffer[] = [];
  #length = 0;

  constructor(blockBytes: number) {
    this.#blockBytes = blockBytes;
  }

  /**
   * As COPY does it (PostgreSQL manual, COPY, CSV format): an escape before a quote or an escape goes, any other stays.
   */
  add(inside: Buffer, quote: Buffer, escape: Buffer): { readonly start: number; readonly end: number } {
    const text = Buffer.allocUnsafe(inside.length);
    let length = 0;
    for (let at = 0; at < inside.length; at += 1) {
      const next = at + escape.length;
      if (standsAt(inside, at, escape) && (standsAt(inside, next, quote) || standsAt(inside, next, escape))) at = next;
      text[length] = inside[at] ?? 0;
      length += 1;
    }
    const start = this.#blockBytes + this.#length;
    this.#texts.push(text.subarray(0, length));
    this.#length += length;
    return { start, end: start + length };
  }

  behind(block: Buffer): Buffer {
    return this.#texts.length === 0 ? block : Buffer.concat([block, ...this.#texts]);
  }
}
