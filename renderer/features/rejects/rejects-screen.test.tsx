import { waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { SceneBackend } from '../../app/test-backend.ts';
import { openWindow, type TestWindow } from '../../app/test-window.tsx';

let open: TestWindow | null = null;
afterEach(() => open?.close());

/** A window on the rejects after a load of the three files. */
async function openRejects(hash = '#/rejects'): Promise<TestWindow & { readonly backend: SceneBackend }> {
  const backend = new SceneBackend();
  const connection = backend.openConnection();
  backend.load(connection.id);
  open = openWindow(backend, { hash });
  return { ...open, backend };
}

test('the rejects of the latest load are counted by reason and by column', async () => {
  const { view } = await openRejects();
  expect(await view.findByText(/^70 of 1,999 rows, hired_employees\.csv, today/)).toBeTruthy();
  const reasons = within(await view.findByRole('region', { name: 'Reason' }));
  expect(reasons.getAllByRole('button').map((button) => button.textContent)).toEqual([
    'Too few fields54',
    expect.stringMatching(/^no department_id or job_id\d+$/),
    expect.stringMatching(/^no datetime\d+$/),
    'Required, empty16',
  ]);
  const columns = within(view.getByRole('region', { name: 'Column' }));
  expect(columns.getAllByRole('button').map((button) => button.textContent)).toEqual([
    'none: the whole row54',
    'job_id16',
  ]);
});

test('states are counted, and the parts of those that lack a field narrow the rows', async () => {
  const { view, user } = await openRejects();
  const states = within(await view.findByRole('region', { name: 'State' }));
  await states.findAllByRole('button');
  expect(states.getAllByRole('button').map((button) => button.textContent)).toEqual(['Open70', 'Fixed0', 'Set aside0']);
  const part = await view.findByRole('button', { name: /^no datetime, / });
  const count = Number(/\d+/.exec(part.textContent ?? '')?.[0]);
  await user.click(part);
  expect(await view.findByText(`1 of ${count} shown`)).toBeTruthy();
  expect(window.location.hash).toContain('missing=datetime');
  // What is most likely wanted for them is set.
  expect(view.getByRole('button', { name: 'Fix: Shift cells right' })).toBeTruthy();
  expect(view.getByRole('button', { name: 'from: datetime' })).toBeTruthy();
});

test('a facet narrows the rows, stands in the address, and is let go by a second press', async () => {
  const { view, user } = await openRejects();
  await user.click(await view.findByRole('button', { name: 'Required, empty, 16 rows' }));
  expect(await view.findByText('1 of 16 shown')).toBeTruthy();
  expect(window.location.hash).toContain('code=required');
  await user.click(view.getByRole('button', { name: 'Required, empty, 16 rows' }));
  expect(await view.findByText('1 of 70 shown')).toBeTruthy();
});

test('an address with a facet opens on it', async () => {
  const { view } = await openRejects('#/rejects?code=fields.tooFew');
  expect(await view.findByText('1 of 54 shown')).toBeTruthy();
});

test('F8 goes from record to record, and the pane below tells each in full', async () => {
  const { view, user } = await openRejects();
  expect(await view.findByRole('heading', { name: 'Record 2' })).toBeTruthy();
  await user.keyboard('{F8}{F8}');
  expect(await view.findByRole('heading', { name: 'Record 55' })).toBeTruthy();
  const pane = within(view.getByRole('region', { name: 'Record 55' }));
  expect(pane.getByText('The row has 4 fields; the table takes 5.')).toBeTruthy();
  expect(pane.getByText('fields.tooFew')).toBeTruthy();
  expect(pane.getByLabelText('The line as it came').textContent).toMatch(/^55,/);
  await user.keyboard('{Shift>}{F8}{/Shift}');
  expect(await view.findByRole('heading', { name: 'Record 2' })).toBeTruthy();
});

test('text is found in the original lines, and a filter without a hit offers to clear itself', async () => {
  const { view, user } = await openRejects();
  await view.findByText('1 of 70 shown');
  await user.keyboard('{Control>}f{/Control}');
  expect(document.activeElement).toBe(view.getByLabelText('Find in rejects'));
  await user.keyboard('nobody is called that');
  expect(await view.findByText('No reject fits')).toBeTruthy();
  await user.click(view.getByText('Clear the filter'));
  expect(await view.findByText('1 of 70 shown')).toBeTruthy();
});

test('an export takes all rows, or those that are shown', async () => {
  const { view, user, backend, saved } = await openRejects('#/rejects?code=required');
  await view.findByText('1 of 16 shown');
  await user.click(view.getByRole('button', { name: 'Export' }));
  await user.click(await view.findByRole('menuitem', { name: /^Reload file \(CSV\)/ }));
  expect(await view.findByText(/^70 rows saved to/)).toBeTruthy();
  await user.click(view.getByRole('button', { name: 'Export' }));
  await user.click(await view.findByRole('menuitemradio', { name: 'Shown 16' }));
  await user.click(await view.findByRole('menuitem', { name: /^Report \(JSON\)/ }));
  expect(await view.findByText(/^16 rows saved to/)).toBeTruthy();
  expect(saved).toEqual(['hired_employees.rejects.csv', 'hired_employees.rejects-report.json']);
  const exports = backend.calls.filter(({ name }) => name === 'rejects.export').map(({ input }) => input);
  expect(exports).toMatchObject([
    { format: 'reload', code: null },
    { format: 'json', code: 'required' },
  ]);
});

test('without rejects the screen tells of the last run', async () => {
  const backend = new SceneBackend();
  const connection = backend.openConnection();
  backend.files = backend.files.filter(({ ledger }) => ledger.rejected === 0);
  backend.load(connection.id);
  open = openWindow(backend, { hash: '#/rejects' });
  expect(await open.view.findByText('The last run read 183 rows and 183 went in.')).toBeTruthy();
});

test('without any run the screen says what to do', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  open = openWindow(backend, { hash: '#/rejects' });
  expect(await open.view.findByText(/^Nothing has been loaded yet/)).toBeTruthy();
});

test('narrow, the original line is left to the pane below', async () => {
  const backend = new SceneBackend();
  backend.load(backend.openConnection().id);
  open = openWindow(backend, { hash: '#/rejects', narrow: true });
  const grid = await open.view.findByRole('grid', { name: 'Rejected rows' });
  await waitFor(() => expect(within(grid).getByRole('columnheader', { name: 'job_id' })).toBeTruthy());
  expect(within(grid).queryByRole('columnheader', { name: 'Original line' })).toBeNull();
});
