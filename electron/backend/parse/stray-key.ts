import { elementEnd } from './json-scan.ts';

/** A key of a record that no field takes, or that stands in it twice. */
export interface StrayKey {
  readonly key: string;
  readonly isTwice: boolean;
}

/**
 * The first key of a JSON record that makes it have a field too many; null where none is found. For records that are wrong: the
 * right ones are never asked.
 * @param fields paths of keys, as in the dialect
 */
export function findStrayKey(record: Buffer, fields: readonly string[]): StrayKey | null {
  const end = elementEnd(record, 0);
  const text = record.toString('utf8', 0, end < 0 ? record.length : end);
  const keys = topKeys(text);
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  const stray = keys.find((key) => !fields.some((path) => path === key || path.startsWith(`${key}.`)));
  if (stray !== undefined) return { key: stray, isTwice: false };
  return twice === undefined ? null : { key: twice, isTwice: true };
}

/** The keys of an object in their order, those that come twice included. */
function topKeys(text: string): string[] {
  const keys: string[] = [];
  try {
    // JSON.parse keeps no key twice: what stands before a colon at depth one is looked for instead.
    let depth = 0;
    for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[[\]{}]/g)) {
      if (token === '{' || token === '[') depth += 1;
      else if (token === '}' || token === ']') depth -= 1;
      else if (depth === 1 && token.endsWith(':')) keys.push(String(JSON.parse(token.slice(0, -1).trimEnd())));
    }
  } catch {
    // A key that is no JSON: the record is refused for that.
  }
  return keys;
}
