import { CsvError, parse } from 'csv-parse/sync';
import type { Dialect } from '#shared/dialect.ts';
import { decodeLines } from '#backend/source/decode-text.ts';
import { commonMarks, csvSyntax, type CsvSyntax, type ScanMarks } from './csv-syntax.ts';
import { cutFields } from './cut-fields.ts';
import { libraryOptions, type EndListener } from './library-options.ts';
import { JsonRecord } from './json-record.ts';
import { elementEnd } from './json-scan.ts';
import { recordDialect } from './parse-rows.ts';
import { FIELD_PLAIN, type RowBatch } from './row-batch.ts';
import { RowTable } from './row-table.ts';
import { scanRows } from './scan-rows.ts';
import { rowTexts } from './unescape.ts';

/** A field of a record: its text, quotes undone, and its flag as in RowBatch. */
export interface SplitField {
  readonly text: string;
  readonly flag: number;
}

/** The texts of the fields of one record: see splitFields. */
export const splitRecord = (original: Buffer, dialect: Dialect): string[] =>
  splitFields(original, dialect).map(({ text }) => text);

/**
 * The fields of one record, given its original bytes. The record is taken as it is: whether the dialect has a header does not
 * matter. Bytes that are not UTF-8 are shown as U+FFFD.
 */
export function splitFields(original: Buffer, dialect: Dialect): SplitField[] {
  const { format, encoding, ...kept } = recordDialect(dialect);
  const bytes = encoding === 'utf-8' ? original : decodeLines(original, encoding);
  if (format === 'json' || format === 'ndjson') return splitJson(bytes, kept.fields);
  const syntax = csvSyntax({ ...kept, format, encoding });
  const marks = commonMarks(syntax);
  const batch = marks === null ? splitByLibrary(bytes, syntax) : splitByScanner(bytes, marks);
  // A quote that never closes, which no parser lets through.
  if (batch.rowCount === 0) return [{ text: bytes.toString('utf8'), flag: FIELD_PLAIN }];
  return fieldsOf(batch);
}

function splitJson(bytes: Buffer, fields: readonly string[]): SplitField[] {
  const end = elementEnd(bytes, 0);
  const record = new JsonRecord(fields);
  const table = new RowTable();
  record.addFields(bytes, 0, end < 0 ? bytes.length : end, table);
  table.endRow(0);
  const batch = table.toBatch({ bytes, byteOffset: 0 }, bytes.length, 1);
  return fieldsOf({ ...batch, bytes: record.takeBytes(bytes) });
}

const fieldsOf = (batch: RowBatch): SplitField[] =>
  rowTexts(batch, 0).map((text, field) => ({ text, flag: batch.flags[field] ?? FIELD_PLAIN }));

/** Serves one record after the other: to make its arrays anew would cost more than to fill them. */
const oneRow = new RowTable(64, 1);

function splitByScanner(bytes: Buffer, marks: ScanMarks): RowBatch {
  const block = { bytes, byteOffset: 0, final: true };
  const table = oneRow;
  table.clear();
  const { next } = scanRows(block, 0, marks, table, 1);
  return table.toBatch(block, next, 1);
}

function splitByLibrary(bytes: Buffer, syntax: CsvSyntax): RowBatch {
  const fieldEnds: number[] = [];
  const quoted: boolean[] = [];
  const rowEnds: number[] = [];
  const rowFields: number[] = [];
  const listener: EndListener = {
    endField: (end, wasQuoted) => {
      fieldEnds.push(end);
      quoted.push(wasQuoted);
    },
    endRow: (end) => {
      rowEnds.push(end);
      rowFields.push(fieldEnds.length);
    },
  };
  try {
    parse(bytes, libraryOptions(syntax, listener));
  } catch (error) {
    if (!(error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED')) throw error;
  }
  const place = { byteOffset: 0, firstRow: 1 };
  return cutFields(bytes, 0, { fieldEnds, quoted, rowEnds, rowFields }, syntax, place);
}
