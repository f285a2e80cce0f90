import { waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { fault } from '#shared/fault.ts';
import { SceneBackend } from '../../app/test-backend.ts';
import { openWindow, type TestWindow } from '../../app/test-window.tsx';

let open: TestWindow | null = null;
afterEach(() => open?.close());
const show = (...args: Parameters<typeof openWindow>): TestWindow => (open = openWindow(...args));

const valueOf = (field: HTMLElement): string => (field instanceof HTMLInputElement ? field.value : '');

test('a pasted URL fills in the form, and saving connects', async () => {
  const backend = new SceneBackend();
  const { view, user } = show(backend);
  await user.click(await view.findByRole('button', { name: 'Connect to Postgres' }));
  await user.click(view.getByLabelText('Address as a URL'));
  await user.paste('postgres://loader:pw@db2.internal:6543/hr_warehouse');
  await waitFor(() => expect(valueOf(view.getByLabelText('Host'))).toBe('db2.internal'));
  expect(valueOf(view.getByLabelText('Port'))).toBe('6543');
  expect(valueOf(view.getByLabelText('Password'))).toBe('pw');
  expect(valueOf(view.getByLabelText('Address as a URL'))).not.toContain('pw');
  await user.click(view.getByRole('button', { name: 'Save and connect' }));
  expect(await view.findByRole('heading', { name: 'Tables' })).toBeTruthy();
  expect(backend.connections).toMatchObject([{ name: 'hr_warehouse', address: { port: 6543 } }]);
  expect(backend.settings.lastConnectionId).toBe(backend.connections[0]?.id);
});

test('a URL that is none says so at its field', async () => {
  const { view, user } = show(new SceneBackend(), { hash: '#/connections/new' });
  await user.click(await view.findByLabelText('Address as a URL'));
  await user.paste('mysql://somewhere/else');
  expect(await view.findByText(/^This is not a Postgres address/)).toBeTruthy();
});

test('a test tells version, round trip and rights in words, and saves nothing', async () => {
  const backend = new SceneBackend();
  const { view, user } = show(backend, { hash: '#/connections/new' });
  await user.type(await view.findByLabelText('Host'), 'db2.internal');
  await user.type(view.getByLabelText('Database'), 'hr_warehouse');
  await user.type(view.getByLabelText('User'), 'loader');
  await user.click(view.getByRole('button', { name: 'Test' }));
  expect(await view.findByText('PostgreSQL 18.4')).toBeTruthy();
  expect(view.getByText('2.1 ms')).toBeTruthy();
  expect(view.getByText('Read and write 7 tables in schema public.')).toBeTruthy();
  expect(backend.connections).toEqual([]);
});

test('what the server says stands at the field that it is about', async () => {
  const backend = new SceneBackend();
  const problem = fault('postgres.unknownDatabase', { database: 'nowhere' }).fault;
  backend.faults.set('db2.internal', problem);
  const { view, user } = show(backend, { hash: '#/connections/new' });
  await user.type(await view.findByLabelText('Host'), 'db2.internal');
  await user.type(view.getByLabelText('Database'), 'nowhere');
  await user.type(view.getByLabelText('User'), 'loader');
  await user.click(view.getByRole('button', { name: 'Test' }));
  expect(await view.findByRole('alert')).toBeTruthy();
  const field = view.getByLabelText('Database');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  await user.type(field, 'x');
  expect(field.getAttribute('aria-invalid')).not.toBe('true');
});

test('what is missing is said before anything is asked of a server', async () => {
  const backend = new SceneBackend();
  const { view, user } = show(backend, { hash: '#/connections/new' });
  await user.click(await view.findByRole('button', { name: 'Save and connect' }));
  expect(await view.findByText('Name the database.')).toBeTruthy();
  expect(backend.calls.filter(({ name }) => name.startsWith('connections.'))).toEqual([]);
});

test('where no store is, the form says that the password is asked in each session', async () => {
  const { view } = show(new SceneBackend(), { hash: '#/connections/new' });
  expect(await view.findByText(/It is asked once in each session\.$/)).toBeTruthy();
  expect(view.queryByRole('checkbox')).toBeNull();
});

test('where the system keeps passwords, that can be refused', async () => {
  const backend = new SceneBackend();
  backend.info = { ...backend.info, secrets: 'os' };
  const { view, user } = show(backend, { hash: '#/connections/new' });
  await user.click(await view.findByRole('checkbox', { name: /^Keep the password/ }));
  await user.click(view.getByLabelText('Address as a URL'));
  await user.paste('postgres://loader:pw@db2.internal/hr_warehouse');
  await waitFor(() => expect(valueOf(view.getByLabelText('Host'))).toBe('db2.internal'));
  await user.click(view.getByRole('button', { name: 'Save and connect' }));
  await view.findByRole('heading', { name: 'Tables' });
  expect(backend.calls.find(({ name }) => name === 'connections.save')?.input).toMatchObject({ remember: false });
});

test('a password that is not known is asked once, and a wrong one may be entered again', async () => {
  const backend = new SceneBackend();
  const connection = backend.openConnection({ password: 'none' });
  backend.passwords.set(connection.id, 'right');
  const { view, user } = show(backend);
  const field = await view.findByLabelText('Password');
  expect(document.activeElement).toBe(field);
  await user.keyboard('wrong{Enter}');
  expect(await view.findByText(/The server refused the password of loader/)).toBeTruthy();
  await user.clear(field);
  await user.keyboard('right{Enter}');
  expect(await view.findByRole('heading', { name: 'Tables' })).toBeTruthy();
});

test('a server that does not answer is named in the place of the screen, and can be asked again', async () => {
  const backend = new SceneBackend();
  const connection = backend.openConnection();
  backend.faults.set(connection.id, fault('postgres.refused', { host: 'db2.internal', port: 5432 }).fault);
  const { view, user } = show(backend);
  expect(await view.findByText('Nothing answers at db2.internal:5432.')).toBeTruthy();
  backend.faults.clear();
  await user.click(view.getByText('Try again'));
  expect(await view.findByRole('heading', { name: 'Tables' })).toBeTruthy();
});

test('the list leads from one connection to another', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  const other = backend.addConnection({ name: 'archive', environment: 'production' });
  const { view, user } = show(backend, { hash: '#/connections' });
  await user.click(await view.findByRole('button', { name: 'Connect to archive' }));
  expect(await view.findByRole('heading', { name: 'Tables' })).toBeTruthy();
  expect(backend.settings.lastConnectionId).toBe(other.id);
  expect(view.getByRole('button', { name: 'archive, production' })).toBeTruthy();
});

test('a connection is removed after one question, and the focus is not lost', async () => {
  const backend = new SceneBackend();
  backend.openConnection();
  backend.addConnection({ name: 'archive' });
  const { view, user } = show(backend, { hash: '#/connections' });
  await user.click(await view.findByRole('button', { name: 'More about archive' }));
  await user.click(await view.findByRole('menuitem', { name: 'Remove' }));
  const dialog = within(await view.findByRole('alertdialog', { name: 'Remove archive?' }));
  await user.click(dialog.getByRole('button', { name: 'Remove connection' }));
  await waitFor(() => expect(view.queryByText('archive')).toBeNull());
  expect(backend.connections).toHaveLength(1);
});
