import { waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { importRequestSchema } from '#shared/contract/imports.ts';
import { fault } from '#shared/fault.ts';
import type { Job } from '#shared/job.ts';
import { showShare } from '#shared/units.ts';
import { SceneBackend } from '../../app/test-backend.ts';
import { openWindow, type TestWindow } from '../../app/test-window.tsx';

let open: TestWindow | null = null;
afterEach(() => open?.close());

const three = ['hired_employees.csv', 'departments.csv', 'jobs.csv'];

async function dropThree(backend: SceneBackend): Promise<TestWindow> {
  if (backend.connections.length === 0) backend.openConnection();
  open = openWindow(backend);
  await open.view.findByRole('link', { name: /^Tables/ });
  open.drop(...three);
  await open.view.findByRole('button', { name: /^Load / });
  return open;
}

const isDisabled = (button: HTMLElement): boolean => button instanceof HTMLButtonElement && button.disabled;
const inputsOf = (backend: SceneBackend, name: string): readonly unknown[] =>
  backend.calls.filter((call) => call.name === name).map((call) => call.input);

test('a load ends with every file in sight, its ledger sealed, and the ways on', async () => {
  const backend = new SceneBackend();
  const { view, user } = await dropThree(backend);
  await user.click(view.getByRole('button', { name: 'Load 2,124 rows' }));
  await view.findByRole('button', { name: 'Look at 70 rejects' });
  expect(view.getAllByText('Loaded')).toHaveLength(2);
  expect(view.getByText('Loaded with rejects')).toBeTruthy();
  const total = within(view.getByRole('row', { name: /^All files/ }));
  expect(total.getByText('2,194')).toBeTruthy();
  expect(total.getByText('2,124')).toBeTruthy();
  expect(view.getByText('Balances: our count and the server’s')).toBeTruthy();
  expect(view.getByRole('button', { name: 'Open run' })).toBeTruthy();
  expect(view.getByRole('button', { name: 'Import more' })).toBeTruthy();
  expect(inputsOf(backend, 'imports.load')).toHaveLength(1);
});

test('what is loaded is what was checked, parents first', async () => {
  const backend = new SceneBackend();
  const { view, user } = await dropThree(backend);
  await user.click(view.getByRole('button', { name: 'Load 2,124 rows' }));
  await view.findByRole('button', { name: 'Look at 70 rejects' });
  const [check] = inputsOf(backend, 'imports.check');
  const [load] = inputsOf(backend, 'imports.load');
  const asked = importRequestSchema.parse(load);
  expect({ ...asked, items: asked.items.map(({ checked: _, ...item }) => item) }).toEqual(check);
  expect(asked).toMatchObject({
    items: [
      { target: { table: 'departments' }, checked: { sha256: 'digest of departments.csv' } },
      { target: { table: 'jobs' }, checked: { sha256: 'digest of jobs.csv' } },
      { target: { table: 'hired_employees' }, checked: { sha256: 'digest of hired_employees.csv' } },
    ],
  });
});

test('a chip that is set reads the file anew and checks the batch anew', async () => {
  const backend = new SceneBackend();
  const { view, user, choose } = await dropThree(backend);
  await user.click(view.getByRole('button', { name: 'Delimiter: comma' }));
  await choose('semicolon');
  await waitFor(() => expect(inputsOf(backend, 'imports.check')).toHaveLength(2));
  expect(inputsOf(backend, 'imports.preview').at(-1)).toMatchObject({ dialect: { delimiter: ';' } });
  const chip = await view.findByRole('button', { name: 'Delimiter: semicolon' });
  expect(chip.dataset['state']).toBe('set');
  await user.click(chip);
  await choose('As detected');
  expect(await view.findByRole('button', { name: 'Delimiter: comma' })).toBeTruthy();
});

test('a limit changes the plan and wants no other check; it is part of what is loaded', async () => {
  const backend = new SceneBackend();
  const { view, user, choose } = await dropThree(backend);
  const checks = inputsOf(backend, 'imports.check').length;
  await user.click(view.getByRole('button', { name: 'If some rows are bad: Keep good rows' }));
  await choose(/^All or nothing/);
  const load = await view.findByRole('button', { name: 'Load 195 rows' });
  expect(view.getByText('hired_employees would roll back: 70 rows would be rejected.')).toBeTruthy();
  expect(inputsOf(backend, 'imports.check')).toHaveLength(checks);
  await user.click(load);
  await expect
    .poll(() => inputsOf(backend, 'imports.load'))
    .toMatchObject([{ options: { allOrNothing: true, ask: true } }]);
});

test('a file that cannot be read says why in its own place, and the others go on', async () => {
  const backend = new SceneBackend();
  backend.faults.set('jobs.csv', fault('csv.quoteUnclosed', { record: 2, line: 2, byteOffset: 31 }).fault);
  const { view, user } = await dropThree(backend);
  expect(view.getByRole('button', { name: 'Load 1,941 rows' })).toBeTruthy();
  expect(view.getByText('jobs.csv is left out.')).toBeTruthy();
  await user.click(view.getByRole('button', { name: /^jobs\.csv/ }));
  const notice = within(await view.findByRole('alert'));
  expect(notice.getByText('A quote opens in record 2, line 2, at byte 31 and never closes.')).toBeTruthy();
  backend.faults.clear();
  await user.click(notice.getByText('Read without quotes'));
  expect(await view.findByRole('button', { name: 'Load 2,124 rows' })).toBeTruthy();
  expect(inputsOf(backend, 'imports.preview').at(-1)).toMatchObject({ dialect: { quote: null } });
});

test('a file whose check ends too early is left out, with the ways on from there, and the others go in', async () => {
  const backend = new SceneBackend();
  backend.checkFaults.set('jobs.csv', fault('csv.quoteUnclosed', { record: 2, line: 2, byteOffset: 31 }).fault);
  const { view, user } = await dropThree(backend);
  const batch = within(view.getByRole('complementary', { name: 'Batch' }));
  expect(batch.getByText('A quote opens in record 2, line 2, at byte 31 and never closes.')).toBeTruthy();
  expect(view.getByRole('button', { name: 'Load 1,941 rows' })).toBeTruthy();
  await user.click(view.getByRole('button', { name: /^jobs\.csv/ }));
  const next = within(view.getByRole('region', { name: 'Next' }));
  expect(next.getByText('jobs.csv is left out')).toBeTruthy();
  const checks = inputsOf(backend, 'imports.check').length;
  await user.click(next.getByRole('button', { name: 'Check again' }));
  await waitFor(() => expect(inputsOf(backend, 'imports.check')).toHaveLength(checks + 1));
  backend.checkFaults.clear();
  await user.click(await next.findByRole('button', { name: 'Read without quotes' }));
  expect(await view.findByRole('button', { name: 'Load 2,124 rows' })).toBeTruthy();
  expect(inputsOf(backend, 'imports.check').at(-1)).toMatchObject({ items: [{}, { dialect: { quote: null } }, {}] });
});

test('a single file whose check ends too early can be taken out', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  backend.checkFaults.set('jobs.csv', fault('csv.quoteUnclosed', { record: 2, line: 2, byteOffset: 31 }).fault);
  open = openWindow(backend);
  const { view, user } = open;
  await view.findByRole('link', { name: /^Tables/ });
  open.drop('jobs.csv');
  const next = within(await view.findByRole('region', { name: 'Next' }));
  expect(await next.findByText('jobs.csv cannot go in')).toBeTruthy();
  expect(isDisabled(next.getByRole('button', { name: 'Check 1 file' }))).toBe(false);
  await user.click(next.getByRole('button', { name: 'Take it out' }));
  expect(await view.findByText('No files yet')).toBeTruthy();
});

test('a table that nobody can guess is asked for, and the check waits for the answer', async () => {
  const backend = new SceneBackend();
  backend.unguessed.add('jobs.csv');
  backend.openConnection();
  open = openWindow(backend);
  const { view, user, choose, drop } = open;
  await view.findByRole('link', { name: /^Tables/ });
  drop('jobs.csv');
  expect(await view.findByText('1 open question')).toBeTruthy();
  expect(isDisabled(view.getByRole('button', { name: 'Check 1 file' }))).toBe(true);
  expect(inputsOf(backend, 'imports.check')).toEqual([]);
  // The one with the name of the file is the first to be thought of.
  expect(view.getByRole('button', { name: 'Match the columns of jobs' })).toBeTruthy();
  await user.click(view.getByRole('button', { name: 'To: which table?' }));
  await choose('jobs');
  expect(await view.findByRole('button', { name: 'Load 183 rows' })).toBeTruthy();
});

test('Escape cancels a load that is on, and the files say so', async () => {
  const backend = new SceneBackend();
  backend.holdAt = 0.5;
  const { view, user } = await dropThree(backend);
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(await view.findByText('Loading hired_employees.csv')).toBeTruthy();
  expect(view.getByText('Cancel leaves the table as it was')).toBeTruthy();
  await user.keyboard('{Escape}');
  expect(await view.findByText('Cancelled')).toBeTruthy();
  expect(view.getByText('2 of 3 files are in')).toBeTruthy();
  expect(inputsOf(backend, 'jobs.cancel')).toHaveLength(1);
});

test('a check that is on tells how far it is by bytes, and what it found so far; Cancel ends it', async () => {
  const backend = new SceneBackend();
  Object.assign(backend, { holdAt: 0.5, held: 'check' });
  backend.openConnection();
  open = openWindow(backend);
  const { view, user, drop } = open;
  await view.findByRole('link', { name: /^Tables/ });
  drop(...three);
  expect(await view.findByText('Checking hired_employees.csv')).toBeTruthy();
  const next = within(view.getByRole('region', { name: 'Next' }));
  const [{ parts }] = [...backend.jobs.values()] as [Job];
  const read = parts.reduce((sum, part) => sum + part.bytesRead, 0);
  const total = parts.reduce((sum, part) => sum + (part.bytesTotal ?? 0), 0);
  expect(next.getByText(showShare(read, total))).toBeTruthy();
  expect(next.getByText('35')).toBeTruthy();
  expect(next.getByText('Nothing is written')).toBeTruthy();
  await user.click(view.getByRole('button', { name: /^hired_employees\.csv/ }));
  expect(await view.findByRole('region', { name: /^Ledger, .*checking$/ })).toBeTruthy();
  await user.click(next.getByRole('button', { name: 'Cancel' }));
  expect(await next.findByText('Not checked')).toBeTruthy();
  // What was read is a part of the file: no ledger adds that up.
  expect(
    view.getByText(/^The check was cancelled\. 999 rows were read before that\. Nothing is written\.$/),
  ).toBeTruthy();
  expect(view.queryByRole('region', { name: /^Ledger, / })).toBeNull();
  expect(view.queryByText('35 rejected')).toBeNull();
  expect(inputsOf(backend, 'jobs.cancel')).toHaveLength(1);
  backend.goOn();
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(await view.findByRole('button', { name: 'Load 2,124 rows' })).toBeTruthy();
});

test('a backend that dies in mid-load is named, and the results come from the history', async () => {
  const backend = new SceneBackend();
  backend.holdAt = 0.5;
  const { view, user, restart } = await dropThree(backend);
  await user.click(view.getByRole('button', { name: 'Load 2,124 rows' }));
  await view.findByText('Loading hired_employees.csv');
  const [job] = [...backend.jobs.values()].filter(({ kind }) => kind === 'load');
  const lost = job!.parts.find(({ table }) => table === 'hired_employees')!;
  // As the next backend finds it: the run was on, and nothing of it is in the table.
  const next = new SceneBackend();
  next.connections = backend.connections;
  next.settings = backend.settings;
  const settled = fault('run.interrupted').fault;
  next.runs = [
    {
      ...backend.runs[0]!,
      id: lost.runId,
      table: lost.table,
      sourceName: lost.sourceName,
      state: 'failed',
      fault: settled,
    },
  ];
  await restart(next);
  expect((await view.findAllByText('The backend stopped and was started again.')).length).toBeGreaterThan(0);
  expect(await view.findByText('Failed')).toBeTruthy();
  expect(view.getAllByText('Loaded')).toHaveLength(2);
  expect((await view.findAllByText(settled.sentence)).length).toBeGreaterThan(0);
});

test('a bad cell says its sentence, and leads to all rows like it', async () => {
  const { view, user } = await dropThree(new SceneBackend());
  await view.findByRole('grid', { name: 'hired_employees.csv' });
  await user.keyboard('{F8}');
  expect(await view.findByText('job_id is empty.')).toBeTruthy();
  await user.click(view.getByText('16 rows like this'));
  expect(await view.findByRole('grid', { name: 'Records with problems' })).toBeTruthy();
  expect(view.getByRole('tab', { name: 'With problems 70' }).getAttribute('aria-selected')).toBe('true');
});

test('an empty cell that must not be leads to what fills it', async () => {
  const backend = new SceneBackend();
  const { view, user } = await dropThree(backend);
  await view.findByRole('grid', { name: 'hired_employees.csv' });
  await user.keyboard('{F8}');
  await user.click(await view.findByText('set a default'));
  const empty = await view.findByLabelText('Empty becomes');
  expect(document.activeElement).toBe(empty);
  await user.type(empty, '0{Enter}');
  await waitFor(() => expect(inputsOf(backend, 'imports.check')).toHaveLength(2));
  const { match } = inputsOf(backend, 'imports.preview').at(-1) as { match: readonly object[] };
  expect(match).toContainEqual({ column: 'job_id', field: 4, changes: [{ kind: 'fill', with: '0' }] });
});

test('a column takes another field, and the column that had it takes the one that is free', async () => {
  const backend = new SceneBackend();
  const { view, user, choose } = await dropThree(backend);
  await user.click(view.getByRole('button', { name: /^What fills department_id/ }));
  await choose(/^Field 5/);
  await waitFor(() => expect(inputsOf(backend, 'imports.check')).toHaveLength(2));
  const { match } = inputsOf(backend, 'imports.preview').at(-1) as { match: { column: string; field: number }[] };
  expect(match).toEqual(
    expect.arrayContaining([
      { column: 'department_id', field: 4 },
      { column: 'job_id', field: 3 },
    ]),
  );
});

test('a file that is taken out leaves the batch, and with the last one the screen says what to do', async () => {
  const { view, user } = await dropThree(new SceneBackend());
  await user.click(view.getByRole('button', { name: 'Take hired_employees.csv out of the batch' }));
  expect(await view.findByRole('button', { name: 'Load 195 rows' })).toBeTruthy();
  await user.click(view.getByRole('button', { name: 'Take jobs.csv out of the batch' }));
  await user.click(view.getByRole('button', { name: 'Take departments.csv out of the batch' }));
  expect(await view.findByText('No files yet')).toBeTruthy();
});

test('on production a load that replaces a table waits for its name', async () => {
  const backend = new SceneBackend();
  backend.openConnection({ environment: 'production' });
  open = openWindow(backend);
  const { view, user, choose, drop } = open;
  await view.findByRole('link', { name: /^Tables/ });
  drop('jobs.csv');
  await view.findByRole('button', { name: 'Load 183 rows' });
  await user.click(view.getByRole('button', { name: 'Existing rows: Insert only' }));
  await choose(/^Replace the table/);
  const replace = await view.findByRole('button', { name: 'Replace jobs' });
  expect(isDisabled(replace)).toBe(true);
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(inputsOf(backend, 'imports.load')).toEqual([]);
  await user.type(view.getByLabelText('Type jobs to replace it'), 'jobs');
  expect(isDisabled(replace)).toBe(false);
  await user.click(replace);
  expect(await view.findByText('Loaded')).toBeTruthy();
});
