import { SaxesParser } from 'saxes';
import { StringDecoder } from 'node:string_decoder';
import type { ZipArchive } from '#backend/source/zip-archive.ts';

/** What makes bytes no workbook; the message says why, as a part of a sentence. */
export class BrokenWorkbook extends Error {}

/** Told what stands in a part of a workbook; names without their prefixes. */
export interface XmlListener {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Reads a part of a workbook and pauses after each piece of it. */
export async function* readPart(
  archive: ZipArchive,
  name: string,
  listener: XmlListener,
  signal?: AbortSignal,
): AsyncGenerator<void> {
  const parser = new SaxesParser();
  const decoder = new StringDecoder('utf8');
  const plain = (qualified: string): string => qualified.slice(qualified.indexOf(':') + 1);
  parser.on('opentag', (tag) => listener.open?.(plain(tag.name), tag.attributes));
  parser.on('text', (text) => listener.text?.(text));
  parser.on('cdata', (text) => listener.text?.(text));
  parser.on('closetag', (tag) => listener.close?.(plain(tag.name)));
  parser.on('error', (error) => {
    throw new BrokenWorkbook(`${name} is not XML: ${error.message}`);
  });
  for await (const piece of archive.read(name, signal ? { signal } : {})) {
    parser.write(decoder.write(piece));
    yield;
  }
  parser.close();
}

/** Reads a part to its end. */
async function readWholePart(
  archive: ZipArchive,
  name: string,
  listener: XmlListener,
  signal?: AbortSignal,
): Promise<void> {
  for await (const _ of readPart(archive, name, listener, signal));
}

/** A sheet: its name, and the part that it stands in. */
export interface SheetPart {
  readonly name: string;
  readonly part: string;
}

/** What all sheets of a workbook share. */
export interface Workbook {
  readonly sheets: readonly SheetPart[];
  /** Whether days count from 1904-01-01. */
  readonly from1904: boolean;
  readonly strings: readonly string[];
  /** Whether a cell of a style shows its number as a date or a time, by the style's number. */
  readonly dateStyles: readonly boolean[];
}

const WORKBOOK = 'xl/workbook.xml';

/** The sheets of a workbook, and how its days count (ECMA-376, part 1, 18.2). */
export async function readSheets(archive: ZipArchive): Promise<Pick<Workbook, 'sheets' | 'from1904'>> {
  const targets = new Map<string, string>();
  await readWholePart(archive, 'xl/_rels/workbook.xml.rels', {
    open: (name, { Id, Target }) => {
      if (name === 'Relationship' && Id !== undefined && Target !== undefined) targets.set(Id, Target);
    },
  });
  const sheets: SheetPart[] = [];
  let from1904 = false;
  await readWholePart(archive, WORKBOOK, {
    open: (name, attributes) => {
      if (name === 'workbookPr') from1904 = isTrue(attributes['date1904']);
      if (name !== 'sheet') return;
      const target = targets.get(attributes['r:id'] ?? '');
      if (target === undefined) return;
      const part = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      // A sheet of charts has no rows.
      if (part.includes('worksheets/')) sheets.push({ name: attributes['name'] ?? '', part });
    },
  });
  return { sheets, from1904 };
}

/** All that the cells of a sheet refer to. */
export async function readWorkbook(archive: ZipArchive, signal?: AbortSignal): Promise<Workbook> {
  return {
    ...(await readSheets(archive)),
    strings: await readStrings(archive, signal),
    dateStyles: await readDateStyles(archive),
  };
}

const isTrue = (text: string | undefined): boolean => text === '1' || text === 'true';

/** The texts of the workbook, which cells name by number; without how they are to be spoken. */
async function readStrings(archive: ZipArchive, signal?: AbortSignal): Promise<string[]> {
  const strings: string[] = [];
  if (!archive.names.includes('xl/sharedStrings.xml')) return strings;
  let text = '';
  let inText = false;
  let spoken = 0;
  const listener: XmlListener = {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 'rPh') spoken += 1;
      inText = name === 't' && spoken === 0;
    },
    text: (more) => {
      if (inText) text += more;
    },
    close: (name) => {
      if (name === 'si') strings.push(undoUnderscores(text));
      if (name === 'rPh') spoken -= 1;
      inText = false;
    },
  };
  await readWholePart(archive, 'xl/sharedStrings.xml', listener, signal);
  return strings;
}

/** Characters that XML cannot hold are written `_x0008_` (ECMA-376, part 1, 22.9.2.19). */
export const undoUnderscores = (text: string): string =>
  text.replace(/_x([\da-f]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

async function readDateStyles(archive: ZipArchive): Promise<boolean[]> {
  const styles: boolean[] = [];
  if (!archive.names.includes('xl/styles.xml')) return styles;
  const own = new Map<number, string>();
  let inCells = false;
  await readWholePart(archive, 'xl/styles.xml', {
    open: (name, { numFmtId, formatCode }) => {
      if (name === 'cellXfs') inCells = true;
      if (name === 'numFmt') own.set(Number(numFmtId), formatCode ?? '');
      if (name === 'xf' && inCells) styles.push(isDateFormat(Number(numFmtId), own.get(Number(numFmtId))));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

/** By number for the built-in formats (ECMA-376, part 1, 18.8.30), by their letters for the others. */
function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 58);
  const [positive = ''] = code.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '').split(';');
  return /[dmyhs]/i.test(positive) && !/general/i.test(positive);
}
