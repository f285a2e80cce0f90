import { act, fireEvent, waitFor, within } from '@testing-library/react';
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

test('where there is no built-in database the first start says so', async () => {
  const backend = new SceneBackend();
  backend.info = { ...backend.info, embedded: false, platform: 'freebsd' };
  const { view } = show(backend);
  const use = await view.findByRole('button', { name: 'Use the built-in database' });
  expect(use instanceof HTMLButtonElement && use.disabled).toBe(true);
  expect(view.getByText('There is none for freebsd.')).toBeTruthy();
});

test('files that come before there is a database wait in the batch', async () => {
  const { view, user, drop } = show(new SceneBackend());
  await view.findByRole('button', { name: 'Use the built-in database' });
  act(() => drop('jobs.csv'));
  await user.click(view.getByRole('button', { name: 'Use the built-in database' }));
  expect(await view.findByRole('button', { name: 'Load 183 rows' })).toBeTruthy();
});

test('the window shows where it is connected, and the edge has its colour', async () => {
  const backend = new SceneBackend();
  backend.openConnection({ environment: 'production' });
  const { view } = show(backend);
  expect(await view.findByText('hr_warehouse on db2.internal:5432')).toBeTruthy();
  expect(await view.findByText('PostgreSQL 18.4, verify-full')).toBeTruthy();
  expect(view.getByText('2.1 ms')).toBeTruthy();
  expect(view.getByText('Times in UTC')).toBeTruthy();
  expect(view.getByRole('main').parentElement?.dataset['env']).toBe('production');
});

test('the rail counts tables, and in gold what the last batch left in hand', async () => {
  const backend = new SceneBackend();
  backend.load(backend.openConnection().id);
  const { view } = show(backend);
  const rejects = await view.findByRole('link', { name: /^Rejects/ });
  await waitFor(() => expect(within(rejects).getByText('70').title).toBe('70 rejects in the last batch'));
  expect(within(view.getByRole('link', { name: /^Tables/ })).getByText('3')).toBeTruthy();
});

test('Ctrl K finds a table by a part of its name, and Escape gives the focus back', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  const { view, user } = show(backend);
  const settings = await view.findByRole('link', { name: 'Settings' });
  await view.findByRole('heading', { name: 'Tables' });
  settings.focus();
  await user.keyboard('{Control>}k{/Control}');
  expect(await view.findByRole('dialog', { name: 'Commands' })).toBeTruthy();
  await user.keyboard('{Escape}');
  await waitFor(() => expect(view.queryByRole('dialog')).toBeNull());
  // react-aria gives it back in the next frame.
  await waitFor(() => expect(document.activeElement).toBe(settings));
  await user.keyboard('{Control>}k{/Control}');
  await view.findByRole('dialog', { name: 'Commands' });
  await user.keyboard('hired{Enter}');
  await waitFor(() => expect(window.location.hash).toBe('#/tables/hired_employees'));
});

test('a load that is on is counted in the rail wherever one is', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  backend.holdAt = 0.5;
  const { view, user, drop } = show(backend);
  await view.findByRole('heading', { name: 'Tables' });
  drop('hired_employees.csv');
  await user.click(await view.findByRole('button', { name: 'Load 1,929 rows' }));
  await view.findByText('Loading hired_employees.csv');
  await user.click(view.getByRole('link', { name: /^Settings/ }));
  expect(await within(view.getByRole('link', { name: /^Import/ })).findByText('50 %')).toBeTruthy();
  act(() => backend.goOn());
  await waitFor(() => expect(within(view.getByRole('link', { name: /^Import/ })).queryByText('50 %')).toBeNull());
});

test('the plate leads from one connection to another', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  backend.addConnection({ name: 'archive', environment: 'test' });
  const { view, user } = show(backend);
  await user.click(await view.findByRole('button', { name: 'hr_warehouse, staging' }));
  await user.click(await view.findByRole('menuitemradio', { name: /^archive/ }));
  expect(await view.findByRole('button', { name: 'archive, test' })).toBeTruthy();
});

test('theme, density and zone hold at once and are kept', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  const { view, user } = show(backend, { hash: '#/settings' });
  await user.click(await view.findByRole('radio', { name: 'Dark' }));
  await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'));
  await user.click(view.getByRole('radio', { name: 'Comfortable' }));
  await waitFor(() => expect(document.documentElement.dataset['density']).toBe('comfortable'));
  const zone = view.getByRole('combobox', { name: 'Time zone' });
  await user.clear(zone);
  await user.type(zone, 'bogota');
  await user.click(await view.findByRole('option', { name: /Bogota/ }));
  expect(await view.findByText('Times in America/Bogota')).toBeTruthy();
  expect(backend.settings).toMatchObject({ theme: 'dark', density: 'comfortable', timeZone: 'America/Bogota' });
  await user.click(view.getByRole('radio', { name: 'As the system' }));
  await waitFor(() => expect(document.documentElement.dataset['theme']).toBeUndefined());
});

test('files over the window are announced, and nothing else of it changes', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  const { view } = show(backend);
  await view.findByRole('heading', { name: 'Tables' });
  const over = (type: string): void => {
    const event = Object.assign(new Event(type, { bubbles: true, cancelable: true }), {
      dataTransfer: { types: ['Files'], items: [{ kind: 'file' }, { kind: 'file' }], dropEffect: 'none' },
    });
    fireEvent(window, event);
  };
  over('dragenter');
  expect(view.getByText('Drop to import 2 files')).toBeTruthy();
  over('dragleave');
  expect(view.queryByText(/^Drop to import/)).toBeNull();
});

test('the menu of the system does what the shortcuts do', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  const { view, command } = show(backend, { picked: ['/drop/jobs.csv'] });
  await view.findByRole('heading', { name: 'Tables' });
  act(() => command('openFiles'));
  expect(await view.findByRole('button', { name: 'Load 183 rows' })).toBeTruthy();
  act(() => command('settings'));
  expect(await view.findByRole('heading', { name: 'Settings' })).toBeTruthy();
  act(() => command('palette'));
  expect(await view.findByRole('dialog', { name: 'Commands' })).toBeTruthy();
});

test('a backend that stops is named until that is read, and the window goes on', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  const { view, user, restart } = show(backend);
  await view.findByRole('heading', { name: 'Tables' });
  await restart(backend);
  expect(await view.findByText('The backend stopped and was started again.')).toBeTruthy();
  await user.click(await view.findByText('Dismiss'));
  await waitFor(() => expect(view.queryByText('The backend stopped and was started again.')).toBeNull());
  expect(view.getByRole('heading', { name: 'Tables' })).toBeTruthy();
});
