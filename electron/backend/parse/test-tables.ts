import { crc32, deflateRawSync } from 'node:zlib';
import type { Encoding } from '#shared/dialect.ts';

/** A table of texts and NULLs, for writers of every format. */
export type TestTable = readonly (readonly (string | null)[])[];

/** As CSV: NULL is nothing, the empty text is two quotes. */
export const asCsv = (rows: TestTable): string =>
  rows
    .map((row) =>
      row
        .map((text) => (text === null ? '' : /^$|[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
        .join(','),
    )
    .map((line) => `${line}\n`)
    .join('');

/** The bytes of a text in an encoding that has no encoder: found by decoding every byte, or pair of bytes, there is. */
export function encodeText(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const table = tableOf(encoding);
  return Buffer.concat(
    Array.from(text, (character) => {
      const bytes = character < '\x80' ? Buffer.from(character) : table.get(character);
      if (bytes === undefined) throw new Error(`${encoding} has no ${character}`);
      return bytes;
    }),
  );
}

const tables = new Map<Encoding, ReadonlyMap<string, Buffer>>();

/** The characters that an encoding has beside ASCII. */
export function tableOf(encoding: Encoding): ReadonlyMap<string, Buffer> {
  const known = tables.get(encoding);
  if (known !== undefined) return known;
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const table = new Map<string, Buffer>();
  const add = (bytes: Buffer): void => {
    try {
      const text = encoding === 'iso-8859-1' ? bytes.toString('latin1') : decoder.decode(bytes);
      if (Array.from(text).length === 1 && !table.has(text)) table.set(text, bytes);
    } catch {
      // No character.
    }
  };
  for (let first = 0x80; first < 0x100; first += 1) {
    add(Buffer.from([first]));
    if (/^(windows|iso|koi8|mac|ibm)/.test(encoding)) continue;
    for (let second = 0x30; second < 0x100; second += 1) add(Buffer.from([first, second]));
  }
  tables.set(encoding, table);
  return table;
}

/** A ZIP archive of deflated files (APPNOTE.TXT 6.3), without anything that is not asked for. */
export function asZip(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const both = Buffer.alloc(26);
    both.writeUInt16LE(20, 0);
    both.writeUInt16LE(8, 4);
    both.writeUInt32LE(crc32(bytes), 10);
    both.writeUInt32LE(packed.length, 14);
    both.writeUInt32LE(bytes.length, 18);
    both.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), both, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), both, place, Buffer.from(name));
    locals.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(locals.length, 4);
  end.writeUInt16LE(locals.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, listed, Buffer.from('PK\x05\x06'), end]);
}
