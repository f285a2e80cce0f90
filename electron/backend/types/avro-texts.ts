import { readLength, writeInt } from './avro-number.ts';
import { plainType } from './avro-plain.ts';
import { BrokenAvro } from './avro-tap.ts';
import type { AvroType, SpecialForm } from './avro-type.ts';
import { type CodecColumn, plainColumn, type TypeCodec } from './codec.ts';

/** The special form of a type that has a codec: the text that Postgres prints. */
export function textForm({ type, show, encoder }: TypeCodec, column: CodecColumn = plainColumn): SpecialForm {
  const encode = encoder(column);
  return {
    show,
    writeRest: null,
    read: (text, _tap, out) => {
      const bytes = Buffer.from(text);
      if (encode(bytes, 0, bytes.length, out) !== null) throw new BrokenAvro(`a ${type} is none`);
    },
  };
}

/** A type that has a codec, all values as the text that Postgres prints. */
export function textualType({ type, show, encoder }: TypeCodec): AvroType {
  const encode = encoder(plainColumn);
  return plainType(
    'string',
    (bytes, start, end, out) => {
      const text = show(bytes, start, end);
      const length = Buffer.byteLength(text);
      writeInt(length, out);
      const at = out.reserve(length);
      out.bytes.write(text, at);
    },
    (tap, out) => {
      const length = readLength(tap);
      const from = tap.skip(length);
      if (encode(tap.bytes, from, from + length, out) !== null) throw new BrokenAvro(`a ${type} is none`);
    },
  );
}
