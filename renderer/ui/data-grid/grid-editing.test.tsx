import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DataGrid } from './data-grid.tsx';
import type { GridColumn } from './grid-column.ts';
import type { CellDraft } from './grid-editing.ts';
import { giveLayout } from './test-layout.ts';

interface Row {
  readonly record: number;
  readonly job: string;
}

let takeBack = (): void => undefined;
beforeEach(() => {
  takeBack = giveLayout();
});
afterEach(() => {
  cleanup();
  takeBack();
});

const columns: readonly GridColumn<Row>[] = [
  { id: 'line', label: 'Original line', width: 80, cell: ({ record }) => ({ text: `line ${record}` }) },
  {
    id: 'job',
    label: 'job',
    width: 120,
    cell: ({ job }) => (job === '' ? { text: '', look: 'bad', say: { sentence: 'job is empty.' } } : { text: job }),
  },
  { id: 'note', label: 'note', width: 120, cell: () => ({ text: 'none' }) },
];

const kept = vi.fn<(record: number, text: string) => void>();
beforeEach(() => kept.mockClear());

interface SheetProps {
  readonly first?: readonly Row[];
  readonly count?: number;
  readonly shown?: readonly GridColumn<Row>[];
}

function Sheet({ first = [], count = 100, shown = columns }: SheetProps) {
  const [jobs, setJobs] = useState<ReadonlyMap<number, string>>(new Map());
  const rowAt = (index: number): Row =>
    first[index] ?? { record: index + 1 - first.length, job: jobs.get(index + 1 - first.length) ?? '' };
  return (
    <>
      <DataGrid
        label="Rows"
        columns={shown}
        rowCount={count}
        rowAt={rowAt}
        keyOf={({ record }) => record}
        editing={{
          begin: (row, { column }) =>
            shown[column]?.id === 'line'
              ? null
              : { text: shown[column]?.id === 'job' ? row.job : 'none', label: `job of record ${row.record}` },
          onKeep: ({ row, text }: CellDraft<Row>) => {
            kept(row.record, text);
            setJobs(new Map([...jobs, [row.record, text]]));
          },
          verdict: ({ text }) => (text === '' ? 'job is empty.' : `Passes. Stored as ${text}`),
        }}
      />
      <button type="button">Elsewhere</button>
    </>
  );
}

const grid = (): HTMLElement => screen.getByRole('grid', { name: 'Rows' });
const editor = (): HTMLInputElement | null => screen.queryByRole<HTMLInputElement>('textbox');
const activeCell = (): string | null =>
  grid()
    .getAttribute('aria-activedescendant')
    ?.replace(/^.*?(\d+-\d+)$/, '$1') ?? null;

/** The grid with the focus on the job of record 1. */
function open(more: { readonly first?: readonly Row[]; readonly count?: number } = {}) {
  const user = userEvent.setup();
  const view = render(<Sheet {...more} />);
  act(() => grid().focus());
  fireEvent.keyDown(grid(), { key: 'ArrowRight' });
  return { user, view };
}

describe('a cell is edited in place', () => {
  test('typing replaces its text, Enter keeps it and goes down, and the grid has the focus again', async () => {
    const { user } = open();
    await user.keyboard('77');
    expect(editor()?.value).toBe('77');
    expect(editor()?.getAttribute('aria-label')).toBe('job of record 1');
    await user.keyboard('{Enter}');
    expect(editor()).toBeNull();
    expect(kept.mock.calls).toEqual([[1, '77']]);
    expect(document.activeElement).toBe(grid());
    expect(activeCell()).toBe('1-1');
    await user.keyboard('8{Shift>}{Enter}{/Shift}');
    expect(kept.mock.calls.at(-1)).toEqual([2, '8']);
    expect(activeCell()).toBe('0-1');
  });

  test.each(['{Enter}', '{F2}'])('%s opens it with its text chosen', async (key) => {
    const { user } = open({ first: [{ record: 500, job: 'clerk' }] });
    await user.keyboard(key);
    expect(editor()?.value).toBe('clerk');
    expect([editor()?.selectionStart, editor()?.selectionEnd]).toEqual([0, 5]);
  });

  test('a double click opens it, and the cell beside it cannot be edited', async () => {
    const { user } = open({ first: [{ record: 500, job: 'clerk' }] });
    await user.dblClick(screen.getByText('line 500'));
    expect(editor()).toBeNull();
    await user.dblClick(screen.getByText('clerk'));
    expect(editor()?.value).toBe('clerk');
  });

  test('Tab keeps the text and goes right; Shift Tab goes left', async () => {
    const { user } = open();
    await user.keyboard('9{Tab}');
    expect(kept.mock.calls).toEqual([[1, '9']]);
    expect([activeCell(), document.activeElement]).toEqual(['0-2', grid()]);
    await user.keyboard('{F2}{Shift>}{Tab}{/Shift}');
    expect(activeCell()).toBe('0-1');
  });

  test('Escape puts the text back, and is not heard by the screen', async () => {
    const heard = vi.fn<() => void>();
    window.addEventListener('keydown', heard);
    const { user } = open({ first: [{ record: 500, job: 'clerk' }] });
    await user.keyboard('x');
    heard.mockClear();
    await user.keyboard('{Escape}');
    window.removeEventListener('keydown', heard);
    expect([editor(), kept.mock.calls.length, heard.mock.calls.length]).toEqual([null, 0, 0]);
    expect(screen.getByText('clerk')).toBeTruthy();
    expect(document.activeElement).toBe(grid());
  });

  test('a text that was not changed is no edit', async () => {
    const { user } = open({ first: [{ record: 500, job: 'clerk' }] });
    await user.keyboard('{F2}{Enter}');
    expect(kept).not.toHaveBeenCalled();
    expect(activeCell()).toBe('1-1');
  });

  test('the focus that goes elsewhere keeps the text, and stays there', async () => {
    const { user } = open();
    await user.keyboard('12');
    await user.click(screen.getByText('Elsewhere'));
    expect(kept.mock.calls).toEqual([[1, '12']]);
    expect(document.activeElement?.textContent).toBe('Elsewhere');
  });

  test('F8 keeps the text and goes to the next problem', async () => {
    const { user } = open();
    await user.keyboard('12');
    await act(async () => void fireEvent.keyDown(editor()!, { key: 'F8' }));
    expect(kept.mock.calls).toEqual([[1, '12']]);
    expect(activeCell()).toBe('1-1');
  });

  test('a key that an input method composes with ends nothing', async () => {
    const { user } = open();
    await user.keyboard('{F2}');
    fireEvent.keyDown(editor()!, { key: 'Enter', isComposing: true });
    fireEvent.keyDown(editor()!, { key: 'Process' });
    fireEvent.keyDown(editor()!, { key: 'Escape', isComposing: true });
    expect(editor()).not.toBeNull();
  });

  test('a shortcut and a space open no editor, and Delete opens an empty one', () => {
    open({ first: [{ record: 500, job: 'clerk' }] });
    fireEvent.keyDown(grid(), { key: 's', ctrlKey: true });
    fireEvent.keyDown(grid(), { key: ' ' });
    fireEvent.keyDown(grid(), { key: 'Shift', shiftKey: true });
    expect(editor()).toBeNull();
    fireEvent.keyDown(grid(), { key: 'Delete' });
    expect(editor()?.value).toBe('');
  });
});

describe('what is said below a cell in edit', () => {
  test('is its verdict, which describes the editor and follows what is typed', async () => {
    const { user } = open();
    expect(screen.getByText('job is empty.').className).toMatch(/sentence/);
    await user.keyboard('{F2}');
    const said = (): string | null | undefined =>
      document.getElementById(editor()?.getAttribute('aria-describedby') ?? '')?.textContent;
    expect(said()).toBe('job is empty.Enter keep and go down, Esc put back');
    await user.keyboard('41');
    expect(said()).toMatch(/^Passes\. Stored as 41/);
  });
});

describe('the row in edit', () => {
  test('keeps its editor and its text when it is scrolled out of sight', async () => {
    const { user } = open({ count: 100_000 });
    await user.keyboard('77');
    const box = grid().parentElement!;
    act(() => {
      box.scrollTop = 50_000 * 28;
      box.dispatchEvent(new Event('scroll'));
    });
    expect(screen.queryByText('line 50001')).not.toBeNull();
    expect(editor()?.value).toBe('77');
    expect(document.activeElement).toBe(editor());
    // Typing brings it into sight again.
    await user.keyboard('8');
    expect(box.scrollTop).toBe(0);
    expect(editor()?.value).toBe('778');
  });

  test('stays the one element with the focus wherever the others are scrolled to, and no other row shows its editor', async () => {
    const { user } = open({ count: 1000 });
    await user.keyboard('{Control>}{End}{/Control}{PageUp}{PageUp}{PageUp}77');
    const input = editor();
    const row = input?.closest('tr')?.getAttribute('aria-rowindex');
    const box = grid().parentElement!;
    const placeNow = box.scrollTop;
    // Far above and below, by a little as by much, and back: rows of others come and go on both sides of it.
    for (const by of [0, -28, -84, -5600, -5572, -28, 84, 140, 5600, 0]) {
      act(() => {
        box.scrollTop = Math.max(0, placeNow + by);
        box.dispatchEvent(new Event('scroll'));
      });
      expect(screen.getAllByRole('textbox')).toEqual([input]);
      expect([document.activeElement, input?.value]).toEqual([input, '77']);
      expect(input?.closest('tr')?.getAttribute('aria-rowindex')).toBe(row);
      const drawn = screen.getAllByRole('row').map((each) => Number(each.getAttribute('aria-rowindex')));
      expect(drawn).toEqual([...new Set(drawn)].toSorted((one, other) => one - other));
    }
    await user.keyboard('{Enter}');
    expect(kept.mock.calls).toEqual([[Number(row) - 1, '77']]);
  });

  test('and the active cell stay with their row when rows come above it', async () => {
    const { user, view } = open();
    await user.keyboard('77');
    view.rerender(
      <Sheet
        first={[
          { record: 900, job: 'a' },
          { record: 901, job: 'b' },
        ]}
      />,
    );
    expect(editor()?.closest('tr')?.getAttribute('aria-rowindex')).toBe('4');
    await user.keyboard('{Enter}');
    expect(kept.mock.calls).toEqual([[1, '77']]);
    expect(activeCell()).toBe('3-1');
    view.rerender(<Sheet />);
    expect(activeCell()).toBe('1-1');
  });
});

test('a column that goes leaves the editor and the active cell in their columns', async () => {
  const { user, view } = open();
  await user.keyboard('77');
  view.rerender(<Sheet shown={columns.slice(1)} />);
  expect(editor()?.closest('td')?.getAttribute('aria-colindex')).toBe('1');
  await user.keyboard('{Enter}');
  expect(kept.mock.calls).toEqual([[1, '77']]);
  expect(activeCell()).toBe('1-0');
  view.rerender(<Sheet />);
  expect(activeCell()).toBe('1-1');
});
