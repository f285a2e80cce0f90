import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Run } from '#shared/run.ts';
import { failedRun, livePart, liveRun, replays, run, summaries } from '../../states/run-fixtures.ts';
import { FailureWords } from './failure-line.tsx';
import { anyRun } from './run-choice.ts';
import { RunView } from './run-view.tsx';
import { RunsView } from './runs-view.tsx';

const nothing = (): void => undefined;

beforeEach(() => {
  window.location.hash = '#/runs';
});
afterEach(cleanup);

const showRun = (shown: Run, more: Partial<Parameters<typeof RunView>[0]> = {}) =>
  render(
    <RunView
      run={shown}
      live={null}
      batch={summaries}
      earlier={[]}
      family={[shown]}
      zone="UTC"
      isCancelling={false}
      onCancel={nothing}
      onRunAgain={nothing}
      {...more}
    />,
  );

describe('the page of a run', () => {
  test('leads with how it ended, its ledger and the seal', () => {
    showRun(run);
    expect(screen.getByText('Loaded with rejects')).toBeTruthy();
    expect(screen.getByText('1,929 rows are in the table. 70 are kept as rejects.')).toBeTruthy();
    expect(screen.getByText('Balances: our count and the server’s')).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Ledger, 1,999 rows, done' })).toBeTruthy();
  });

  test('leads from each reason to its rows', () => {
    showRun(run);
    const reasons = screen.getByRole('region', { name: 'Why 70 were rejected' });
    expect(
      within(reasons)
        .getAllByRole('link')
        .map((link) => link.getAttribute('href')),
    ).toEqual(['#/rejects/hired?code=fields.tooFew&column=', '#/rejects/hired?code=required&column=job_id']);
    expect(reasons.textContent).toContain('16rows: job_id is empty and required');
  });

  test('shows its replays, and the books of all of them together', () => {
    showRun(run, { family: [run, ...replays] });
    const family = screen.getByRole('region', { name: 'The run and its 1 replay' });
    expect(within(family).getAllByRole('listitem')).toHaveLength(3);
    expect(family.textContent).toContain('The file: 1,929 of 1,999 went in');
    expect(family.textContent).toContain('Fixed rows: 3 of 4 went in');
    expect(family.textContent).toContain('1,999 rows read');
    expect(family.textContent).toContain('1,932 in the table, 67 still rejected');
    expect(
      within(family)
        .getAllByRole('link')
        .map((link) => link.getAttribute('href')),
    ).toEqual(['#/runs/hired', '#/runs/replay']);
  });

  test('of one without replays shows no family', () => {
    showRun(run);
    expect(screen.queryByText(/replay/)).toBeNull();
  });

  test('shows the SQL that ran when asked', async () => {
    const user = userEvent.setup();
    showRun(run);
    expect(screen.queryByText(/COPY "public"/)).toBeNull();
    await user.click(screen.getByText('4 statements'));
    expect(screen.getByText(/COPY "public"/)).toBeTruthy();
  });

  test('says what is so and what to do next after a failure, and seals nothing', () => {
    showRun(failedRun);
    expect(screen.getByRole('alert').textContent).toContain('Run again when the server answers.');
    expect(screen.queryByText(/Balances/)).toBeNull();
    expect(screen.getByText('rolled back').closest('[data-lane]')?.textContent).toContain('41,200');
  });

  test('does not seal what the server counted differently', () => {
    const unbalanced = { ...failedRun, fault: { ...failedRun.fault!, code: 'load.unbalanced' } };
    showRun(unbalanced);
    expect(screen.getByText('Does not balance')).toBeTruthy();
  });

  test('tells how far it is while it is on, and stops it', async () => {
    const user = userEvent.setup();
    const onCancel = vi.fn<() => void>();
    showRun(liveRun, { live: livePart, onCancel });
    expect(screen.getByText('2,931 of 4,802 MB').closest('div')?.textContent).toContain('61 %');
    expect(screen.getByText('on the way')).toBeTruthy();
    expect(screen.getByText('Stops and rolls back at 1 % rejects.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(onCancel).toHaveBeenCalledTimes(1);
  });

  test('leads to earlier runs of the same table', () => {
    showRun(run, { earlier: summaries.slice(3, 5) });
    const earlier = screen.getByRole('region', { name: 'Earlier runs into hired_employees' });
    expect(
      within(earlier)
        .getAllByRole('link')
        .map((link) => link.getAttribute('href')),
    ).toEqual(['#/runs/check', '#/runs/early']);
    expect(earlier.textContent).toContain('1,929 fit, 70 rejected. Nothing written.');
  });
});

describe('the list of runs', () => {
  function Runs({ dismiss = nothing, none = false }: { dismiss?: () => void; none?: boolean }) {
    const [choice, setChoice] = useState(anyRun);
    const found = summaries.filter(
      (one) => one.sourceName.includes(choice.query) && (choice.end === 'any' || one.state === choice.end),
    );
    return (
      <RunsView
        runs={none ? [] : found}
        found={none ? 0 : found.length}
        total={none ? 0 : summaries.length}
        tables={['jobs', 'offices']}
        choice={choice}
        onChoose={setChoice}
        onMore={nothing}
        canShowMore
        fault={null}
        onRetry={nothing}
        zone="UTC"
        failureOf={(failed) => <FailureWords run={failed} onDismiss={dismiss} />}
      />
    );
  }

  test('shows each run with its end, its lanes and what went in', () => {
    render(<Runs />);
    const row = screen.getAllByRole('row')[1];
    expect(row?.textContent).toContain('hired_employees.csvto hired_employeesLoaded with rejects');
    expect(row?.textContent).toContain('1,929 of 1,999');
    expect(within(row!).getByRole('img', { name: '1,929 inserted, 70 rejected' })).toBeTruthy();
  });

  test('keeps a failure in sight until it is dismissed', async () => {
    const user = userEvent.setup();
    const dismiss = vi.fn<() => void>();
    render(<Runs dismiss={dismiss} />);
    expect(screen.getAllByText('Open run')).toHaveLength(1);
    await user.click(screen.getByText('Dismiss'));
    expect(dismiss).toHaveBeenCalledTimes(1);
    expect(window.location.hash).toBe('#/runs');
  });

  test('is narrowed down by words and by ends, and tells how many of all are shown', async () => {
    const user = userEvent.setup();
    render(<Runs />);
    expect(screen.getByText(`${summaries.length} runs`)).toBeTruthy();
    await user.type(screen.getByRole('searchbox', { name: 'Find in runs' }), 'applications');
    expect(screen.getByText(`2 of ${summaries.length} shown`)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'End: any' }));
    await user.click(screen.getByRole('option', { name: /^Failed/ }));
    expect(screen.getByText(`1 of ${summaries.length} shown`)).toBeTruthy();
  });

  test('offers to show all again where nothing fits', async () => {
    const user = userEvent.setup();
    render(<Runs />);
    await user.type(screen.getByRole('searchbox', { name: 'Find in runs' }), 'nowhere');
    await user.click(screen.getByRole('button', { name: `Show all ${summaries.length} runs` }));
    expect(screen.getAllByRole('row')).toHaveLength(summaries.length + 1);
  });

  test('opens a run', async () => {
    const user = userEvent.setup();
    render(<Runs />);
    await user.click(screen.getByText('jobs.csv'));
    expect(window.location.hash).toBe('#/runs/jobs');
  });

  test('says what to do where there is none yet', () => {
    render(<Runs none />);
    expect(screen.getByText('No runs yet')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'End: any' })).toBeNull();
  });
});
