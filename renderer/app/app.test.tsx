import { afterEach, expect, test } from 'vitest';
import { SceneBackend } from './test-backend.ts';
import { openWindow, type TestWindow } from './test-window.tsx';

let open: TestWindow | null = null;
afterEach(() => open?.close());
const show = (...args: Parameters<typeof openWindow>): TestWindow => (open = openWindow(...args));

test('the first start offers two ways to a database, and one click leads to the tables', async () => {
  const backend = new SceneBackend();
  const { view, user } = show(backend);
  expect(await view.findByRole('button', { name: 'Connect to Postgres' })).toBeTruthy();
  await user.click(view.getByRole('button', { name: 'Use the built-in database' }));
  expect(await view.findByRole('link', { name: /^Tables/ })).toBeTruthy();
  expect(backend.settings.lastConnectionId).toBe(backend.connections[0]?.id);
  expect(view.getByText('Built-in database on this computer')).toBeTruthy();
});

test('files that are dropped are read, ordered, checked and loaded, and what stays out is offered', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  const { view, user, drop } = show(backend);
  await view.findByRole('link', { name: /^Tables/ });
  drop('hired_employees.csv', 'departments.csv', 'jobs.csv');
  const load = await view.findByRole('button', { name: 'Load 2,124 rows' });
  expect(view.getByText('Parents first: hired_employees refers to departments and jobs.')).toBeTruthy();
  expect(view.getByText('3 files, 2,194 rows, 0.1 MB')).toBeTruthy();
  await user.click(load);
  expect(await view.findByRole('button', { name: 'Look at 70 rejects' })).toBeTruthy();
  expect(view.getByText('Loaded with rejects')).toBeTruthy();
});
