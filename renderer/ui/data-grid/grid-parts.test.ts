import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findProblem } from './find-problem.ts';
import type { GridCell, GridColumn } from './grid-column.ts';
import { movePlace } from './move-place.ts';
import { drawnAt, fitRows } from './row-scroll.ts';
import { rowsAsText } from './rows-as-text.ts';

describe('keys in a grid', () => {
  const extent = { rows: 100, columns: 5, page: 12 };
  const from = { row: 50, column: 2 };

  test.each([
    ['ArrowDown', false, 51, 2],
    ['ArrowUp', false, 49, 2],
    ['ArrowRight', false, 50, 3],
    ['ArrowLeft', false, 50, 1],
    ['PageDown', false, 62, 2],
    ['PageUp', false, 38, 2],
    ['Home', false, 50, 0],
    ['End', false, 50, 4],
    ['Home', true, 0, 0],
    ['End', true, 99, 4],
    ['ArrowDown', true, 99, 2],
    ['ArrowLeft', true, 50, 0],
  ])('%s (jump: %s) leads to row %i, column %i', (key, jump, row, column) => {
    expect(movePlace(from, key, jump, extent)).toEqual({ row, column });
  });

  test('never lead out of the grid', () => {
    expect(movePlace({ row: 0, column: 0 }, 'ArrowUp', false, extent)).toEqual({ row: 0, column: 0 });
    expect(movePlace({ row: 99, column: 4 }, 'PageDown', false, extent)).toEqual({ row: 99, column: 4 });
    expect(movePlace(from, 'ArrowDown', false, { ...extent, rows: 0 })).toBeNull();
    expect(movePlace(from, 'x', false, extent)).toBeNull();
  });
});

type Row = readonly GridCell[];
const columns: readonly GridColumn<Row>[] = ['id', 'name'].map((id, place) => ({
  id,
  label: id,
  width: 80,
  cell: (row) => row[place] ?? { text: '' },
}));
const good: GridCell = { text: 'x' };
const bad: GridCell = { text: '', look: 'bad' };
const gone: GridCell = { text: '', look: 'gone' };

describe('F8', () => {
  const rows: readonly Row[] = [
    [good, bad],
    [good, good],
    [bad, gone],
  ];
  const rowAt = (index: number): Row | undefined => rows[index];

  test('goes from problem to problem and ends at the last', () => {
    const next = (from: { row: number; column: number } | null) => findProblem(from, 1, rows.length, rowAt, columns);
    expect(next(null)).toEqual({ row: 0, column: 1 });
    expect(next({ row: 0, column: 1 })).toEqual({ row: 2, column: 0 });
    expect(next({ row: 2, column: 0 })).toEqual({ row: 2, column: 1 });
    expect(next({ row: 2, column: 1 })).toBeNull();
  });

  test('goes back with Shift', () => {
    const before = (from: { row: number; column: number } | null) => findProblem(from, -1, rows.length, rowAt, columns);
    expect(before({ row: 2, column: 0 })).toEqual({ row: 0, column: 1 });
    expect(before({ row: 0, column: 1 })).toBeNull();
    expect(before(null)).toEqual({ row: 2, column: 1 });
  });

  test('passes over rows that are not here', () => {
    const partly = (index: number): Row | undefined => (index === 0 ? undefined : rows[index]);
    expect(findProblem(null, 1, rows.length, partly, columns)).toEqual({ row: 2, column: 0 });
  });
});

describe('copied rows', () => {
  test('stand under their headers, with tabs between the cells', () => {
    const rows: readonly Row[] = [[{ text: '1' }, { text: 'Harold Vogt' }]];
    expect(rowsAsText(rows, columns, { label: 'Record', text: () => '7' })).toBe('Record\tid\tname\n7\t1\tHarold Vogt');
    expect(rowsAsText([], columns, null)).toBe('id\tname');
  });

  test('keep a tab, a quote or a line end inside one cell', () => {
    expect(rowsAsText([[{ text: 'a\tb' }, { text: 'say "x"\n' }]], columns, null)).toBe(
      'id\tname\n"a\tb"\t"say ""x""\n"',
    );
  });
});

describe('rows taller than a browser can lay out', () => {
  test('are scaled down, and few rows are not', () => {
    expect(fitRows(28_000, 600)).toEqual({ height: 28_000, scale: 1 });
    const fit = fitRows(28 * 5_000_000, 600);
    expect(fit.height).toBeLessThan(33_554_428);
    expect(fit.scale).toBeGreaterThan(4);
  });

  test('show their first row at the top and their last at the bottom', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2_000_000, max: 50_000_000 }),
        fc.integer({ min: 100, max: 2000 }),
        (rows, view) => {
          const total = rows * 28;
          const fit = fitRows(total, view);
          expect(drawnAt(0, 0, fit)).toBe(0);
          const end = fit.height - view;
          const lastRow = drawnAt(total - 28, end * fit.scale, fit);
          expect(Math.abs(lastRow + 28 - fit.height)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
