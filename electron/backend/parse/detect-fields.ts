import { setImmediate } from 'node:timers/promises';
import type { Dialect } from '#shared/dialect.ts';
import { decodeLines } from '#backend/source/decode-text.ts';
import type { Source } from '#backend/source/open-source.ts';
import { elementEnd } from './json-scan.ts';
import { readSample } from './read-sample.ts';

/** Keys that lie deeper, or beyond so many, are left in the text of what is above them. */
const DEPTH_MAX = 5;
const FIELDS_MAX = 10_000;

/** Keys in the order in which they came, each with those below it. */
type Keys = Map<string, Keys>;

/**
 * The paths of all keys in the objects of a JSON file's beginning, and of samples from further in: each key, behind it those
 * of the objects that it holds.
 */
export async function detectFields(source: Source, dialect: Dialect): Promise<string[]> {
  const keys: Keys = new Map();
  const { batches } = await readSample(source, { ...dialect, fields: [] }, { rowsMax: 10_000 });
  for (const { original, offsets, rowCount } of batches) {
    const base = offsets[0] ?? 0;
    for (let row = 0; row < rowCount; row += 1) {
      addKeys(
        keys,
        textOf(original.subarray((offsets[row] ?? base) - base, (offsets[row + 1] ?? base) - base), dialect),
      );
    }
    await setImmediate();
  }
  for (const sample of source.samples) {
    const text = decodeLines(sample, dialect.encoding);
    if (dialect.format === 'ndjson') for (const line of text.toString('utf8').split('\n')) addKeys(keys, line);
    else addKeysOfRecords(keys, text);
    await setImmediate();
  }
  return pathsOf(keys, '').slice(0, Math.max(FIELDS_MAX, keys.size));
}

/** Adds the keys of the records in a piece cut out of an array: of the objects in it that have mostly keys of records. */
function addKeysOfRecords(keys: Keys, piece: Buffer): void {
  for (let at = piece.indexOf('{'); at >= 0;) {
    const end = elementEnd(piece, at);
    const found: unknown = end < 0 ? null : parseOrNull(piece.toString('utf8', at, end));
    const isRecord = isObject(found) && isMostlyOf(keys, Object.keys(found));
    if (isRecord) addBelow(keys, found, 1);
    at = piece.indexOf('{', isRecord ? end : at + 1);
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMostlyOf = (keys: Keys, some: readonly string[]): boolean =>
  some.length > 0 && 2 * some.filter((key) => keys.has(key)).length >= some.length;

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A record, without what stands between it and the next. */
function textOf(original: Buffer, { format, encoding }: Dialect): string {
  if (format === 'ndjson') return decodeLines(original, encoding).toString('utf8');
  const end = elementEnd(original, 0);
  return original.toString('utf8', 0, end < 0 ? original.length : end);
}

function addKeys(keys: Keys, text: string): void {
  // A record that is no JSON names no field; it will be rejected.
  addBelow(keys, parseOrNull(text), 1);
}

function addBelow(keys: Keys, value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > DEPTH_MAX) return;
  for (const [key, inside] of Object.entries(value)) {
    const below = keys.get(key) ?? new Map();
    keys.set(key, below);
    addBelow(below, inside, depth + 1);
  }
}

const pathsOf = (keys: Keys, above: string): string[] =>
  [...keys].flatMap(([key, below]) => [above + key, ...pathsOf(below, `${above}${key}.`)]);
