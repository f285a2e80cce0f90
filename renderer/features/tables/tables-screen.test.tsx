import { afterEach, expect, test, vi } from 'vitest';
import { SceneBackend } from '../../app/test-backend.ts';
import { openWindow, type TestWindow } from '../../app/test-window.tsx';

let open: TestWindow | null = null;
afterEach(() => open?.close());

test('the home shows the tables, and a reference leads to the table it names', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  open = openWindow(backend, { hash: '#/tables/hired_employees' });
  const { view, user } = open;
  expect(await view.findByText('3 in schema public')).toBeTruthy();
  expect(await view.findByRole('complementary', { name: 'hired_employees' })).toBeTruthy();
  await user.click(await view.findByRole('link', { name: 'departments.id' }));
  expect(await view.findByRole('complementary', { name: 'departments' })).toBeTruthy();
});

test('a table that was loaded shows its new rows and its run without being asked', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  open = openWindow(backend, { hash: '#/tables' });
  const { view } = open;
  expect(await view.findAllByText('No run yet')).toHaveLength(3);
  backend.loaded.set('jobs', 183);
  backend.change('tables');
  expect((await view.findAllByText('183')).length).toBeGreaterThan(0);
});

test('a table is filled by the files chosen for it', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  open = openWindow(backend, { hash: '#/tables/jobs', picked: ['/drop/jobs.csv'] });
  const { view, user } = open;
  await user.click(await view.findByRole('button', { name: 'Import into jobs' }));
  expect(await view.findByRole('heading', { name: 'Import' })).toBeTruthy();
  await vi.waitFor(() =>
    expect(backend.calls.find(({ name }) => name === 'imports.preview')?.input).toMatchObject({
      target: { schema: 'public', table: 'jobs' },
    }),
  );
});
