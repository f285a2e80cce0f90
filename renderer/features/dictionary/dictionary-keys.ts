import type { Dictionary, Reference, ValueRule } from '#shared/rule.ts';
import { withItem } from './edit-dictionary.ts';

/** Where a unique key stands: among those that reject, or among those that warn. */
export interface KeyPlace {
  readonly severity: ValueRule['severity'];
  readonly at: number;
}

/** Whether two keys are over the same columns, in whatever order. */
export const isSameKey = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name));

/** Whether two references say the same of the same columns, in whatever order; each with the schema of its table. */
export function isSameReference(one: Reference, other: Reference, schema: string): boolean {
  const pairs = ({ columns, parentColumns }: Reference): string[] =>
    columns.map((name, at) => JSON.stringify([name, parentColumns[at]]));
  return (
    one.table === other.table &&
    (one.schema ?? schema) === (other.schema ?? schema) &&
    isSameKey(pairs(one), pairs(other))
  );
}

/** Sets the keys that warn; none at all is as if nobody had said a word of them. */
function withWarningKeys(dictionary: Dictionary, keys: string[][]): Dictionary {
  const { warningKeys: _before, ...rest } = dictionary;
  return keys.length === 0 ? rest : { ...rest, warningKeys: keys };
}

/** The dictionary with other columns in one key; without the key where there are none. */
export function changeKey(dictionary: Dictionary, { severity, at }: KeyPlace, columns: readonly string[]): Dictionary {
  const item = columns.length === 0 ? null : [...columns];
  return severity === 'error'
    ? { ...dictionary, uniqueKeys: withItem(dictionary.uniqueKeys, at, item) }
    : withWarningKeys(dictionary, withItem(dictionary.warningKeys ?? [], at, item));
}

/** Makes a key reject or warn; it goes behind the others of its kind. */
export function setKeySeverity(dictionary: Dictionary, place: KeyPlace, severity: ValueRule['severity']): Dictionary {
  const { uniqueKeys, warningKeys = [] } = dictionary;
  const key = (place.severity === 'error' ? uniqueKeys : warningKeys)[place.at];
  if (key === undefined || severity === place.severity) return dictionary;
  const without = changeKey(dictionary, place, []);
  return severity === 'error'
    ? { ...without, uniqueKeys: [...without.uniqueKeys, key] }
    : withWarningKeys(without, [...(without.warningKeys ?? []), key]);
}
