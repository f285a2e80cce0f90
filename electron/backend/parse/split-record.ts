import { parse } from 'csv-parse/sync';
import type { Dialect } from '#shared/dialect.ts';
import { csvSyntax } from './csv-syntax.ts';
import { cutFields } from './cut-fields.ts';
import { libraryOptions } from './library-options.ts';
import { rowTexts } from './unescape.ts';

/**
 * The texts of the fields of one record, given its original bytes. The record is taken as it is: whether the dialect has
 * a header does not matter. Bytes that are not UTF-8 are shown as U+FFFD.
 */
export function splitRecord(bytes: Buffer, dialect: Dialect): string[] {
  const syntax = csvSyntax(dialect);
  const fieldEnds: number[] = [];
  const quoted: boolean[] = [];
  const rowEnds: number[] = [];
  const rowFields: number[] = [];
  parse(
    bytes,
    libraryOptions(syntax, {
      endField: (end, wasQuoted) => {
        fieldEnds.push(end);
        quoted.push(wasQuoted);
      },
      endRow: (end) => {
        rowEnds.push(end);
        rowFields.push(fieldEnds.length);
      },
    }),
  );
  const place = { byteOffset: 0, firstRow: 1 };
  return rowTexts(cutFields(bytes, 0, { fieldEnds, quoted, rowEnds, rowFields }, syntax, place), 0);
}
