import { isUtf8 } from 'node:buffer';
import { putInt32 } from '#backend/types/bytes.ts';
import { dateCodec } from '#backend/types/date.ts';
import { showSingle } from '#backend/types/show-float.ts';
import { timestampCodec, timestamptzCodec } from '#backend/types/timestamps.ts';
import { decimalText } from '#backend/types/avro-numeric.ts';
import { BrokenAvro, type AvroTap } from '#backend/types/avro-tap.ts';
import type { AvroNode } from './avro-schema.ts';

/** Reads a value and gives it as a text that Postgres reads as that value; null: NULL. */
export type ReadText = (tap: AvroTap) => string | null;

/** Values nest no deeper, and an array of values without bytes is no longer. */
const DEPTH_MAX = 200;
const EMPTY_ITEMS_MAX = 1_000_000;

/** Makes the reader of a field: closures decided once per file. Records, arrays and maps become JSON. */
export function textReader(node: AvroNode): ReadText {
  switch (node.kind) {
    case 'union': {
      const branches = node.branches.map(textReader);
      return (tap) => branchOf(branches, tap)(tap);
    }
    case 'record':
    case 'array':
    case 'map':
      return (tap) => readJson(node, tap, 0);
    default:
      return scalarReader(node);
  }
}

function branchOf<T>(branches: readonly T[], tap: AvroTap): T {
  const branch = branches[tap.readCount()];
  if (branch === undefined) throw new BrokenAvro('a union has no such branch');
  return branch;
}

type Scalar = Exclude<AvroNode, { readonly kind: 'union' | 'record' | 'array' | 'map' }>;

function scalarReader(node: Scalar): ReadText {
  switch (node.kind) {
    case 'null':
      return () => null;
    case 'boolean':
      return (tap) => (tap.take(1)[0] === 0 ? 'false' : 'true');
    case 'int':
      return intReader(node.logical);
    case 'long':
      return longReader(node.logical);
    case 'float':
      return (tap) => showSingle(tap.take(4).readFloatLE());
    case 'double':
      return (tap) => String(tap.take(8).readDoubleLE());
    case 'string':
      return readString;
    case 'enum': {
      const { symbols } = node;
      return (tap) => branchOf(symbols, tap);
    }
    case 'bytes':
      return node.logical === 'decimal'
        ? (tap) => decimalText(tap.readBytes(), node.scale)
        : (tap) => `\\x${tap.readBytes().toString('hex')}`;
    case 'fixed':
      return fixedReader(node);
  }
}

/** Never U+FFFD in the place of what cannot be read. */
function readString(tap: AvroTap): string {
  const bytes = tap.readBytes();
  if (!isUtf8(bytes)) throw new BrokenAvro('a string is not UTF-8');
  return bytes.toString('utf8');
}

function fixedReader({ size, logical, scale }: Extract<AvroNode, { readonly kind: 'fixed' }>): ReadText {
  if (logical === 'decimal') return (tap) => decimalText(tap.take(size), scale);
  if (logical === 'duration' && size === 12) return (tap) => durationText(tap.take(12));
  if (logical === 'uuid' && size === 16) {
    return (tap) =>
      tap
        .take(16)
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }
  return (tap) => `\\x${tap.take(size).toString('hex')}`;
}

/** Three little-endian numbers: months, days, milliseconds. */
const durationText = (bytes: Buffer): string =>
  `${bytes.readUInt32LE(0)} months ${bytes.readUInt32LE(4)} days ${bytes.readUInt32LE(8)} milliseconds`;

/** Days from 1970-01-01 to 2000-01-01, where Postgres begins to count. */
const EPOCH_DAYS = 10_957;
const EPOCH_MICROS = BigInt(EPOCH_DAYS) * 86_400_000_000n;

function intReader(logical: string | null): ReadText {
  if (logical === 'date') return (tap) => dateText(Number(tap.readLong()));
  if (logical === 'time-millis') return (tap) => timeText(BigInt(tap.readLong()) * 1000n);
  return (tap) => String(tap.readLong());
}

function longReader(logical: string | null): ReadText {
  const codec = logical?.startsWith('local') === true ? timestampCodec : timestamptzCodec;
  const at = (micros: bigint): string => {
    const value = BigInt.asIntN(64, micros - EPOCH_MICROS);
    if (value !== micros - EPOCH_MICROS) throw new BrokenAvro('a timestamp is beyond all calendars');
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigInt64BE(value);
    return codec.show(bytes, 0, 8);
  };
  switch (logical) {
    case 'time-micros':
      return (tap) => timeText(BigInt(tap.readLong()));
    case 'timestamp-millis':
    case 'local-timestamp-millis':
      return (tap) => at(BigInt(tap.readLong()) * 1000n);
    case 'timestamp-micros':
    case 'local-timestamp-micros':
      return (tap) => at(BigInt(tap.readLong()));
    case 'timestamp-nanos':
    case 'local-timestamp-nanos':
      // Postgres keeps microseconds.
      return (tap) => at(BigInt(tap.readLong()) / 1000n);
    default:
      return (tap) => String(tap.readLong());
  }
}

function dateText(days: number): string {
  const bytes = Buffer.allocUnsafe(4);
  putInt32(bytes, 0, days - EPOCH_DAYS);
  return dateCodec.show(bytes, 0, 4);
}

function timeText(micros: bigint): string {
  const seconds = Number(micros / 1_000_000n);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const fraction = String(micros % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return clock.map((part) => String(part).padStart(2, '0')).join(':') + (fraction === '' ? '' : `.${fraction}`);
}

function readJson(node: AvroNode, tap: AvroTap, depth: number): string {
  if (depth > DEPTH_MAX) throw new BrokenAvro('a value is nested too deeply');
  switch (node.kind) {
    case 'union':
      return readJson(branchOf(node.branches, tap), tap, depth + 1);
    case 'record': {
      const members = node.fields.map(
        (field) => `${JSON.stringify(field.name)}:${readJson(field.node, tap, depth + 1)}`,
      );
      return `{${members.join(',')}}`;
    }
    case 'array':
      return `[${readItems(tap, () => readJson(node.items, tap, depth + 1)).join(',')}]`;
    case 'map':
      return `{${readItems(tap, () => {
        const key = JSON.stringify(readString(tap));
        return `${key}:${readJson(node.items, tap, depth + 1)}`;
      }).join(',')}}`;
    default:
      return scalarJson(node, scalarReader(node)(tap));
  }
}

function scalarJson(node: Scalar, text: string | null): string {
  if (text === null) return 'null';
  const isPlain = node.kind === 'boolean' || (isNumber(node) && /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text));
  return isPlain ? text : JSON.stringify(text);
}

const isNumber = (node: Scalar): boolean =>
  node.kind === 'float' ||
  node.kind === 'double' ||
  ((node.kind === 'int' || node.kind === 'long') && node.logical === null) ||
  ((node.kind === 'bytes' || node.kind === 'fixed') && node.logical === 'decimal');

/** The items of an array or a map: blocks of them, until one has none. */
function readItems(tap: AvroTap, readItem: () => string): string[] {
  const items: string[] = [];
  let empty = 0;
  for (let count = tap.readCount(); count !== 0; count = tap.readCount()) {
    // A negative count is followed by the bytes of the block.
    if (count < 0) tap.readCount();
    for (let left = Math.abs(count); left > 0; left -= 1) {
      const before = tap.position;
      items.push(readItem());
      if (tap.position > before) continue;
      empty += 1;
      if (empty > EMPTY_ITEMS_MAX) throw new BrokenAvro('an array has more items than bytes');
    }
  }
  return items;
}
