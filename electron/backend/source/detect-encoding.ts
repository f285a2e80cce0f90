import { isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';
import { encodings, type Ambiguity, type Encoding } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import { isText, showText } from './decode-text.ts';

/** How much of a file is looked at before it is called text. */
export const HEAD_BYTES = 64 * 1024;

export interface DetectedEncoding {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark in front of the text (Unicode Standard 2.6, table 2-4). */
  readonly textStart: number;
  /** Where the bytes leave open which encoding it is. */
  readonly ambiguous: Ambiguity | null;
}

/** chardet's confidences, of 100, that are closer than this leave the question open. */
const CLOSE = 10;
/** Below this chardet is hardly sure of anything. */
const SURE = 40;
/** The encoding of most files that are not UTF-8: where chardet is not sure, it is taken until the question is answered. */
const WESTERN: Encoding = 'windows-1252';
/** So many characters of the first line that differs are shown in the question. */
const SHOWN_CHARACTERS = 60;

/**
 * Finds the encoding of a text by its mark, or by what its bytes can be: UTF-8 where they are, with a broken row here and
 * there; else what chardet finds most likely.
 * @param head the first HEAD_BYTES of the text, or all of it
 * @param samples bytes from further in, each of whole lines; for a head that is plain ASCII
 * @param chosen by a person: stands, whatever the bytes are
 * @throws source.encoding (UTF-32), source.binary
 */
export function detectEncoding(
  head: Buffer,
  samples: readonly Buffer[],
  name: string,
  chosen?: Encoding,
): DetectedEncoding {
  if (startsWith(head, [0xff, 0xfe, 0, 0]) || startsWith(head, [0, 0, 0xfe, 0xff]))
    throw fault('source.encoding', { name, encoding: 'UTF-32' });
  const marked = marks.find(({ mark }) => startsWith(head, mark));
  if (chosen !== undefined) return sure(chosen, marked?.encoding === chosen ? marked.mark.length : 0);
  if (marked !== undefined) return sure(marked.encoding, marked.mark.length);
  const zero = head.indexOf(0);
  if (zero >= 0) {
    const wide = utf16Of(head);
    if (wide !== null) return sure(wide, 0);
    if (isBinary(head)) throw fault('source.binary', { name, byteOffset: zero });
  }
  const looked = isAscii(head) ? Buffer.concat([head, ...samples]) : head;
  if (isUtf8(looked) || !isOtherEncoding(looked)) return sure('utf-8', 0);
  return { ...guess(telling(looked)), textStart: 0 };
}

const marks: readonly { readonly encoding: Encoding; readonly mark: readonly number[] }[] = [
  { encoding: 'utf-8', mark: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', mark: [0xff, 0xfe] },
  { encoding: 'utf-16be', mark: [0xfe, 0xff] },
];

const sure = (encoding: Encoding, textStart: number): DetectedEncoding => ({ encoding, textStart, ambiguous: null });

const startsWith = (head: Buffer, mark: readonly number[]): boolean => mark.every((byte, at) => head[at] === byte);

/** A NUL here and there makes a row wrong, and no more than that. */
const isBinary = (head: Buffer): boolean =>
  head.reduce((zeros, byte) => zeros + (byte === 0 ? 1 : 0), 0) * 100 > head.length;

const isAscii = (bytes: Buffer): boolean => !bytes.some((byte) => byte > 0x7f);

/**
 * UTF-16 without a mark: of the two ways to pair the bytes, the one that makes text of them, with line ends and delimiters and
 * without other control characters.
 */
function utf16Of(head: Buffer): Encoding | null {
  const rated = (['utf-16le', 'utf-16be'] as const).map((encoding) => ({ encoding, marks: marksIn(head, encoding) }));
  const best = rated.reduce((a, b) => (b.marks > a.marks ? b : a));
  return best.marks > 0 ? best.encoding : null;
}

function marksIn(head: Buffer, encoding: Encoding): number {
  // The head may end within a character, or within a pair of surrogates.
  const even = head.subarray(0, head.length - (head.length % 2));
  if (head.length % 2 === 1 && head.length < HEAD_BYTES) return 0;
  const text = [even, even.subarray(0, -2)].find((bytes) => isText(bytes, encoding));
  if (text === undefined) return 0;
  const shown = showText(text, encoding);
  // oxlint-disable-next-line eslint/no-control-regex -- these are the characters
  return /[\0-\x08\x0e-\x1a\ufff0-\uffff]/.test(shown) ? 0 : (shown.match(/[\n\r,;\t| ]/g)?.length ?? 0);
}

/** The lines of a text, with a character for each byte; the last may be cut within a character. */
function linesOf(bytes: Buffer): string[] {
  const lines = bytes.toString('latin1').split(/\r\n?|\n/);
  if (lines.length > 1) lines.pop();
  return lines;
}

/**
 * Whether the text is in another encoding as a whole, rather than UTF-8 with a broken cell: at least two lines do not
 * fit, they are more than the lines where UTF-8 shows, and more than one in a hundred of the lines that could tell.
 */
function isOtherEncoding(head: Buffer): boolean {
  let wrong = 0;
  let right = 0;
  const lines = linesOf(head);
  for (const line of lines) {
    if (!isUtf8(Buffer.from(line, 'latin1'))) wrong += 1;
    else if (/[^\0-\x7f]/.test(line)) right += 1;
  }
  return wrong >= 2 && wrong > right && wrong * 100 > lines.length;
}

/** The lines that are not plain ASCII: the others say nothing, and would tip the balance. */
function telling(bytes: Buffer): Buffer {
  return Buffer.from(
    linesOf(bytes)
      .filter((line) => /[^\0-\x7f]/.test(line))
      .join('\n'),
    'latin1',
  );
}

function guess(bytes: Buffer): Pick<DetectedEncoding, 'encoding' | 'ambiguous'> {
  const found: { readonly encoding: Encoding; readonly confidence: number }[] = [];
  for (const { name, confidence } of analyse(bytes)) {
    const encoding = encodingOf(name);
    if (encoding === null || found.some((it) => it.encoding === encoding) || !isTextMostly(bytes, encoding)) continue;
    found.push({ encoding, confidence });
  }
  const top = found[0]?.confidence ?? 0;
  const western = found.find(({ encoding }) => encoding === WESTERN)?.confidence ?? 0;
  const first = top < SURE || western + CLOSE > top ? WESTERN : (found[0]?.encoding ?? WESTERN);
  const enough = top < SURE ? top / 2 : top - CLOSE;
  const shown = (encoding: Encoding): string => showText(bytes, encoding);
  const alike = new Set([shown(first)]);
  // Encodings that show the same text make no difference to anybody.
  const close = found.filter(({ encoding, confidence }) => {
    if (confidence < enough || alike.has(shown(encoding))) return false;
    alike.add(shown(encoding));
    return true;
  });
  if (close.length === 0) return { encoding: first, ambiguous: null };
  // The first line that all of them show in their own way, if there is one.
  const asked = [first, ...close.map(({ encoding }) => encoding)].slice(0, 4);
  const lines = asked.map((encoding) => shown(encoding).split(/[\r\n]/));
  const telling = lines[0]?.findIndex((_, at) => new Set(lines.map((some) => some[at])).size === lines.length) ?? -1;
  const line = (encoding: Encoding): string =>
    (lines[asked.indexOf(encoding)]?.[Math.max(0, telling)] ?? '').slice(0, SHOWN_CHARACTERS);
  const options = asked.map((encoding) => ({
    label: `${encoding}: ${line(encoding)}`,
    choice: { encoding },
  }));
  const sentence =
    'The text is not UTF-8, and its bytes do not tell which encoding it has. Which of these reads right?';
  const question = `${first}, or another?`;
  return { encoding: first, ambiguous: { part: 'encoding', question, sentence, options } };
}

/** One line may be broken, and the last may be cut. */
const isTextMostly = (bytes: Buffer, encoding: Encoding): boolean => {
  const broken = showText(bytes, encoding)
    .split('\n')
    .filter((line) => line.includes('\ufffd')).length;
  return broken * 20 <= linesOf(bytes).length;
};

/** chardet's name as ours; windows-1252 has all that text in ISO-8859-1 uses, and more. */
function encodingOf(name: string): Encoding | null {
  const lower = name.toLowerCase();
  if (lower === 'iso-8859-1' || lower === 'ascii') return 'windows-1252';
  if (lower === 'iso-8859-9') return 'windows-1254';
  return encodings.find((encoding) => encoding === lower && !encoding.startsWith('utf')) ?? null;
}
