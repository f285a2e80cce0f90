import { within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Dictionary } from '#shared/rule.ts';
import { SceneBackend } from '../../app/test-backend.ts';
import { openWindow, type TestWindow } from '../../app/test-window.tsx';

let open: TestWindow | null = null;
afterEach(() => open?.close());

function scene(hash: string): { readonly backend: SceneBackend; readonly shown: TestWindow } {
  const backend = new SceneBackend();
  backend.openConnection();
  const shown = openWindow(backend, { hash, picked: ['/drop/jobs.schema.json'] });
  open = shown;
  return { backend, shown };
}

test('what is changed is counted, saved as it stands, and told under its column where it cannot be', async () => {
  const { backend, shown } = scene('#/tables/jobs/dictionary');
  const { view, user } = shown;
  expect(await view.findByText('2 columns, built-in')).toBeTruthy();
  expect(view.getByRole('button', { name: /^Save dictionary/ })).toHaveProperty('disabled', true);
  await user.click(view.getByRole('checkbox', { name: 'Required: job' }));
  backend.dictionaries.problems = [{ column: 'job', sentence: 'The server knows no type mood.' }];
  await user.click(view.getByRole('button', { name: /^Save 1 change/ }));
  expect(await view.findByText('The server knows no type mood.')).toBeTruthy();
  expect(backend.dictionaries.saved.size).toBe(0);
  backend.dictionaries.problems = [];
  await user.click(view.getByRole('button', { name: /^Save 1 change/ }));
  expect(await view.findByText('2 columns, yours')).toBeTruthy();
  expect(view.queryByText('The server knows no type mood.')).toBeNull();
  expect(backend.dictionaries.saved.get('jobs')?.columns[1]?.required).toBe(false);
});

test('a schema that is read is a change like any other, and its drift has a remedy', async () => {
  const { backend, shown } = scene('#/tables/jobs/dictionary');
  const { view, user } = shown;
  await view.findByText('2 columns, built-in');
  const own = backend.dictionaries.of('jobs');
  const read: Dictionary = { ...own, columns: [own.columns[0]!], origin: 'person' };
  backend.dictionaries.schema = {
    dictionary: read,
    notes: ['title: a dictionary has no place for it; it was left out.'],
  };
  await user.click(view.getByRole('button', { name: 'Schema' }));
  await user.click(await view.findByRole('menuitem', { name: /^Import/ }));
  expect(await view.findByText('1 thing of the schema could not be taken as it stands')).toBeTruthy();
  const drift = view.getByRole('list', { name: 'Where the dictionary does not fit the table' });
  await user.click(within(drift).getByRole('link', { name: 'Add the column: job' }));
  expect(view.queryByRole('list', { name: 'Where the dictionary does not fit the table' })).toBeNull();
  expect(view.getByRole('button', { name: /^Save dictionary/ })).toHaveProperty('disabled', true);
});

test('columns may be called like those of the list of columns', async () => {
  const { shown } = scene('#/tables/hired_employees/dictionary');
  const { view, user } = shown;
  const grid = await view.findByRole('grid', { name: 'Columns of hired_employees' });
  await user.click(within(grid).getByRole('rowheader', { name: 'name' }));
  expect(await view.findByRole('complementary', { name: 'Rules of name' })).toBeTruthy();
});
