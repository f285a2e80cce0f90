import type { ColumnRule, Dictionary } from '#shared/rule.ts';

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** How many entries stand in one list alone, whichever. */
function differing(before: readonly unknown[], after: readonly unknown[]): number {
  const left = after.map((one) => JSON.stringify(one));
  let gone = 0;
  for (const one of before) {
    const at = left.indexOf(JSON.stringify(one));
    if (at < 0) gone += 1;
    else left.splice(at, 1);
  }
  // A changed entry is one change, not one that went and one that came.
  return Math.max(gone, left.length);
}

const typeOf = ({ type, modifiers = [] }: ColumnRule): unknown => [type, modifiers];

function changesOfColumn(before: ColumnRule, after: ColumnRule): number {
  const flags = [
    !same(typeOf(before), typeOf(after)),
    before.required !== after.required,
    before.notEmpty !== after.notEmpty,
  ];
  const rules = differing(before.rules, after.rules);
  const isReordered = rules === 0 && !same(before.rules, after.rules);
  return flags.filter(Boolean).length + rules + (isReordered ? 1 : 0);
}

/** In how many points a dictionary was changed, for the button that saves it; 0: it is the same, wherever it comes from. */
export function countChanges(before: Dictionary, after: Dictionary): number {
  const known = new Map(before.columns.map((rule) => [rule.name, rule]));
  const kept = after.columns.filter(({ name }) => known.has(name));
  const gone = before.columns.length - kept.length;
  const added = after.columns.length - kept.length;
  const changed = kept.reduce((sum, rule) => sum + changesOfColumn(known.get(rule.name) ?? rule, rule), 0);
  const lists = [
    same(before.primaryKey, after.primaryKey) ? 0 : 1,
    differing(keysOf(before), keysOf(after)),
    differing(before.references, after.references),
  ];
  const total = gone + added + changed + lists.reduce((sum, count) => sum + count, 0);
  const isSame = same(comparable(before), comparable(after));
  // What is left is an order: of columns, keys or references.
  return total === 0 && !isSame ? 1 : total;
}

/** With what each does, so that a key that warns from now on is one change. */
const keysOf = ({ uniqueKeys, warningKeys = [] }: Dictionary): unknown[] => [
  ...uniqueKeys,
  ...warningKeys.map((key) => ['warns', key]),
];

const comparable = ({ columns, primaryKey, uniqueKeys, warningKeys = [], references }: Dictionary): unknown => [
  columns.map((rule) => [rule.name, typeOf(rule), rule.required, rule.notEmpty, rule.rules]),
  primaryKey,
  uniqueKeys,
  warningKeys,
  references,
];
