import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { expect } from 'vitest';
import type { RejectCode } from '#shared/reject.ts';
import { type CodecColumn, plainColumn, type TypeCodec } from './codec.ts';
import { TupleBuffer } from './tuple-buffer.ts';

/** What our encoder made of a text. */
export type Encoded =
  | { readonly code: RejectCode }
  | { readonly code: null; readonly value: Buffer; readonly shown: string };

/** Encodes a text as a field that stands between others, so that reading over its edges would show. */
export function encodeOne(codec: TypeCodec, text: string | Buffer, column: CodecColumn = plainColumn): Encoded {
  const field = Buffer.from(text);
  const bytes = Buffer.concat([Buffer.from('7,'), field, Buffer.from(',7')]);
  const out = new TupleBuffer(8);
  const before = out.reserve(3);
  const code = codec.encoder(column)(bytes, 2, 2 + field.length, out);
  if (code !== null) {
    expect(out.length, 'a refused value leaves nothing behind').toBe(before + 3);
    return { code };
  }
  const value = Buffer.from(out.bytes.subarray(7, out.length));
  expect(out.bytes.readInt32BE(3), 'the length before the value').toBe(value.length);
  return { code, value, shown: codec.show(value, 0, value.length) };
}

/** The binary value of a text that must be taken. */
export function valueOf(codec: TypeCodec, text: string, column: CodecColumn = plainColumn): Buffer {
  const encoded = encodeOne(codec, text, column);
  if (encoded.code !== null) throw new Error(`${codec.type} refuses ${JSON.stringify(text)}: ${encoded.code}`);
  return encoded.value;
}

/** The bytes that stand for the value in a key. */
export function keyOf(codec: TypeCodec, text: string): string {
  const value = valueOf(codec, text);
  if (codec.writeKey === null) return value.toString('hex');
  const out = new TupleBuffer(8);
  codec.writeKey(value, 0, value.length, out);
  return out.bytes.subarray(0, out.length).toString('hex');
}

const copyHeader = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/** A judge that asks the real server. Makes what it needs in the session's temporary schema. */
export interface StoredJudge {
  /** What the type's own input function makes of each text, printed; null where it refuses it. */
  inputs(sqlType: string, texts: readonly string[]): Promise<(string | null)[]>;
  /** Binary values sent by COPY, as the server prints them. */
  copied(sqlType: string, values: readonly Buffer[]): Promise<string[]>;
  /** What a query makes of numbered texts: one text a row. */
  column(sql: string, texts: readonly string[]): Promise<(string | null)[]>;
}

export async function storedJudge(client: Client): Promise<StoredJudge> {
  // Calls the input function itself: a cast would first read the text without its length or precision.
  await client.query(`create function pg_temp.try_input(input text, call text) returns text language plpgsql as $$
    declare result text;
    begin
      execute call into result using input;
      return result;
    exception when others then return null;
    end $$`);
  const column: StoredJudge['column'] = async (sql, texts) => {
    const { rows } = await client.query<{ t: string | null }>(sql, [texts]);
    return rows.map((row) => row.t);
  };
  return {
    column,
    inputs: async (sqlType, texts) => {
      await client.query(`create temp table probe (v ${sqlType})`);
      const { rows } = await client.query<{ call: string }>(
        `select 'select format(''%s'', ' || typinput::regproc || '($1::cstring' ||
           case when pronargs = 3 then ', 0, ' || atttypmod else '' end || '))' as call
         from pg_attribute join pg_type t on t.oid = atttypid join pg_proc p on p.oid = typinput
         where attrelid = 'pg_temp.probe'::regclass and attname = 'v'`,
      );
      await client.query('drop table probe');
      return column(
        `select pg_temp.try_input(i, $$${rows[0]?.call ?? ''}$$) as t
         from unnest($1::text[]) with ordinality as u(i, n) order by n`,
        texts,
      );
    },
    copied: async (sqlType, values) => {
      await client.query(`create temp table copied (n serial, v ${sqlType})`);
      const tuples = values.map((value) => {
        const tuple = Buffer.alloc(6 + value.length);
        tuple.writeInt16BE(1);
        tuple.writeInt32BE(value.length, 2);
        value.copy(tuple, 6);
        return tuple;
      });
      const bytes = Buffer.concat([copyHeader, ...tuples, Buffer.from([0xff, 0xff])]);
      await pipeline(Readable.from([bytes]), client.query(copyFrom('copy copied (v) from stdin (format binary)')));
      const { rows } = await client.query<{ t: string }>(`select format('%s', v) as t from copied order by n`);
      await client.query('drop table copied');
      return rows.map((row) => row.t);
    },
  };
}

export interface Agreement {
  readonly codec: TypeCodec;
  readonly sqlType?: string;
  readonly column?: CodecColumn;
  /** Whether we may refuse a text that the server takes; by default never. */
  readonly mayRefuse?: (text: string) => boolean;
  /** False: the server's own text may differ from what `show` prints of our value (jsonb). */
  readonly showsAlike?: boolean;
}

/**
 * Holds a codec to the server: what we take is stored as the server's own input would store it and shown as the server
 * prints it; what we refuse, the server refuses.
 */
export async function expectAgreement(judge: StoredJudge, texts: readonly string[], how: Agreement): Promise<void> {
  const { codec, sqlType = codec.type, column = plainColumn, mayRefuse = () => false, showsAlike = true } = how;
  const inputs = await judge.inputs(sqlType, texts);
  const ours = texts.map((text) => encodeOne(codec, text, column));
  const taken = ours.flatMap((encoded, index) => (encoded.code === null ? [{ encoded, index }] : []));
  const wrongly = taken.filter(({ index }) => inputs[index] === null).map(({ index }) => texts[index]);
  expect(wrongly, `${sqlType}: taken here, refused by the server`).toEqual([]);
  const refused = texts.filter(
    (text, index) => ours[index]?.code !== null && inputs[index] !== null && !mayRefuse(text),
  );
  expect(refused, `${sqlType}: refused here, taken by the server`).toEqual([]);
  const stored = await judge.copied(
    sqlType,
    taken.map(({ encoded }) => encoded.value),
  );
  const seen = taken.map(({ encoded, index }, at) => ({
    text: texts[index],
    stored: stored[at],
    shown: showsAlike ? encoded.shown : null,
  }));
  const wanted = taken.map(({ index }) => ({
    text: texts[index],
    stored: inputs[index],
    shown: showsAlike ? inputs[index] : null,
  }));
  expect(seen).toEqual(wanted);
}

/** A text of `valid`, often with some characters of `alphabet` put in, taken out or in place of others. */
export const nearly = (valid: fc.Arbitrary<string>, alphabet: string): fc.Arbitrary<string> => {
  const character = fc.constantFrom(...alphabet.split(''));
  const edit = fc.record({ kind: fc.constantFrom('put', 'take', 'swap'), at: fc.nat(40), character });
  return fc.tuple(valid, fc.array(edit, { maxLength: 2 })).map(([text, edits]) =>
    edits.reduce((current, { kind, at, character: letter }) => {
      const place = at % (current.length + 1);
      const behind = current.slice(kind === 'put' ? place : place + 1);
      return current.slice(0, place) + (kind === 'take' ? '' : letter) + behind;
    }, text),
  );
};

/** Runs a property over `runs` lots of `size` texts: lots, because the server judges a thousand as fast as ten. */
export const assertLots = (
  texts: fc.Arbitrary<string>,
  check: (lot: string[]) => Promise<void>,
  { runs = 10, size = 500 } = {},
): Promise<void> =>
  fc.assert(fc.asyncProperty(fc.array(texts, { minLength: size, maxLength: size }), check), {
    numRuns: runs,
    endOnFailure: true,
  });
