import { compareBytes, putInt32 } from './bytes.ts';
import type { EncodeText, TypeCodec } from './codec.ts';
import { encodeText, showText } from './text.ts';
import { countCharacters } from './utf8.ts';
import { encodeVarchar } from './varchar.ts';

/** char(n): as varchar(n), then filled up with spaces to n characters, as the server stores and prints it. */
function encodeFixed(length: number): EncodeText {
  const encode = encodeVarchar(length);
  return (bytes, start, end, out) => {
    const at = out.length;
    const problem = encode(bytes, start, end, out);
    if (problem !== null) return problem;
    const missing = length - countCharacters(out.bytes, at + 4, out.length);
    if (missing > 0) {
      const fill = out.reserve(missing);
      out.bytes.fill(0x20, fill, fill + missing);
      putInt32(out.bytes, at, fill + missing - at - 4);
    }
    return null;
  };
}

/** The end of a text without the spaces at its end: for char they mean nothing. */
function trimSpaces(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] === 0x20) at -= 1;
  return at;
}

/** Source: PostgreSQL 18, bpchar_input and bpcharcmp in src/backend/utils/adt/varchar.c. */
export const bpcharCodec: TypeCodec = {
  type: 'bpchar',
  oid: 1042,
  exact: true,
  isText: true,
  encoder: ({ maxLength }) => (maxLength === null ? encodeText : encodeFixed(maxLength)),
  limits: ({ maxLength }): Record<string, number> => (maxLength === null ? {} : { max: maxLength }),
  show: showText,
  compare: (a, aStart, aEnd, b, bStart, bEnd) =>
    compareBytes(a, aStart, trimSpaces(a, aStart, aEnd), b, bStart, trimSpaces(b, bStart, bEnd)),
  writeKey: (bytes, start, end, out) => {
    const trimmed = trimSpaces(bytes, start, end);
    const at = out.reserve(trimmed - start);
    bytes.copy(out.bytes, at, start, trimmed);
  },
};
