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
  const all = strayKeys(record, fields);
  return all.find(({ isTwice }) => !isTwice) ?? all[0] ?? null;
}

/** All of them, each once, in the order of the record. */
export function strayKeys(record: Buffer, fields: readonly string[]): StrayKey[] {
  const end = elementEnd(record, 0);
  const text = record.toString('utf8', 0, end < 0 ? record.length : end);
  const keys = topKeys(text);
  const times = new Map<string, number>();
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  return [...times].flatMap(([key, count]): StrayKey[] => {
    if (!fields.some((path) => path === key || path.startsWith(`${key}.`))) return [{ key, isTwice: false }];
    return count > 1 ? [{ key, isTwice: true }] : [];
  });
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
