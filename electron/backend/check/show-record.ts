import type { Dialect } from '#shared/dialect.ts';
import { elementEnd } from '#backend/parse/json-scan.ts';
import { recordDialect } from '#backend/parse/parse-rows.ts';
import { showText } from '#backend/source/decode-text.ts';

/** A record as a line of text, without its line end; what is no text in its encoding becomes U+FFFD here. */
export function showRecord(bytes: Buffer, dialect: Dialect): string {
  const { encoding, format } = recordDialect(dialect);
  return showText(format === 'json' ? jsonElement(bytes) : bytes, encoding).replace(/(\r\n|\n|\r)$/, '');
}

/** An element of a JSON array, without the comma behind it. */
export function jsonElement(bytes: Buffer): Buffer {
  const end = elementEnd(bytes, 0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}
