import { setImmediate } from 'node:timers/promises';
import type { Dialect } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import type { ParseOptions } from './csv-syntax.ts';
import type { RowSource } from './parse-rows.ts';
import type { RowBatch } from './row-batch.ts';
import { TextRows } from './text-rows.ts';
import { BrokenWorkbook, readSheets, readWorkbook } from './xlsx-parts.ts';
import { readSheetRows } from './xlsx-rows.ts';

/**
 * Reads a sheet of an Excel workbook (ECMA-376) into batches of rows. Numbers are the shortest text of what is stored, dates
 * and times are ISO 8601, formulas are their last values, an empty cell is NULL. Rows are as wide as the first. The bytes
 * of a row are CSV. Holds the shared texts of the workbook in memory, and no more than a piece of the sheet.
 * @throws xlsx.invalid, and the faults of the source
 */
export async function* parseXlsx(
  source: RowSource,
  { sheet, header, headerLines, skipLines }: Dialect,
  { signal }: ParseOptions = {},
): AsyncGenerator<RowBatch> {
  const { archive } = source;
  try {
    if (archive == null) throw new BrokenWorkbook('it is no ZIP archive');
    const workbook = await readWorkbook(archive, signal);
    const chosen = sheet === null ? workbook.sheets[0] : workbook.sheets.find(({ name }) => name === sheet);
    if (chosen === undefined) throw new BrokenWorkbook(sheet === null ? 'it has no sheet' : `it has no sheet ${sheet}`);
    const rows = new TextRows(header ? headerLines : 0);
    let skip = skipLines;
    let width: number | null = null;
    for await (const lot of readSheetRows(archive, chosen.part, workbook, signal)) {
      for (const row of lot) {
        if (skip > 0) {
          skip -= 1;
          continue;
        }
        width ??= row.length;
        for (let cell = 0; cell < Math.max(width, row.length); cell += 1) {
          const text = row[cell] ?? null;
          if (text === null) rows.addNull();
          else rows.addText(text);
        }
        rows.endRow();
        if (!rows.isFull) continue;
        yield rows.takeBatch();
        rows.clear();
      }
      await setImmediate();
    }
    if (rows.rowCount > 0) yield rows.takeBatch();
  } catch (error) {
    throw workbookFault(error, source);
  }
  // The digest of a file is that of all its bytes.
  for await (const _ of source.read(signal ? { signal } : {}));
}

/**
 * The names of the sheets of a workbook that have rows.
 * @throws xlsx.invalid
 */
export async function sheetNames(source: RowSource): Promise<string[]> {
  try {
    if (source.archive == null) throw new BrokenWorkbook('it is no ZIP archive');
    return (await readSheets(source.archive)).sheets.map(({ name }) => name);
  } catch (error) {
    throw workbookFault(error, source);
  }
}

function workbookFault(error: unknown, { name = 'The file' }: RowSource): unknown {
  return error instanceof BrokenWorkbook
    ? fault('xlsx.invalid', { name, reason: error.message }, { cause: error })
    : error;
}
