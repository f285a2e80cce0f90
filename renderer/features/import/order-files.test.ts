import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TableName } from '#shared/column.ts';
import { orderFiles, orderReason, ringSentence, type FileInOrder } from './order-files.ts';

const table = (name: string): TableName => ({ schema: 'public', table: name });
const file = (name: string, ...parents: string[]): FileInOrder => ({
  key: name,
  target: table(name),
  parents: parents.map(table),
});

const employees = file('hired_employees', 'departments', 'jobs');

test('parents come before the files that refer to them', () => {
  const ordered = orderFiles([employees, file('jobs'), file('departments')]);
  expect(ordered.map(({ key }) => key)).toEqual(['jobs', 'departments', 'hired_employees']);
});

test('files that need no order stay as they came', () => {
  const ordered = orderFiles([file('b'), file('a'), file('c')]);
  expect(ordered.map(({ key }) => key)).toEqual(['b', 'a', 'c']);
});

test('a parent in another schema is no parent', () => {
  const child: FileInOrder = { key: 'child', target: table('child'), parents: [{ schema: 'other', table: 'a' }] };
  expect(orderFiles([child, file('a')]).map(({ key }) => key)).toEqual(['child', 'a']);
});

test('a ring and a table that refers to itself lose no file', () => {
  const ring = [file('a', 'b'), file('b', 'a'), file('c', 'c')];
  expect(
    orderFiles(ring)
      .map(({ key }) => key)
      .toSorted(),
  ).toEqual(['a', 'b', 'c']);
});

test('whatever refers to whatever, each file stands once and after its parents where no ring is', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat({ max: 20 }), { maxLength: 4 }), { maxLength: 12 }), (links) => {
      // Links lead to smaller numbers only: no rings.
      const files = links.map((parents, at) =>
        file(`t${at}`, ...parents.filter((parent) => parent < at).map((parent) => `t${parent}`)),
      );
      const ordered = orderFiles(files.toReversed());
      expect(ordered.map(({ key }) => key).toSorted()).toEqual(files.map(({ key }) => key).toSorted());
      const place = new Map(ordered.map((one, at) => [one.key, at]));
      for (const one of files) {
        for (const parent of one.parents) expect(place.get(parent.table)).toBeLessThan(place.get(one.key) ?? -1);
      }
    }),
  );
});

test('the reason names the tables that are in the batch', () => {
  expect(orderReason([file('departments'), file('jobs'), employees])).toBe(
    'Parents first: hired_employees refers to departments and jobs.',
  );
  expect(orderReason([file('jobs'), employees])).toBe('Parents first: hired_employees refers to jobs.');
});

test('a batch without references needs no reason', () => {
  expect(orderReason([file('a'), file('b'), employees])).toBeNull();
});

test('tables that refer to each other are named, and a table that refers to itself is not', () => {
  const table = (name: string, ...parents: readonly string[]) => ({
    key: name,
    target: { schema: 'public', table: name },
    parents: parents.map((parent) => ({ schema: 'public', table: parent })),
  });
  expect(ringSentence([table('a', 'b'), table('b', 'c'), table('c', 'a'), table('d', 'a', 'd')])).toBe(
    'a, b and c refer to each other: choose All files or none, so that they go in together.',
  );
  expect(ringSentence([table('a', 'a'), table('b', 'a')])).toBeNull();
});
