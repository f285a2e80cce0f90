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
  let at = from;
  for (;;) {
    while (at < end && (bytes[at] === LF || bytes[at] === CR)) at += 1;
    if (at === end || table.rowCount >= rowsMax) return { next: at, openQuote: -1 };
    const rowStart = at;
    if (comment !== null && standsAt(bytes, at, comment)) {
      at = lineEndFrom(bytes, at);
      if (at === end && !final) return { next: rowStart, openQuote: -1 };
      continue;
    }
    const incomplete = (openQuote: number): ScanEnd => {
      table.dropOpenRow();
      return { next: rowStart, openQuote };
    };
    for (;;) {
      const fieldStart = at;
      let flag = FIELD_PLAIN;
      if (at < end && bytes[at] === quote) {
        flag = FIELD_QUOTED;
        for (at += 1; ; at += 2) {
          while (at < end && bytes[at] !== quote) at += 1;
          if (at === end || (at + 1 === end && !final)) return incomplete(fieldStart);
          if (at + 1 === end || bytes[at + 1] !== quote) break;
          flag = FIELD_ESCAPED;
        }
        at += 1;
      }
      const closed = at;
      while (at < end) {
        const byte = bytes[at];
        if (byte === delimiter || byte === LF || byte === CR) break;
        at += 1;
      }
      if (at === end && !final) return incomplete(-1);
      if (flag === FIELD_PLAIN) {
        table.addField(fieldStart, at, FIELD_PLAIN);
      } else if (closed === at) {
        table.addField(fieldStart + 1, at - 1, flag);
      } else {
        table.addField(fieldStart, at, FIELD_PLAIN);
        table.addProblem('quote.invalid');
      }
      if (at === end) break;
      if (bytes[at] === delimiter) {
        at += 1;
        continue;
      }
      if (bytes[at] === CR) {
        if (at + 1 === end && !final) return incomplete(-1);
        if (at + 1 < end && bytes[at + 1] === LF) at += 1;
      }
      at += 1;
      break;
    }
    table.endRow(byteOffset + rowStart);
  }
}
