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
