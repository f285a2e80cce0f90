import { compareBytes, putInt32 } from './bytes.ts';
import type { EncodeText, TypeCodec } from './codec.ts';
import { encodeText, showText } from './text.ts';
import { skipCharacters } from './utf8.ts';

/**
 * varchar(n): characters, not bytes; what is too long may only lose spaces at its end, as the SQL standard says.
 * Source: PostgreSQL 18, varchar_input in src/backend/utils/adt/varchar.c.
 */
export function encodeVarchar(maxLength: number): EncodeText {
  return (bytes, start, end, out) => {
    const at = out.length;
    const problem = encodeText(bytes, start, end, out);
    // No text has more characters than bytes.
    if (problem !== null || end - start <= maxLength) return problem;
    const cut = skipCharacters(bytes, start, end, maxLength);
    for (let rest = cut; rest < end; rest += 1) {
      if (bytes[rest] === 0x20) continue;
      out.length = at;
      return 'length';
    }
    putInt32(out.bytes, at, cut - start);
    out.length = at + 4 + cut - start;
    return null;
  };
}

export const varcharCodec: TypeCodec = {
  type: 'varchar',
  oid: 1043,
  exact: true,
  isText: true,
  encoder: ({ maxLength }) => (maxLength === null ? encodeText : encodeVarchar(maxLength)),
  limits: ({ maxLength }): Record<string, number> => (maxLength === null ? {} : { max: maxLength }),
  show: showText,
  compare: compareBytes,
  writeKey: null,
};
