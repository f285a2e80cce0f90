import { expect, test } from 'vitest';
import { cellError, type Reject } from '#shared/reject.ts';
import type { GridColumn } from '../../ui/data-grid/grid-column.ts';
import { findNextReject } from './find-next-reject.ts';

const columns: readonly GridColumn<Reject>[] = ['a', 'b', 'c'].map((name, at) => ({
  id: name,
  label: name,
  width: 80,
  cell: (reject) => ({
    text: reject.fields[at] ?? '',
    ...(reject.errors.some(({ column }) => column === name) ? { look: 'bad' as const } : {}),
  }),
}));
const reject = (ordinal: number, ...bad: string[]): Reject => ({
  runId: 'run',
  ordinal,
  record: ordinal,
  byteOffset: 0,
  line: '',
  cut: false,
  fields: ['1', '2', '3'],
  missing: null,
  state: 'open',
  fix: null,
  errors: bad.map((column) => cellError('required', column, '')),
});
/** Rows of which none was ever in sight. */
const all = [reject(1, 'a', 'c'), reject(2, 'b'), reject(3)];
const rows = {
  rowCount: all.length,
  rowsBetween: (first: number, last: number) => Promise.resolve(all.slice(first, last + 1)),
};

test('F8 stops at each bad cell of a row, then goes to the next row, wherever it is', async () => {
  expect(await findNextReject(null, 1, columns, rows)).toEqual({ row: 0, column: 0 });
  expect(await findNextReject({ row: 0, column: 0 }, 1, columns, rows)).toEqual({ row: 0, column: 2 });
  expect(await findNextReject({ row: 0, column: 2 }, 1, columns, rows)).toEqual({ row: 1, column: 1 });
});

test('a row that is wrong as a whole is stopped at, too', async () => {
  expect(await findNextReject({ row: 1, column: 1 }, 1, columns, rows)).toEqual({ row: 2, column: 0 });
});

test('Shift F8 goes back the same way', async () => {
  expect(await findNextReject({ row: 1, column: 1 }, -1, columns, rows)).toEqual({ row: 0, column: 2 });
  expect(await findNextReject({ row: 0, column: 2 }, -1, columns, rows)).toEqual({ row: 0, column: 0 });
});

test('at either end there is nothing more', async () => {
  expect(await findNextReject({ row: 2, column: 0 }, 1, columns, rows)).toBeNull();
  expect(await findNextReject({ row: 0, column: 0 }, -1, columns, rows)).toBeNull();
});

test('rows that are fixed, set aside or loaded are passed over, however many there are', async () => {
  const states = ['fixed', 'aside', 'loaded'] as const;
  const done = Array.from({ length: 1000 }, (_, at): Reject => ({
    ...reject(at + 2, 'a'),
    state: states[at % 3] ?? 'fixed',
  }));
  const many = [reject(1, 'b'), ...done, reject(1002, 'c')];
  const fetched: number[] = [];
  const far = {
    rowCount: many.length,
    rowsBetween: (first: number, last: number) => {
      fetched.push(last - first + 1);
      return Promise.resolve(many.slice(first, last + 1));
    },
  };
  expect(await findNextReject({ row: 0, column: 1 }, 1, columns, far)).toEqual({ row: 1001, column: 2 });
  expect(await findNextReject({ row: 1001, column: 2 }, -1, columns, far)).toEqual({ row: 0, column: 1 });
  expect(await findNextReject({ row: 1001, column: 2 }, 1, columns, far)).toBeNull();
  // Block by block, and not row by row.
  expect(fetched.length).toBeLessThan(20);
});
