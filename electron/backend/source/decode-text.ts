import type { Encoding } from '#shared/dialect.ts';

const CR = 0x0d;
const LF = 0x0a;
/** Stands in no UTF-8 text: what could not be decoded becomes this, so that its row is found to be wrong. */
const NO_TEXT = 0xff;

/** Bytes of a line end: 2 in UTF-16, else 1. */
export const unitBytes = (encoding: Encoding): 1 | 2 => (isWide(encoding) ? 2 : 1);

const isWide = (encoding: Encoding): boolean => encoding === 'utf-16le' || encoding === 'utf-16be';

/** Whether one byte is one character. */
const isSingleByte = (encoding: Encoding): boolean => /^(windows|iso|koi8|mac|ibm)/.test(encoding);

interface Decoder {
  /** Throws where bytes are no text. */
  strict(bytes: Buffer): string;
  /** Puts U+FFFD where bytes are no text. */
  lenient(bytes: Buffer): string;
}

const decoders = new Map<Encoding, Decoder>();

function decoderOf(encoding: Encoding): Decoder {
  const known = decoders.get(encoding);
  if (known !== undefined) return known;
  const made = makeDecoder(encoding);
  decoders.set(encoding, made);
  return made;
}

function makeDecoder(encoding: Encoding): Decoder {
  if (encoding === 'iso-8859-1') {
    const latin = (bytes: Buffer): string => bytes.toString('latin1');
    return { strict: latin, lenient: latin };
  }
  const strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const lenient = new TextDecoder(encoding, { ignoreBOM: true });
  const mend = encoding === 'shift_jis' ? mendControls : (text: string): string => text;
  return { strict: (bytes) => mend(strict.decode(bytes)), lenient: (bytes) => mend(lenient.decode(bytes)) };
}

const controls: Readonly<Record<string, string>> = { '\x1c': '\x1a', '\x7f': '\x1c', '\x1a': '\x7f' };

/** ICU's Shift_JIS is IBM's, which takes three control characters for each other; the standard's does not. */
const mendControls = (text: string): string =>
  // oxlint-disable-next-line eslint/no-control-regex -- these are the characters
  text.replace(/[\x1a\x1c\x7f]/g, (character) => controls[character] ?? character);

/** The text of some bytes, for showing: what is no text is shown as U+FFFD. */
export const showText = (bytes: Buffer, encoding: Encoding): string =>
  encoding === 'utf-8' ? bytes.toString('utf8') : decoderOf(encoding).lenient(bytes);

/** Whether bytes are text in an encoding. */
export function isText(bytes: Buffer, encoding: Encoding): boolean {
  try {
    decoderOf(encoding).strict(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * Decodes whole lines to UTF-8. Each CR and LF of the original is a CR or LF of the text, in the same order, so that the place
 * of a line in one is known from its place in the other. A line with bytes that are no text gets the byte FF in their
 * place. Source: WHATWG Encoding Standard: no encoding here takes a line end for a part of another character.
 */
export function decodeLines(bytes: Buffer, encoding: Encoding): Buffer {
  const decoder = decoderOf(encoding);
  try {
    const text = Buffer.from(decoder.strict(bytes));
    // What a decoder other than the standard's might make of a line end is not left to chance.
    if (isSingleByte(encoding) || countLineEnds(text, 'utf-8') === countLineEnds(bytes, encoding)) {
      return text;
    }
  } catch {
    // Some line in it is broken: which one is found below.
  }
  return decodeLineByLine(bytes, encoding, decoder);
}

function decodeLineByLine(bytes: Buffer, encoding: Encoding, decoder: Decoder): Buffer {
  const unit = unitBytes(encoding);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = nextLineEnd(bytes, at, encoding);
    if (end > at) parts.push(decodeLine(bytes.subarray(at, end), decoder));
    if (end + unit <= bytes.length) parts.push(Buffer.from([lineEndAt(bytes, end, encoding)]));
    at = end + unit;
  }
  return Buffer.concat(parts);
}

function decodeLine(line: Buffer, decoder: Decoder): Buffer {
  try {
    return Buffer.from(decoder.strict(line));
  } catch {
    const pieces = decoder.lenient(line).split('\ufffd');
    return Buffer.concat(
      pieces.flatMap((piece, index) =>
        index === 0 ? [Buffer.from(piece)] : [Buffer.from([NO_TEXT]), Buffer.from(piece)],
      ),
    );
  }
}

/** CR or LF where one stands at a position, else 0. */
function lineEndAt(bytes: Buffer, at: number, encoding: Encoding): number {
  const first = bytes[at] ?? 0;
  if (!isWide(encoding)) return first === LF || first === CR ? first : 0;
  const second = bytes[at + 1];
  const [low, high] = encoding === 'utf-16le' ? [first, second] : [second, first];
  return high === 0 && (low === LF || low === CR) ? low : 0;
}

/** Position of the next line end from `at`, or the end of the bytes; `at` is where a character begins. */
function nextLineEnd(bytes: Buffer, at: number, encoding: Encoding): number {
  const unit = unitBytes(encoding);
  let to = at;
  while (to + unit <= bytes.length && lineEndAt(bytes, to, encoding) === 0) to += unit;
  return to + unit <= bytes.length ? to : bytes.length;
}

/** Counts CRs and LFs, each for itself. */
export function countLineEnds(bytes: Buffer, encoding: Encoding): number {
  let count = 0;
  if (!isWide(encoding)) {
    for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === LF || bytes[at] === CR) count += 1;
    return count;
  }
  for (let at = 0; at + 1 < bytes.length; at += 2) if (lineEndAt(bytes, at, encoding) !== 0) count += 1;
  return count;
}

/**
 * Counts the line ends in some bytes; CR LF is one.
 * @param behindCr whether a CR stands before them
 */
export function countLines(
  bytes: Buffer,
  encoding: Encoding,
  behindCr: boolean,
): { readonly lines: number; readonly endsInCr: boolean } {
  let lines = 0;
  let wasCr = behindCr;
  for (let at = 0; at < bytes.length; at += unitBytes(encoding)) {
    const mark = lineEndAt(bytes, at, encoding);
    if (mark === CR || (mark === LF && !wasCr)) lines += 1;
    wasCr = mark === CR;
  }
  return { lines, endsInCr: wasCr };
}

/** Position behind the n-th CR or LF from `at`. */
export function behindLineEnds(bytes: Buffer, at: number, count: number, encoding: Encoding): number {
  const unit = unitBytes(encoding);
  let to = at;
  for (let left = count; left > 0; left -= 1) to = nextLineEnd(bytes, to, encoding) + unit;
  return to;
}

/** Position behind the last CR or LF, or 0; `skew` is how many bytes of a character stood before the first. */
export function behindLastLineEnd(bytes: Buffer, skew: number, encoding: Encoding): number {
  const unit = unitBytes(encoding);
  const last = bytes.length - ((bytes.length + skew) % unit) - unit;
  for (let at = last; at >= 0; at -= unit) if (lineEndAt(bytes, at, encoding) !== 0) return at + unit;
  return 0;
}

/**
 * How many of a line's first bytes make the characters of a text that is the beginning of the line decoded.
 * @param start decoded beginning of the line
 */
export function originalLength(line: Buffer, start: string, encoding: Encoding): number {
  if (isWide(encoding)) return 2 * start.length;
  const decoder = decoderOf(encoding);
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (decoder.lenient(line.subarray(0, middle)).length >= start.length) high = middle;
    else low = middle + 1;
  }
  return low;
}
