import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { TableName } from '#shared/column.ts';
import type { TableSummary } from '#shared/contract/tables.ts';
import { detail, tables as someTables } from '../../states/run-fixtures.ts';
import { FailureWords } from '../runs/failure-line.tsx';
import { sortTables } from './table-columns.tsx';
import { TableDetailPane } from './table-detail-pane.tsx';
import { TablesView } from './tables-view.tsx';

const nothing = (): void => undefined;

afterEach(cleanup);

interface ScreenProps {
  readonly tables?: readonly TableSummary[];
  readonly onImport?: (target?: TableName) => void;
  readonly dismiss?: () => void;
}

function Screen({ tables = someTables, onImport = nothing, dismiss = nothing }: ScreenProps) {
  const [chosen, setChosen] = useState('hired_employees');
  const summary = tables.find((one) => one.table === chosen);
  return (
    <TablesView
      schema="public"
      tables={tables}
      chosen={chosen}
      onChoose={setChosen}
      fault={null}
      onRetry={nothing}
      onImport={onImport}
      zone="UTC"
      failureOf={(run) => <FailureWords run={run} onDismiss={dismiss} />}
      side={
        summary === undefined ? null : (
          <TableDetailPane
            summary={summary}
            detail={detail}
            fault={null}
            onRetry={nothing}
            onImport={nothing}
            zone="UTC"
          />
        )
      }
    />
  );
}

const rowOf = (table: string): HTMLElement => screen.getByRole('row', { name: new RegExp(`^${table}`) });

describe('the list of tables', () => {
  test('shows rows, size, and how the last run of each ended', () => {
    render(<Screen />);
    expect(screen.getByText('7 in schema public')).toBeTruthy();
    const hired = rowOf('hired_employees');
    expect(hired.textContent).toContain('5 columns, 0.2 MB1,929Loaded with rejects');
    expect(within(hired).getByRole('img', { name: '1,929 inserted, 70 rejected' })).toBeTruthy();
    expect(rowOf('applications').textContent).toContain('about 212,406');
    expect(rowOf('applications').textContent).toContain('0 of 58,000');
    expect(rowOf('candidates').textContent).toContain('No run yet');
  });

  test('keeps a failure and a misfit dictionary in sight', async () => {
    const user = userEvent.setup();
    const dismiss = vi.fn<() => void>();
    render(<Screen dismiss={dismiss} />);
    expect(rowOf('applications').textContent).toContain('The server closed the connection.');
    expect(rowOf('salary_bands').textContent).toContain(
      'Dictionary no longer fits: the table has a column currency that the dictionary does not know.',
    );
    await user.click(within(rowOf('applications')).getByText('Dismiss'));
    expect(dismiss).toHaveBeenCalledTimes(1);
  });

  test('shows the details of the row that arrows choose', async () => {
    const user = userEvent.setup();
    render(<Screen />);
    expect(screen.getByRole('complementary', { name: 'hired_employees' })).toBeTruthy();
    await user.click(screen.getByText('departments'));
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(screen.getByRole('complementary', { name: 'jobs' })).toBeTruthy();
  });

  test('is filtered by name, and offers to show all where nothing fits', async () => {
    const user = userEvent.setup();
    render(<Screen />);
    await user.type(screen.getByRole('searchbox', { name: 'Filter tables' }), 'ob');
    expect(screen.getByText('1 of 7 shown')).toBeTruthy();
    await user.type(screen.getByRole('searchbox', { name: 'Filter tables' }), 'x');
    await user.click(screen.getByRole('button', { name: 'Show all 7 tables' }));
    expect(screen.getByText('7 in schema public')).toBeTruthy();
  });

  test('is sorted by what its heads say', async () => {
    const user = userEvent.setup();
    render(<Screen />);
    await user.click(screen.getByRole('columnheader', { name: 'Rows' }));
    await user.click(screen.getByRole('columnheader', { name: 'Rows' }));
    expect(screen.getAllByRole('row')[1]?.textContent).toContain('applications');
    expect(screen.getByRole('columnheader', { name: 'Rows' }).getAttribute('aria-sort')).toBe('descending');
  });

  test('takes files, for all tables or for one', async () => {
    const user = userEvent.setup();
    const onImport = vi.fn<(target?: TableName) => void>();
    render(<Screen onImport={onImport} />);
    await user.click(screen.getByRole('button', { name: 'Import files' }));
    await user.click(screen.getByText('Import a file'));
    expect(onImport.mock.calls).toEqual([[], [{ schema: 'public', table: 'candidates' }]]);
  });

  test('says what to do where there is no table', () => {
    render(<Screen tables={[]} />);
    expect(screen.getByText('Drop a file, or create a table from one.')).toBeTruthy();
  });
});

describe('the details of a table', () => {
  test('name what each column must be', () => {
    render(<Screen />);
    const rows = within(screen.getByRole('table', { name: 'Columns of the dictionary' })).getAllByRole('row');
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      'id* requiredintegerunique',
      'name* requiredtextpattern, warns',
      'datetime* requiredtimestamptz',
      'department_id* requiredintegerdepartments.id',
      'job_id* requiredintegerjobs.id',
    ]);
  });

  test('hold the ledger of the last run and lead to its rejects', async () => {
    const user = userEvent.setup();
    render(<Screen />);
    const run = screen.getByRole('region', { name: 'Last run' });
    expect(within(run).getByRole('region', { name: 'Ledger, 1,999 rows, done' })).toBeTruthy();
    expect(run.textContent).toContain('54rows: too few fields; the table takes 5');
    await user.click(within(run).getByRole('button', { name: 'Look at 70 rejects' }));
    expect(window.location.hash).toBe('#/rejects/hired');
  });
});

test('tables of the same number of rows stand by name, whichever way they are sorted', () => {
  const one = { ...someTables[0]!, rowCount: 5 };
  const order = (direction: 'ascending' | 'descending'): readonly string[] =>
    sortTables(
      [
        { ...one, table: 'b' },
        { ...one, table: 'a' },
      ],
      { column: 'rows', direction },
    ).map(({ table }) => table);
  expect([order('ascending'), order('descending')]).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});
