import { readLength, writeInt } from './avro-number.ts';
import { plainType } from './avro-plain.ts';
import { BrokenAvro } from './avro-tap.ts';
import type { AvroType, SpecialForm } from './avro-type.ts';
import { plainColumn, type TypeCodec } from './codec.ts';

/** The special form of a type that has a codec: the text that Postgres prints. */
export function textForm(codec: TypeCodec): SpecialForm {
  const encode = codec.encoder(plainColumn);
  return {
    show: (bytes, start, end) => codec.show(bytes, start, end),
    writeRest: null,
    read: (text, _tap, out) => {
      const bytes = Buffer.from(text);
      if (encode(bytes, 0, bytes.length, out) !== null) throw new BrokenAvro(`a ${codec.type} is none`);
    },
  };
}

/** A type that has a codec, all values as the text that Postgres prints. */
export function textualType(codec: TypeCodec): AvroType {
  const encode = codec.encoder(plainColumn);
  return plainType(
    'string',
    (bytes, start, end, out) => {
      const text = codec.show(bytes, start, end);
      const length = Buffer.byteLength(text);
      writeInt(length, out);
      const at = out.reserve(length);
      out.bytes.write(text, at);
    },
    (tap, out) => {
      const length = readLength(tap);
      const from = tap.skip(length);
      if (encode(tap.bytes, from, from + length, out) !== null) throw new BrokenAvro(`a ${codec.type} is none`);
    },
  );
}
