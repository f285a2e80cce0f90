import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createRef } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DataGrid } from './data-grid.tsx';
import type { GridColumn } from './grid-column.ts';
import type { DataGridHandle } from './grid-props.ts';
import { giveLayout } from './test-layout.ts';

interface Row {
  readonly record: number;
  readonly gap?: string;
}

let takeBack = (): void => undefined;
beforeEach(() => {
  takeBack = giveLayout();
});
afterEach(() => {
  cleanup();
  takeBack();
  vi.useRealTimers();
});

const asked = vi.fn<() => void>();
const isBad = (record: number): boolean => record % 100 === 50;
const columns: readonly GridColumn<Row>[] = [
  { id: 'id', label: 'id', width: 80, align: 'end', cell: ({ record }) => ({ text: String(record) }) },
  {
    id: 'job_id',
    label: 'job_id',
    width: 120,
    cell: ({ record }) =>
      isBad(record)
        ? {
            text: '',
            look: 'bad',
            say: {
              sentence: 'job_id is empty.',
              more: 'The dictionary requires it.',
              actions: [{ label: 'Rows like this', onPress: asked }],
            },
          }
        : { text: `job ${record}` },
  },
];
const rowAt = (index: number): Row => ({ record: index + 1 });
const gutter = { label: 'Record', width: 60, text: (row: Row) => row.record.toLocaleString('en-US') };

const grid = (): HTMLElement => screen.getByRole('grid', { name: 'Rows' });
const activeCell = (): HTMLElement | null =>
  document.getElementById(grid().getAttribute('aria-activedescendant') ?? '');
const press = (key: string, more: object = {}): boolean => fireEvent.keyDown(grid(), { key, ...more });

describe('a grid of a million rows', () => {
  test('tells how many rows and columns there are, and draws only those in sight', () => {
    render(<DataGrid label="Rows" columns={columns} rowCount={1_000_000} rowAt={rowAt} gutter={gutter} />);
    expect(grid().getAttribute('aria-rowcount')).toBe('1000001');
    expect(grid().getAttribute('aria-colcount')).toBe('3');
    expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual([
      'Record',
      'id',
      'job_id',
    ]);
    const rows = screen.getAllByRole('row');
    expect(rows.length).toBeLessThan(60);
    expect(rows[1]?.getAttribute('aria-rowindex')).toBe('2');
    expect(within(rows[1]!).getByRole('rowheader').textContent).toBe('1');
  });

  test('asks for what is in sight, and holds the place of a row that is on its way', () => {
    const onSight = vi.fn<(first: number, last: number) => void>();
    render(<DataGrid label="Rows" columns={columns} rowCount={5000} rowAt={() => undefined} onSight={onSight} />);
    expect(onSight.mock.calls[0]?.[0]).toBe(0);
    expect(onSight.mock.calls[0]?.[1]).toBeGreaterThan(10);
    expect(screen.getAllByRole('row')[1]?.getAttribute('aria-busy')).toBe('true');
  });

  test('is moved in by keys, and what is active comes into sight', () => {
    render(<DataGrid label="Rows" columns={columns} rowCount={1_000_000} rowAt={rowAt} gutter={gutter} />);
    act(() => grid().focus());
    expect(activeCell()?.textContent).toBe('1');
    press('ArrowDown');
    press('ArrowRight');
    expect(activeCell()?.textContent).toBe('job 2');
    press('End', { ctrlKey: true });
    expect(activeCell()?.textContent).toBe('job 1000000');
    press('Home', { ctrlKey: true });
    expect(activeCell()?.textContent).toBe('1');
  });

  test('goes to the next problem by F8 and back by Shift F8', async () => {
    const ref = createRef<DataGridHandle>();
    render(<DataGrid ref={ref} label="Rows" columns={columns} rowCount={1000} rowAt={rowAt} />);
    act(() => grid().focus());
    await act(async () => void press('F8'));
    expect(activeCell()?.closest('tr')?.getAttribute('aria-rowindex')).toBe('51');
    await act(async () => void press('F8'));
    expect(activeCell()?.closest('tr')?.getAttribute('aria-rowindex')).toBe('151');
    await act(async () => ref.current?.nextProblem(-1));
    expect(activeCell()?.closest('tr')?.getAttribute('aria-rowindex')).toBe('51');
  });

  test('lets the screen say where the next problem is', async () => {
    const findProblem = vi.fn<() => Promise<{ row: number; column: number }>>(async () => ({ row: 700, column: 1 }));
    render(<DataGrid label="Rows" columns={columns} rowCount={1000} rowAt={rowAt} findProblem={findProblem} />);
    act(() => grid().focus());
    await act(async () => void press('F8'));
    expect(findProblem).toHaveBeenCalledWith({ row: 0, column: 0 }, 1);
    expect(activeCell()?.textContent).toBe('job 701');
  });
});

describe('rows that scroll', () => {
  const scrollTo = (row: number): void =>
    act(() => {
      grid().parentElement!.scrollTop = row * 28;
      grid().parentElement!.dispatchEvent(new Event('scroll'));
    });
  const drawn = (): HTMLElement[] => screen.getAllByRole('row').slice(1);
  const indices = (): number[] => drawn().map((row) => Number(row.getAttribute('aria-rowindex')));

  test('are written into those that go, in their order, down as up', () => {
    render(<DataGrid label="Rows" columns={columns} rowCount={100_000} rowAt={rowAt} gutter={gutter} />);
    scrollTo(500);
    scrollTo(505);
    const before = new Set(drawn());
    for (const row of [507, 509, 504, 501]) {
      scrollTo(row);
      expect(drawn().every((each) => before.has(each))).toBe(true);
      const [first = 0] = indices();
      expect(indices()).toEqual(drawn().map((_, place) => first + place));
      expect(drawn().map((each) => within(each).getByRole('rowheader').textContent)).toEqual(
        indices().map((index) => (index - 1).toLocaleString('en-US')),
      );
    }
  });

  test('tell who listens what is wrong with a cell as soon as they do not rush by any more', async () => {
    render(<DataGrid label="Rows" columns={columns} rowCount={100_000} rowAt={rowAt} />);
    scrollTo(1040);
    // Record 1050.
    const cell = (): HTMLElement =>
      screen.getAllByRole('cell').find((each) => each.getAttribute('aria-invalid') === 'true')!;
    expect(cell().closest('tr')?.getAttribute('aria-rowindex')).toBe('1051');
    await waitFor(() => expect(cell().textContent).toBe(', job_id is empty.'));
    scrollTo(1041);
    expect(cell().textContent).toBe(', job_id is empty.');
  });
});

describe('what is said of a cell', () => {
  test('appears on focus, is the description of the cell, and Escape silences it', () => {
    render(<DataGrid label="Rows" columns={columns} rowCount={100} rowAt={rowAt} />);
    act(() => grid().focus());
    for (let step = 0; step < 49; step += 1) press('ArrowDown');
    press('ArrowRight');
    expect(activeCell()?.getAttribute('aria-invalid')).toBe('true');
    const said = document.getElementById(activeCell()?.getAttribute('aria-describedby') ?? '');
    expect(said?.textContent).toContain('job_id is empty. The dictionary requires it.');
    press('Escape');
    expect(screen.queryByText('job_id is empty.')).toBeNull();
    press('ArrowUp');
    press('ArrowDown');
    expect(screen.queryByText('job_id is empty.')).not.toBeNull();
  });

  test('appears below a cell under the pointer, after a moment', () => {
    vi.useFakeTimers();
    render(<DataGrid label="Rows" columns={columns} rowCount={100} rowAt={(index) => ({ record: index + 50 })} />);
    fireEvent.mouseOver(screen.getAllByRole('cell')[1]!);
    expect(screen.queryByText('job_id is empty.')).toBeNull();
    act(() => void vi.advanceTimersByTime(200));
    expect(screen.queryByText('job_id is empty.')).not.toBeNull();
    fireEvent.mouseLeave(grid());
    act(() => void vi.advanceTimersByTime(300));
    expect(screen.queryByText('job_id is empty.')).toBeNull();
  });

  test('stays while the pointer rests on a cell that has nothing to say', () => {
    vi.useFakeTimers();
    render(<DataGrid label="Rows" columns={columns} rowCount={100} rowAt={(index) => ({ record: index + 50 })} />);
    act(() => grid().focus());
    press('ArrowRight');
    fireEvent.mouseOver(screen.getByText('job 53'));
    act(() => void vi.advanceTimersByTime(300));
    expect(screen.queryByText('job_id is empty.')).not.toBeNull();
  });

  test('is of the cell that a key moved to, although the pointer rests on another, until the pointer moves', () => {
    vi.useFakeTimers();
    // Every cell has something to say.
    const talking: readonly GridColumn<Row>[] = [
      { id: 'id', label: 'id', width: 80, cell: ({ record }) => ({ text: '', say: { sentence: `Of ${record}.` } }) },
    ];
    render(<DataGrid label="Rows" columns={talking} rowCount={100} rowAt={rowAt} />);
    const gridId = (): string | undefined =>
      grid()
        .getAttribute('aria-activedescendant')
        ?.replace(/-\d+-\d+$/, '');
    const said = (): string | null | undefined => document.getElementById(`${gridId()}-say`)?.textContent;
    const pointAt = (row: number, clientY: number): void => {
      const cell = within(screen.getAllByRole('row')[row]!).getByRole('cell');
      fireEvent.mouseOver(cell, { clientX: 10, clientY });
      fireEvent.mouseMove(cell, { clientX: 10, clientY });
      act(() => void vi.advanceTimersByTime(300));
    };
    act(() => grid().focus());
    pointAt(5, 100);
    expect(said()).toBe('Of 5.');
    press('ArrowDown');
    expect(said()).toBe('Of 2.');
    // The rows scroll by under a pointer that stays where it is.
    fireEvent.mouseOver(within(screen.getAllByRole('row')[6]!).getByRole('cell'), { clientX: 10, clientY: 100 });
    act(() => void vi.advanceTimersByTime(300));
    expect(said()).toBe('Of 2.');
    pointAt(6, 128);
    expect(said()).toBe('Of 6.');
  });

  test('has actions that Enter leads to, and Escape leads back from', async () => {
    const user = userEvent.setup();
    render(<DataGrid label="Rows" columns={columns} rowCount={100} rowAt={(index) => ({ record: index + 50 })} />);
    act(() => grid().focus());
    press('ArrowRight');
    await user.keyboard('{Enter}');
    const action = screen.getByText('Rows like this');
    expect(document.activeElement).toBe(action);
    await user.keyboard('{Enter}');
    expect(asked).toHaveBeenCalledTimes(1);
    await user.keyboard('{Escape}');
    expect(document.activeElement).toBe(grid());
  });
});

describe('rows of a grid', () => {
  const copied = async (): Promise<string> => {
    const data = new Map<string, string>();
    await act(async () => {
      fireEvent.copy(grid(), { clipboardData: { setData: (type: string, text: string) => data.set(type, text) } });
    });
    return data.get('text/plain') ?? '';
  };

  test('are chosen by Shift and copied with their headers', async () => {
    render(<DataGrid label="Rows" columns={columns} rowCount={100} rowAt={rowAt} gutter={gutter} />);
    act(() => grid().focus());
    press('ArrowDown');
    press('ArrowDown', { shiftKey: true });
    expect(screen.getAllByRole('row', { selected: true })).toHaveLength(2);
    expect(await copied()).toBe('Record\tid\tjob_id\n2\t2\tjob 2\n3\t3\tjob 3');
    expect(screen.getByRole('status').textContent).toBe('Copied 2 rows with headers.');
  });

  test('that are not here are fetched before they are copied', async () => {
    const user = userEvent.setup();
    const rowsBetween = vi.fn<(first: number, last: number) => Promise<Row[]>>(async (first, last) =>
      Array.from({ length: last - first + 1 }, (_, index) => rowAt(first + index)),
    );
    const here = (index: number): Row | undefined => (index < 10 ? rowAt(index) : undefined);
    render(<DataGrid label="Rows" columns={columns} rowCount={300} rowAt={here} rowsBetween={rowsBetween} />);
    await user.click(grid());
    press('a', { ctrlKey: true });
    await copied();
    expect(rowsBetween).toHaveBeenCalledWith(0, 299);
    expect((await navigator.clipboard.readText()).split('\n')).toHaveLength(301);
  });

  test('that stand for several are one line across, and are not copied', async () => {
    const rows: readonly Row[] = [{ record: 1 }, { record: 2, gap: '60 records, all fit' }, { record: 62 }];
    render(
      <DataGrid
        label="Rows"
        columns={columns}
        rowCount={3}
        rowAt={(index) => rows[index]}
        gutter={gutter}
        gapOf={(row) => row.gap ?? null}
      />,
    );
    expect(screen.getByText('60 records, all fit').getAttribute('aria-colspan')).toBe('3');
    act(() => grid().focus());
    press('a', { ctrlKey: true });
    expect(await copied()).toBe('Record\tid\tjob_id\n1\t1\tjob 1\n62\t62\tjob 62');
  });

  test('are opened by a double click and by Enter where nothing is said', () => {
    const onOpen = vi.fn<(row: Row) => void>();
    render(<DataGrid label="Rows" columns={columns} rowCount={10} rowAt={rowAt} onOpen={onOpen} />);
    fireEvent.doubleClick(screen.getByText('job 3'));
    act(() => grid().focus());
    press('ArrowDown');
    press('Enter');
    expect(onOpen.mock.calls.map(([row]) => row.record)).toEqual([3, 2]);
  });
});

test('a column is drawn wider by keys', () => {
  render(<DataGrid label="Rows" columns={columns} rowCount={10} rowAt={rowAt} />);
  act(() => grid().focus());
  press('ArrowRight', { altKey: true, shiftKey: true });
  expect(grid().style.getPropertyValue('--columns')).toBe('96px 120px');
});
