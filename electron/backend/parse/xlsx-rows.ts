import type { ZipArchive } from '#backend/source/zip-archive.ts';
import { BrokenWorkbook, readPart, undoUnderscores, type Workbook, type XmlListener } from './xlsx-parts.ts';

/** A row of a sheet: the text of each cell, null where it is empty; nothing behind the last that is not. */
export type SheetRow = readonly (string | null)[];

/** Columns that a sheet may have (ECMA-376; Excel's own limit). */
const COLUMNS_MAX = 16_384;

/** Reads the rows of a sheet, in lots of those that one piece of it holds; rows without a value are left out. */
export async function* readSheetRows(
  archive: ZipArchive,
  part: string,
  workbook: Workbook,
  signal?: AbortSignal,
): AsyncGenerator<readonly SheetRow[]> {
  const reader = new RowReader(workbook);
  for await (const _ of readPart(archive, part, reader, signal)) {
    if (reader.rows.length > 0) yield reader.rows.splice(0);
  }
  if (reader.rows.length > 0) yield reader.rows;
}

class RowReader implements XmlListener {
  readonly rows: SheetRow[] = [];
  readonly #workbook: Workbook;
  #row: (string | null)[] = [];
  #column = 0;
  #type = 'n';
  #isDate = false;
  #text = '';
  #inValue = false;

  constructor(workbook: Workbook) {
    this.#workbook = workbook;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    switch (name) {
      case 'row':
        this.#row = [];
        this.#column = -1;
        break;
      case 'c': {
        const { r, t, s } = attributes;
        this.#column = r === undefined ? this.#column + 1 : columnOf(r);
        if (this.#column >= COLUMNS_MAX) throw new BrokenWorkbook(`a row has more than ${COLUMNS_MAX} cells`);
        this.#type = t ?? 'n';
        this.#isDate = this.#workbook.dateStyles[Number(s ?? 0)] ?? false;
        this.#text = '';
        break;
      }
      case 'v':
      case 't':
        this.#inValue = true;
        break;
    }
  }

  text(text: string): void {
    if (this.#inValue) this.#text += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#inValue = false;
    else if (name === 'c') this.#endCell();
    else if (name === 'row' && this.#row.length > 0) this.rows.push(this.#row);
  }

  #endCell(): void {
    const value = this.#valueOf(this.#text);
    if (value === null) return;
    while (this.#row.length < this.#column) this.#row.push(null);
    this.#row[this.#column] = value;
  }

  #valueOf(text: string): string | null {
    if (text === '') return null;
    switch (this.#type) {
      case 's': {
        const shared = this.#workbook.strings[Number(text)];
        if (shared === undefined) throw new BrokenWorkbook(`there is no text ${text}`);
        return shared === '' ? null : shared;
      }
      case 'b':
        return text === '1' ? 'true' : 'false';
      case 'n':
        return this.#isDate ? dateText(Number(text), this.#workbook.from1904) : numberText(text);
      case 'inlineStr':
      case 'str':
        return undoUnderscores(text);
      default:
        return text;
    }
  }
}

/** 0-based column of a reference like `AB12`. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const value = letter.charCodeAt(0) - 0x40;
    if (value < 1 || value > 26) break;
    column = column * 26 + value;
  }
  return column - 1;
}

/**
 * Workbooks hold doubles with 17 digits, 1.1 as 1.1000000000000001: the shortest text of the same double is what its writer meant.
 * A whole number is what it says.
 */
function numberText(text: string): string {
  if (/^-?\d+$/.test(text)) return text;
  const value = Number(text);
  return Number.isFinite(value) ? String(value) : text;
}

const DAY_MS = 86_400_000;

/**
 * The day, the time, or both that a number stands for (ECMA-376, part 1, 18.17.4.1), to the millisecond. In the system of 1900
 * day 60 is a 29 February that never was: it is shown, and is no date.
 */
function dateText(serial: number, from1904: boolean): string {
  if (!Number.isFinite(serial)) return String(serial);
  const total = Math.round(serial * DAY_MS);
  const day = Math.floor(total / DAY_MS);
  const clock = new Date(total - day * DAY_MS)
    .toISOString()
    .slice(11, 23)
    .replace(/\.000$/, '');
  if (day === 0 && !from1904) return clock;
  if (day === 60 && !from1904) return '1900-02-29';
  const start = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, day < 60 ? 31 : 30);
  const date = new Date(start + day * DAY_MS);
  if (Number.isNaN(date.getTime())) return String(serial);
  const text = date.toISOString().slice(0, 10);
  return clock === '00:00:00' ? text : `${text} ${clock}`;
}
