import type { Dialect } from '#shared/dialect.ts';
import { elementEnd } from '#backend/parse/json-scan.ts';
import { recordDialect } from '#backend/parse/parse-rows.ts';
import { showText } from '#backend/source/decode-text.ts';

/** A record as a line of text, without its line end; what is no text in its encoding becomes U+FFFD here. */
export const showRecord = (bytes: Buffer, dialect: Dialect): string => recordShower(dialect)(bytes);

/** The same for many records. */
export function recordShower(dialect: Dialect): (bytes: Buffer) => string {
  const { encoding, format } = recordDialect(dialect);
  return (bytes) => withoutLineEnd(showText(format === 'json' ? jsonElement(bytes) : bytes, encoding));
}

/** Whether a record is shown as its bytes stand, where they are UTF-8, but for its line end. */
export function isShownAsItStands(dialect: Dialect): boolean {
  const { encoding, format } = recordDialect(dialect);
  return encoding === 'utf-8' && format !== 'json';
}

function withoutLineEnd(line: string): string {
  if (line.endsWith('\n')) return line.slice(0, line.endsWith('\r\n') ? -2 : -1);
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** An element of a JSON array, without the comma behind it. */
export function jsonElement(bytes: Buffer): Buffer {
  const end = elementEnd(bytes, 0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}
