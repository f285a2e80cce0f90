import type { Format } from '#shared/dialect.ts';
import { decodeLines } from '#backend/source/decode-text.ts';
import type { Source } from '#backend/source/open-source.ts';
import { lineEndFrom } from './csv-syntax.ts';
import { scanValue, skipBlanks } from './json-scan.ts';

/** The beginning of a text in UTF-8. Its last character may be cut. */
export const textHead = ({ head, encoding }: Pick<Source, 'head' | 'encoding'>): Buffer =>
  encoding === 'utf-8' ? head : decodeLines(head, encoding);

/** What a file is made of: by its first bytes; JSON where the text begins like an object, or an array of objects. */
export function detectFormat(source: Pick<Source, 'format' | 'head' | 'encoding'>, chosen?: Format): Format {
  // What is no text cannot be read as one.
  if (source.format !== null) return source.format;
  if (chosen !== undefined) return chosen;
  const head = textHead(source);
  const start = skipBlanks(head, 0, head.length);
  if (head[start] === 0x5b) {
    const first = head[skipBlanks(head, start + 1, head.length)];
    return first === 0x7b || first === 0x5d ? 'json' : 'csv';
  }
  if (head[start] !== 0x7b) return 'csv';
  const lineEnd = lineEndFrom(head, start);
  const end = scanValue(head, start, lineEnd);
  if (end >= 0 && skipBlanks(head, end, lineEnd) === lineEnd) return 'ndjson';
  const key = skipBlanks(head, start + 1, head.length);
  return head[key] === 0x22 || head[key] === 0x7d ? 'json' : 'csv';
}
