import { act } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Job } from '#shared/job.ts';
import { SceneBackend } from '../../app/test-backend.ts';
import { openWindow, type TestWindow } from '../../app/test-window.tsx';
import { livePart, liveRun, run } from '../../states/run-fixtures.ts';

let open: TestWindow | null = null;
afterEach(() => open?.close());

/** A window on the history of a backend with these runs. */
function openHistory(hash: string, backend = new SceneBackend()): TestWindow & { readonly backend: SceneBackend } {
  const { id } = backend.openConnection();
  backend.runs = backend.runs.map((one) => ({ ...one, connectionId: id }));
  open = openWindow(backend, { hash });
  return { ...open, backend };
}

function withRuns(...runs: readonly (typeof run)[]): SceneBackend {
  const backend = new SceneBackend();
  backend.runs = [...runs];
  return backend;
}

test('a run is opened from the list, and the way back leads to the list', async () => {
  const { view, user } = openHistory('#/runs', withRuns(run));
  await user.click(await view.findByText('hired_employees.csv'));
  expect(await view.findByRole('heading', { name: 'hired_employees.csv to hired_employees' })).toBeTruthy();
  expect(view.getByText('1,929 rows are in the table. 70 are kept as rejects.')).toBeTruthy();
  await user.click(view.getAllByRole('link', { name: 'Runs' }).at(-1)!);
  expect(await view.findByText('1 run')).toBeTruthy();
});

test('a run that is on is followed by its job, and Escape stops it', async () => {
  const backend = withRuns(liveRun);
  const job: Job = {
    id: 'job',
    kind: 'load',
    connectionId: '',
    state: 'running',
    version: 1,
    startedAt: liveRun.startedAt,
    elapsedMs: 86_600,
    parts: [livePart],
    fault: null,
  };
  backend.jobs.set(job.id, job);
  const { view, user } = openHistory('#/runs/live', backend);
  expect(await view.findByText('412,600')).toBeTruthy();
  expect(view.getByText('on the way')).toBeTruthy();
  await user.keyboard('{Escape}');
  await vi.waitFor(() =>
    expect(backend.calls.find(({ name }) => name === 'jobs.cancel')?.input).toEqual({ jobId: 'job' }),
  );
});

test('a run that is settled while it is looked at is shown as it ended', async () => {
  const { view, backend } = openHistory('#/runs/live', withRuns(liveRun));
  await view.findByText('Copying');
  await act(async () => {
    backend.runs = [{ ...run, id: 'live', connectionId: backend.connections[0]?.id ?? '' }];
    backend.change('runs');
  });
  expect(await view.findByText('Loaded with rejects')).toBeTruthy();
});

test('a run that is not in the history is a fault with a way on', async () => {
  const { view } = openHistory('#/runs/gone');
  expect((await view.findByRole('alert')).textContent).toContain('There is no run gone.');
  expect(view.getByText('Try again')).toBeTruthy();
});

test('a run is started again with the file and the table it had', async () => {
  const { view, user, backend } = openHistory('#/runs/hired', withRuns(run));
  await user.click(await view.findByRole('button', { name: 'Run again' }));
  expect(await view.findByRole('heading', { name: 'Import' })).toBeTruthy();
  await view.findAllByText(/hired_employees\.csv/);
  expect(backend.calls.find(({ name }) => name === 'imports.preview')?.input).toMatchObject({
    source: { kind: 'path', path: '/data/hired_employees.csv' },
    target: { schema: 'public', table: 'hired_employees' },
  });
});
