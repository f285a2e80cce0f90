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
  }
  if (dialect.format === 'ndjson') {
    for (const sample of source.samples) {
      for (const line of decodeLines(sample, dialect.encoding).toString('utf8').split('\n')) addKeys(keys, line);
    }
  }
  return pathsOf(keys, '').slice(0, Math.max(FIELDS_MAX, keys.size));
}

/** A record, without what stands between it and the next. */
function textOf(original: Buffer, { format, encoding }: Dialect): string {
  if (format === 'ndjson') return decodeLines(original, encoding).toString('utf8');
  const end = elementEnd(original, 0);
  return original.toString('utf8', 0, end < 0 ? original.length : end);
}

function addKeys(keys: Keys, text: string): void {
  try {
    addBelow(keys, JSON.parse(text), 1);
  } catch {
    // A record that is no JSON names no field; it will be rejected.
  }
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
