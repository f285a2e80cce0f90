import type { TableName } from '#shared/column.ts';

/** One of several that are loaded together. */
export interface Ordered {
  readonly target: TableName;
  /** Tables that the target refers to. */
  readonly parents: readonly TableName[];
}

const nameOf = ({ schema, table }: TableName): string => JSON.stringify([schema, table]);

/**
 * Positions of the items, parents before their children, otherwise in the order given: the next is the first whose parents have
 * all been taken, or, where tables refer to each other in a circle, the first that is left.
 */
export function orderBatch(items: readonly Ordered[]): number[] {
  const left = items.map(({ target, parents }, index) => ({
    index,
    name: nameOf(target),
    parents: parents.map(nameOf),
  }));
  const order: number[] = [];
  while (left.length > 0) {
    const names = new Set(left.map(({ name }) => name));
    const free = left.findIndex(({ name, parents }) =>
      parents.every((parent) => parent === name || !names.has(parent)),
    );
    order.push(...left.splice(Math.max(0, free), 1).map(({ index }) => index));
  }
  return order;
}

/**
 * The items in groups that have to go in together, parents before their children: an item by itself, or all that stand in one
 * circle of references; several files of a table that refers to itself are one too.
 */
export function groupBatch(items: readonly Ordered[]): number[][] {
  const all = items.map(({ target, parents }, index) => ({
    index,
    name: nameOf(target),
    parents: parents.map(nameOf),
  }));
  /** All tables of the batch that a table leads to, itself only where a reference comes back to it. */
  const reach = (name: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const open = [name];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const item of all) {
        if (item.name !== at) continue;
        for (const parent of item.parents) {
          if (seen.has(parent) || !all.some((other) => other.name === parent)) continue;
          seen.add(parent);
          open.push(parent);
        }
      }
    }
    return seen;
  };
  const reached = new Map(all.map(({ name }) => [name, reach(name)]));
  const inCircle = (one: string, other: string): boolean =>
    (reached.get(one)?.has(other) ?? false) && (reached.get(other)?.has(one) ?? false);
  const groups: number[][] = [];
  const left = [...all];
  while (left.length > 0) {
    const names = new Set(left.map(({ name }) => name));
    const free = left.find(({ name }) =>
      [...(reached.get(name) ?? [])].every((parent) => parent === name || inCircle(name, parent) || !names.has(parent)),
    );
    const first = free ?? left[0];
    if (first === undefined) break;
    const group = left.filter(({ index, name }) => index === first.index || inCircle(first.name, name));
    groups.push(group.map(({ index }) => index));
    for (const one of group) left.splice(left.indexOf(one), 1);
  }
  return groups;
}
