import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupBatch, orderBatch } from './order-batch.ts';

const name = (table: string) => ({ schema: 'public', table });
const item = (table: string, ...parents: string[]) => ({ target: name(table), parents: parents.map(name) });

test('parents come before their children, the rest in the order given', () => {
  expect(
    orderBatch([item('hired_employees', 'departments', 'jobs'), item('z'), item('jobs'), item('departments')]),
  ).toEqual([1, 2, 3, 0]);
});

test('several files of a parent all come first', () => {
  expect(orderBatch([item('child', 'parent'), item('parent'), item('parent')])).toEqual([1, 2, 0]);
});

test('a table that refers to itself, and tables in a circle, are taken as they come', () => {
  expect(orderBatch([item('staff', 'staff')])).toEqual([0]);
  expect(orderBatch([item('a', 'b'), item('b', 'c'), item('c', 'a'), item('d', 'a')])).toEqual([0, 2, 1, 3]);
});

test('the same table in another schema is another table', () => {
  const child = { target: name('child'), parents: [{ schema: 'other', table: 'parent' }] };
  expect(orderBatch([child, item('parent')])).toEqual([0, 1]);
});

test('every item comes once, and no child before its parent where there is no circle', () => {
  const batch = fc.array(fc.nat(9), { maxLength: 12 }).chain((tables) =>
    fc.tuple(
      ...tables.map((table) =>
        // A table refers to lower numbers only, so that there is no circle.
        fc
          .subarray(Array.from({ length: table }, (_, parent) => String(parent)))
          .map((parents) => item(String(table), ...parents)),
      ),
    ),
  );
  fc.assert(
    fc.property(batch, (items) => {
      const order = orderBatch(items);
      expect(order.toSorted((a, b) => a - b)).toEqual([...items.keys()]);
      const place = new Map(order.map((index, at) => [index, at]));
      for (const [child, { parents }] of items.entries()) {
        for (const [parent, { target }] of items.entries()) {
          if (!parents.some(({ table }) => table === target.table)) continue;
          expect(place.get(parent)).toBeLessThan(place.get(child) ?? -1);
        }
      }
    }),
  );
});

test('what stands in a circle is one group, between its parents and its children', () => {
  const batch = [
    item('d', 'a'),
    item('b', 'a'),
    item('a', 'c', 'p'),
    item('c', 'b'),
    item('p'),
    item('z'),
    item('b', 'a'),
  ];
  expect(groupBatch(batch)).toEqual([[4], [1, 2, 3, 6], [0], [5]]);
  expect(groupBatch([item('t', 't'), item('u'), item('t', 't')])).toEqual([[0, 2], [1]]);
  expect(groupBatch([item('child', 'parent'), item('parent'), item('parent')])).toEqual([[1], [2], [0]]);
});
