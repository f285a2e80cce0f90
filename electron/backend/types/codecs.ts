import { boolCodec } from './bool.ts';
import { bpcharCodec } from './bpchar.ts';
import type { TypeCodec } from './codec.ts';
import { dateCodec } from './date.ts';
import { float4Codec, float8Codec } from './floats.ts';
import { int2Codec, int4Codec, int8Codec } from './integers.ts';
import { jsonbCodec, jsonCodec } from './json.ts';
import { numericCodec } from './numeric.ts';
import { textCodec } from './text.ts';
import { timestampCodec, timestamptzCodec } from './timestamps.ts';
import { uuidCodec } from './uuid.ts';
import { varcharCodec } from './varchar.ts';

const codecs: ReadonlyMap<string, TypeCodec> = new Map(
  [
    int2Codec,
    int4Codec,
    int8Codec,
    float4Codec,
    float8Codec,
    numericCodec,
    boolCodec,
    textCodec,
    varcharCodec,
    bpcharCodec,
    dateCodec,
    timestampCodec,
    timestamptzCodec,
    uuidCodec,
    jsonCodec,
    jsonbCodec,
  ].map((codec) => [codec.type, codec]),
);

/** Sends text and leaves the judging to the server; an empty field is NULL, since few types take an empty text. */
const fallbackCodec: TypeCodec = { ...textCodec, exact: false, isText: false };

/** The same for types to which an empty text is a value like any other. */
const textLikeCodec: TypeCodec = { ...textCodec, exact: false };
const textLike: ReadonlySet<string> = new Set(['citext', 'name', 'char']);

/**
 * The codec of a type by pg_type.typname. For a type that Sluice has no file for, enums among them, one that sends text,
 * calls itself `text` and leaves the judging to the server.
 */
export const codecFor = (type: string): TypeCodec =>
  codecs.get(type) ?? (textLike.has(type) ? textLikeCodec : fallbackCodec);
