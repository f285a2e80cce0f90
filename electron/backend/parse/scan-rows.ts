import { lineEndFrom, standsAt, type ScanMarks } from './csv-syntax.ts';
import { FIELD_ESCAPED, FIELD_PLAIN, FIELD_QUOTED } from './row-batch.ts';
import type { RowTable } from './row-table.ts';

// Not imported: where modules are not bundled into one, an imported value costs a call, and these are asked for at every byte.
const CR = 0x0d;
const LF = 0x0a;

/** The part of a file that is scanned. */
export interface ScanBlock {
  readonly bytes: Buffer;
  /** Offset of the first of `bytes` in the file. */
  readonly byteOffset: number;
  /** Whether the file ends with the block: its last row may lack a line end. */
  readonly final: boolean;
}

export interface ScanEnd {
  /** Position in the block of the first row that is not complete, or its end. */
  readonly next: number;
  /** Position of the quote that is open in that row, or -1. */
  readonly openQuote: number;
}

/**
 * Finds rows and fields in one pass over the bytes and adds them to `table`, until it holds `rowsMax` rows. Quoting is
 * that of RFC 4180; what the RFC leaves open is as parseCsv says.
 * @param from position in the block where a row may begin
 */
export function scanRows(block: ScanBlock, from: number, marks: ScanMarks, table: RowTable, rowsMax: number): ScanEnd {
  const { bytes, byteOffset, final } = block;
  const { delimiter, quote, comment } = marks;
  const end = bytes.length;
  // Nearly every byte of a file is above its marks, so that one comparison passes over it.
  const lastMark = Math.max(delimiter, CR);
  let { fields, flags } = table;
  let at = from;
  for (;;) {
    while (at < end && (bytes[at] === LF || bytes[at] === CR)) at += 1;
    if (at === end || table.rowCount >= rowsMax) return { next: at, openQuote: -1 };
    const rowStart = at;
    if (comment !== null && bytes[at] === comment[0] && standsAt(bytes, at, comment)) {
      at = lineEndFrom(bytes, at);
      if (at === end && !final) return { next: rowStart, openQuote: -1 };
      continue;
    }
    let field = table.fieldCount;
    for (;;) {
      const fieldStart = at;
      let flag = FIELD_PLAIN;
      if (at < end && bytes[at] === quote) {
        flag = FIELD_QUOTED;
        for (at += 1; ; at += 2) {
          while (at < end && bytes[at] !== quote) at += 1;
          if (at === end || (at + 1 === end && !final)) return incomplete(table, rowStart, fieldStart);
          if (at + 1 === end || bytes[at + 1] !== quote) break;
          flag = FIELD_ESCAPED;
        }
        at += 1;
      }
      const closed = at;
      let byte = -1;
      while (at < end) {
        byte = bytes[at] as number;
        if (byte <= lastMark && (byte === delimiter || byte === LF || byte === CR)) break;
        at += 1;
      }
      if (at === end && !final) return incomplete(table, rowStart, -1);
      if (field === flags.length) {
        table.growFields(field);
        ({ fields, flags } = table);
      }
      const isInside = flag !== FIELD_PLAIN && closed === at;
      if (flag !== FIELD_PLAIN && !isInside) table.addProblem('quote.invalid');
      fields[2 * field] = isInside ? fieldStart + 1 : fieldStart;
      fields[2 * field + 1] = isInside ? at - 1 : at;
      flags[field] = isInside ? flag : FIELD_PLAIN;
      field += 1;
      if (at === end) break;
      at += 1;
      if (byte === delimiter) continue;
      if (byte === CR) {
        if (at === end && !final) return incomplete(table, rowStart, -1);
        if (at < end && bytes[at] === LF) at += 1;
      }
      break;
    }
    table.fieldCount = field;
    table.endRow(byteOffset + rowStart);
  }
}

/** What was found of a row that the block cuts off is forgotten. */
function incomplete(table: RowTable, rowStart: number, openQuote: number): ScanEnd {
  table.dropOpenRow();
  return { next: rowStart, openQuote };
}
