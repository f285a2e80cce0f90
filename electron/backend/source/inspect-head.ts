import { isUtf8 } from 'node:buffer';
import { fault } from '#shared/fault.ts';

/** How much of a file is looked at before it is called text. */
export const HEAD_BYTES = 64 * 1024;

/**
 * Looks at the first bytes of a file and refuses what is not UTF-8 text. One line that is not UTF-8 among others that
 * are is no reason: that row will be rejected, with its place.
 * @param head the first HEAD_BYTES of the file, or all of it
 * @returns bytes of the UTF-8 byte order mark in front of the text (0 or 3; Unicode Standard 2.6, table 2-4)
 * @throws source.encoding, source.binary
 */
export function inspectHead(head: Buffer, name: string): 0 | 3 {
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff]))
    throw fault('source.encoding', { name, byteOffset: 0 });
  const zero = head.indexOf(0);
  if (zero >= 0) throw fault(isUtf16(head) ? 'source.encoding' : 'source.binary', { name, byteOffset: zero });
  if (!isUtf8(head) && isOtherEncoding(head)) {
    throw fault('source.encoding', { name, byteOffset: firstInvalidByte(head) });
  }
  return startsWith(head, [0xef, 0xbb, 0xbf]) ? 3 : 0;
}

const startsWith = (head: Buffer, mark: readonly number[]): boolean => mark.every((byte, at) => head[at] === byte);

/** UTF-16 without a mark: Latin text has its NULs in every second place, and there alone. */
function isUtf16(head: Buffer): boolean {
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  return Math.min(...zeros) === 0 && Math.max(...zeros) * 2 > head.length * 0.4;
}

/**
 * Whether the text is in another encoding as a whole, rather than UTF-8 with a broken cell: at least two lines do not
 * fit, they are more than the lines where UTF-8 shows, and more than one in a hundred.
 */
function isOtherEncoding(head: Buffer): boolean {
  // latin1 maps each byte to one character, so that lines can be split without a decoder that fails.
  const lines = head.toString('latin1').split(/\r\n?|\n/);
  // The last line may be cut within a character.
  if (lines.length > 1) lines.pop();
  let wrong = 0;
  let right = 0;
  for (const line of lines) {
    if (!isUtf8(Buffer.from(line, 'latin1'))) wrong += 1;
    else if (/[^\0-\x7f]/.test(line)) right += 1;
  }
  return wrong >= 2 && wrong > right && wrong * 100 > lines.length;
}

function firstInvalidByte(head: Buffer): number {
  // The decoder puts U+FFFD where bytes do not fit; one that stands in the text itself is passed over.
  let from = 0;
  for (;;) {
    const text = head.toString('utf8', from);
    const at = from + Buffer.byteLength(text.slice(0, text.indexOf('\ufffd')));
    if (!startsWith(head.subarray(at), [0xef, 0xbf, 0xbd])) return at;
    from = at + 3;
  }
}
