import { waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fault } from '#shared/fault.ts';
import { SceneBackend } from '../../app/test-backend.ts';
import { openWindow, type TestWindow } from '../../app/test-window.tsx';
import { giveLayout } from '../../ui/data-grid/test-layout.ts';

let open: TestWindow | null = null;
let takeBack = (): void => undefined;
beforeEach(() => {
  takeBack = giveLayout();
});
afterEach(() => {
  open?.close();
  takeBack();
});

/** A window on the 16 rejects of the scene that have no job; the first is record 2. */
async function openWorkbench() {
  const backend = new SceneBackend();
  const connection = backend.openConnection();
  backend.load(connection.id);
  const run = backend.runs.find(({ table }) => table === 'hired_employees')!;
  open = openWindow(backend, { hash: '#/rejects?code=required' });
  const { view, user } = open;
  await view.findByText('1 of 16 shown');
  const row = async (record: number) => {
    const head = await view.findByRole('rowheader', { name: String(record) });
    return within(head.closest('tr')!);
  };
  /** Goes to the first problem by key. */
  const toFirst = async (): Promise<void> => {
    await user.keyboard('{F8}');
    await waitFor(() =>
      expect(view.getByRole('grid').querySelector('[data-active="true"]')?.textContent).toMatch(/^empty/),
    );
  };
  return { view, user, backend, row, toFirst, rejects: backend.rejectsOf(run.id) };
}

test('a row is made right in its cell, told as one types, and undone and redone by keys', async () => {
  const { view, user, row, toFirst } = await openWorkbench();
  await toFirst();
  await user.keyboard('x');
  expect(view.getByRole('textbox', { name: 'job_id of record 2' })).toBeTruthy();
  expect(await view.findByText('job_id takes a whole number from 1 to 9.')).toBeTruthy();
  await user.keyboard('{Backspace}41');
  expect(await view.findByText('Passes.')).toBeTruthy();
  expect((await view.findByText('Passes.')).closest('output')?.textContent).toContain('Stored as 41');
  await user.keyboard('{Enter}');
  expect(await view.findByRole('button', { name: 'Replay 1 fixed row' })).toBeTruthy();
  expect((await row(2)).getByText('Fixed')).toBeTruthy();
  expect((await row(2)).getByText('41')).toBeTruthy();
  await user.keyboard('{Control>}z{/Control}');
  expect(await view.findByRole('button', { name: 'Replay fixed rows' })).toBeTruthy();
  await waitFor(async () => expect((await row(2)).getByText('Open')).toBeTruthy());
  await user.keyboard('{Control>}y{/Control}');
  expect(await view.findByRole('button', { name: 'Replay 1 fixed row' })).toBeTruthy();
});

test('keys that undo what is typed are left to a field that is typed in', async () => {
  const { view, user, rejects, toFirst } = await openWorkbench();
  await toFirst();
  await user.keyboard('41{Enter}');
  await view.findByRole('button', { name: 'Replay 1 fixed row' });
  await user.click(view.getByLabelText('Find in rejects'));
  await user.keyboard('{Control>}z{/Control}');
  expect(rejects.work().history.undo).toBe('edit of record 2');
});

test('an edit that is not kept leaves the row as it was, and says why', async () => {
  const { view, user, row, rejects, toFirst } = await openWorkbench();
  rejects.edit = () => {
    throw fault('replay.running');
  };
  await toFirst();
  await user.keyboard('41{Enter}');
  expect(await view.findByText(/^The fixed rows are being loaded/)).toBeTruthy();
  await waitFor(async () => expect((await row(2)).getByText('empty')).toBeTruthy());
});

test('one fix for all that are shown says what it would do before it does it', async () => {
  const { view, user, backend, choose } = { ...(await openWorkbench()), choose: open!.choose };
  const bar = within(view.getByRole('group', { name: 'Fix all 16 rows shown' }));
  await user.click(bar.getByRole('button', { name: /^column: / }));
  await choose('job_id');
  await user.type(bar.getByRole('textbox', { name: 'Value to put in job_id' }), '7');
  expect(await bar.findByText('16 pass')).toBeTruthy();
  await user.click(bar.getByRole('button', { name: 'Preview' }));
  const preview = within(await view.findByRole('dialog', { name: 'What the fix would do' }));
  expect(preview.getByText('5 of 16 shown')).toBeTruthy();
  await user.click(preview.getByRole('button', { name: 'Change 16 rows' }));
  expect(await view.findByRole('button', { name: 'Replay 16 fixed rows' })).toBeTruthy();
  const applied = backend.calls.filter(
    ({ name, input }) => name === 'rejects.fixAll' && (input as { apply: boolean }).apply,
  );
  expect(applied.map(({ input }) => input)).toMatchObject([
    { fix: { kind: 'fill', column: 'job_id', text: '7' }, filter: { code: 'required' } },
  ]);
  await user.click(view.getByRole('button', { name: 'Undo: fix' }));
  expect(await view.findByRole('button', { name: 'Replay fixed rows' })).toBeTruthy();
});

test('a row is set aside and put back from the pane below', async () => {
  const { view, user, row, toFirst } = await openWorkbench();
  await toFirst();
  await user.keyboard('41{Enter}{ArrowUp}');
  const pane = within(await view.findByRole('region', { name: 'Record 2' }));
  expect((await pane.findByLabelText('As it will be sent')).textContent).toMatch(/^2,.*,41$/);
  await user.click(pane.getByRole('button', { name: 'Put back' }));
  await waitFor(() => expect(pane.queryByLabelText('As it will be sent')).toBeNull());
  await user.click(pane.getByRole('button', { name: 'Set aside' }));
  await waitFor(async () => expect((await row(2)).getByText('Set aside')).toBeTruthy());
  await user.click(await pane.findByRole('button', { name: 'Take back' }));
  await waitFor(async () => expect((await row(2)).getByText('Open')).toBeTruthy());
});

test('a replay shows its ledger in place; what went in is loaded, what was refused again says why', async () => {
  const { view, user, row, rejects, toFirst } = await openWorkbench();
  rejects.refused.add(2);
  await toFirst();
  await user.keyboard('41{Enter}42{Enter}');
  await user.click(await view.findByRole('button', { name: 'Replay 2 fixed rows' }));
  const replay = within(await view.findByRole('region', { name: 'Replay' }));
  expect(replay.getByText('1 of 2 rows went in. 1 refused again: open below, with the reason.')).toBeTruthy();
  expect(replay.getByRole('region', { name: 'Ledger, 2 rows, done' })).toBeTruthy();
  expect(replay.getByRole('link', { name: 'Open the replay' }).getAttribute('href')).toMatch(/^#\/runs\//);
  await waitFor(async () => expect((await row(2)).getByText('Open')).toBeTruthy());
  await user.click((await row(2)).getByText('41'));
  const pane = within(await view.findByRole('region', { name: 'Record 2' }));
  expect(pane.getByText('The server refused the row: the shift is over')).toBeTruthy();
  const states = within(view.getByRole('region', { name: 'State' }));
  await waitFor(() => expect(states.getAllByRole('button').map((button) => button.textContent)).toContain('Loaded1'));
  const runs = within(view.getByRole('region', { name: 'Run' }));
  expect(await runs.findAllByRole('button')).toHaveLength(2);
  await user.click(replay.getByRole('button', { name: 'Dismiss' }));
  expect(view.queryByRole('region', { name: 'Replay' })).toBeNull();
});
