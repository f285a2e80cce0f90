import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Button } from './button.tsx';
import { Chip } from './chip.tsx';
import { EndState } from './end-state.tsx';
import { FaultNotice } from './fault-notice.tsx';
import { ListTable, type ListColumn } from './list-table.tsx';
import { MenuButton } from './menu-button.tsx';
import { Segments } from './segments.tsx';
import { TabView } from './tab-view.tsx';
import { TextField } from './text-field.tsx';

afterEach(cleanup);

const nothing = (): void => undefined;
const delimiters = [
  { id: 'comma', label: 'comma' },
  { id: 'semicolon', label: 'semicolon' },
] as const;

describe('a chip', () => {
  function Delimiter() {
    const [selected, setSelected] = useState<'comma' | 'semicolon'>('comma');
    return <Chip label="Delimiter" options={delimiters} selected={selected} onChoose={setSelected} />;
  }

  test('is opened and answered by keys alone', async () => {
    const user = userEvent.setup();
    render(<Delimiter />);
    await user.tab();
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Delimiter: comma');
    await user.keyboard('{Enter}');
    expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual(['comma', 'semicolon']);
    await user.keyboard('{ArrowDown}{Enter}');
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(screen.getByRole('button', { name: 'Delimiter: semicolon' })).toBeTruthy();
  });

  test('shows a question as long as nothing is chosen', () => {
    render(
      <Chip label="1/2/2021" value="day first?" state="ask" options={delimiters} selected={null} onChoose={nothing} />,
    );
    expect(screen.getByRole('button', { name: '1/2/2021: day first?' }).dataset['state']).toBe('ask');
  });

  test('that cannot be changed has no caret and does not open', async () => {
    const user = userEvent.setup();
    render(<Chip label="Quote" options={delimiters} selected="comma" onChoose={nothing} isDisabled />);
    const chip = screen.getByRole('button', { name: 'Quote: comma' });
    expect(chip.querySelector('svg')).toBeNull();
    await user.click(chip);
    expect(screen.queryByRole('listbox')).toBeNull();
  });
});

test('the shortcut in a button is no part of its name', () => {
  render(
    <Button keys="mod+O" icon="import">
      Import files
    </Button>,
  );
  expect(screen.getByRole('button', { name: 'Import files' }).textContent).toContain('Ctrl O');
});

test('a menu tells which entry was chosen, and leaves out those that cannot be', async () => {
  const user = userEvent.setup();
  const onChoose = vi.fn<(id: string) => void>();
  const entries = [
    { id: 'reload', label: 'Reload file (CSV)' },
    { id: 'csv', label: 'Report (CSV)', isDisabled: true },
    { id: 'json', label: 'Report (JSON)' },
  ];
  render(<MenuButton label="Export" entries={entries} onChoose={onChoose} />);
  await user.tab();
  await user.keyboard('{Enter}{ArrowDown}{Enter}');
  expect(onChoose.mock.calls).toEqual([['json']]);
});

test('each end has its word beside its glyph, which is not read out', () => {
  render(
    <>
      <EndState state="loaded" />
      <EndState state="loadedWithRejects" />
      <EndState state="failed" />
      <EndState state="running" word="Checking" />
    </>,
  );
  for (const word of ['Loaded', 'Loaded with rejects', 'Failed', 'Checking']) {
    expect(screen.getByText(word).querySelector('svg')?.getAttribute('aria-hidden')).toBe('true');
  }
});

test('a fault says what is so and what to do next, and keeps its details until they are asked for', async () => {
  const user = userEvent.setup();
  const onDismiss = vi.fn<() => void>();
  const fault = {
    code: 'postgres.gone',
    sentence: 'The server closed the connection.',
    next: 'Run again when the server answers.',
    detail: 'SQLSTATE 57P01',
    id: 'abc',
  };
  render(<FaultNotice fault={fault} onDismiss={onDismiss} />);
  const notice = screen.getByRole('alert');
  expect(notice.textContent).toContain('The server closed the connection.Run again when the server answers.');
  expect(notice.textContent).not.toContain('57P01');
  await user.click(within(notice).getByText('Details'));
  expect(notice.textContent).toContain('SQLSTATE 57P01\npostgres.gone, abc');
  await user.click(within(notice).getByText('Dismiss'));
  expect(onDismiss).toHaveBeenCalledTimes(1);
});

test('a field in error says why, and is tied to it', () => {
  render(<TextField label="Port" value="x" onChange={nothing} error="A port is a number." />);
  const field = screen.getByRole('textbox', { name: 'Port' });
  expect(field.getAttribute('aria-invalid')).toBe('true');
  const described = (field.getAttribute('aria-describedby') ?? '').split(' ');
  expect(described.map((id) => document.getElementById(id)?.textContent)).toContain('A port is a number.');
});

test('segments are one choice, moved by arrows', async () => {
  const user = userEvent.setup();
  const onChoose = vi.fn<(id: string) => void>();
  render(<Segments label="Delimiter" options={delimiters} selected="comma" onChoose={onChoose} />);
  await user.tab();
  await user.keyboard('{ArrowRight}');
  expect(onChoose.mock.calls).toEqual([['semicolon']]);
});

test('tabs show one panel, and count in their names', async () => {
  const user = userEvent.setup();
  const onSelect = vi.fn<(id: string) => void>();
  const tabs = [
    { id: 'sample', label: 'Sample' },
    { id: 'problems', label: 'With problems', count: 1070 },
  ];
  render(
    <TabView label="Rows" tabs={tabs} selected="sample" onSelect={onSelect}>
      the sample
    </TabView>,
  );
  expect(screen.getByRole('tabpanel', { name: 'Sample' }).textContent).toBe('the sample');
  await user.click(screen.getByRole('tab', { name: 'With problems 1,070' }));
  expect(onSelect.mock.calls).toEqual([['problems']]);
});

describe('a list', () => {
  interface Item {
    readonly name: string;
    readonly rows: number;
    readonly why?: string;
  }
  const items: readonly Item[] = [
    { name: 'applications', rows: 3, why: 'It failed.' },
    { name: 'departments', rows: 12 },
    { name: 'jobs', rows: 183 },
  ];
  const columns: readonly ListColumn<Item>[] = [
    { id: 'name', label: 'Table', track: '1fr', sorts: true, cell: ({ name }) => name },
    { id: 'rows', label: 'Rows', track: '80px', align: 'end', cell: ({ rows }) => rows },
  ];
  const shared = {
    label: 'Tables',
    columns,
    items,
    idOf: ({ name }: Item) => name,
    nameOf: ({ name }: Item) => name,
    below: ({ why }: Item) => why ?? null,
  };

  test('chooses rows by arrows, finds them by their first letter, and opens one by Enter', async () => {
    const user = userEvent.setup();
    const onSelect = vi.fn<(id: string) => void>();
    const onOpen = vi.fn<(id: string) => void>();
    render(<ListTable {...shared} selected="applications" onSelect={onSelect} onOpen={onOpen} />);
    await user.tab();
    await user.keyboard('{ArrowDown}');
    await user.keyboard('j');
    await user.keyboard('{Enter}');
    expect(onSelect.mock.calls.map(([id]) => id)).toEqual(['departments']);
    expect(onOpen.mock.calls).toEqual([['jobs']]);
  });

  test('opens a row by a click where rows are not chosen', async () => {
    const user = userEvent.setup();
    const onOpen = vi.fn<(id: string) => void>();
    render(<ListTable {...shared} onOpen={onOpen} />);
    await user.click(screen.getByText('jobs'));
    expect(onOpen.mock.calls).toEqual([['jobs']]);
  });

  test('sorts by a press on a head, and shows the arrow only there', async () => {
    const user = userEvent.setup();
    const onSort = vi.fn<(sort: unknown) => void>();
    render(<ListTable {...shared} sort={{ column: 'name', direction: 'ascending' }} onSort={onSort} />);
    const head = screen.getByRole('columnheader', { name: 'Table' });
    expect(head.getAttribute('aria-sort')).toBe('ascending');
    expect(screen.getByRole('columnheader', { name: 'Rows' }).querySelector('svg')).toBeNull();
    await user.click(head);
    expect(onSort.mock.calls).toEqual([[{ column: 'name', direction: 'descending' }]]);
  });

  test('says below a row why it is as it is', () => {
    render(<ListTable {...shared} selected={null} />);
    const [, failed, good] = screen.getAllByRole('row');
    expect(failed?.textContent).toContain('It failed.');
    expect(good?.textContent).not.toContain('It failed.');
  });
});
