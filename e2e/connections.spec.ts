import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { makeCertificate } from '../electron/backend/postgres/test-certificate.ts';
import { freePort, TcpServer } from '../electron/backend/postgres/test-tcp-server.ts';
import { connectionsOf } from './pages/connections.ts';
import { shellOf } from './pages/shell.ts';
import { expect, test } from './test.ts';

test.use({ house: 'connections' });

let server: TcpServer;
let folder = '';
/** Of every role of that server. */
const password = 'correct horse: "battery" staple';
const authority = makeCertificate({ commonName: 'Sluice test authority', authority: true });

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-files-'));
  await writeFile(join(folder, 'ca.pem'), authority.certificate);
  server = await TcpServer.start(makeCertificate({ commonName: 'localhost', hosts: ['localhost'], issuer: authority }));
});
test.afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens the form of a new connection. */
async function openForm(page: Page) {
  const connections = connectionsOf(page);
  await connections.enter();
  await page.goto(`${new URL(page.url()).origin}/#/connections/new`);
  await expect(shellOf(page).title).toHaveText('Connect to Postgres');
  return connections.form;
}

test('a pasted URL fills the form, and the test says what the server is and what the role may do', async ({ page }) => {
  const form = await openForm(page);
  await form.url.fill(`postgres://clerk@localhost:${server.port}/postgres?sslmode=require`);
  await expect(form.field('Host')).toHaveValue('localhost');
  await expect(form.field('Port')).toHaveValue(String(server.port));
  await expect(form.field('Database')).toHaveValue('postgres');
  await expect(form.field('User')).toHaveValue('clerk');
  await expect(form.tls.getByRole('radio', { name: /^require/ })).toBeChecked();
  await form.field('Password').fill(password);
  await form.test.click();
  await expect(form.report).toContainText('The server let us in.');
  await expect(form.report).toContainText(/PostgreSQL 18\.\d+/);
  await expect(form.report).toContainText(/\d+\.\d ms/);
  await expect(form.report).toContainText(/Encrypted\s*yes/);
  await expect(form.report).toContainText('What this role may do');

  await form.url.fill('mysql://root@localhost/db');
  await form.field('Host').focus();
  await expect(page.getByText(/This is not a Postgres address/)).toBeVisible();
});

test('every TLS mode is named in full, with what it means', async ({ page }) => {
  const form = await openForm(page);
  await expect(form.tls.getByRole('radio')).toHaveCount(4);
  for (const [mode, meaning] of [
    ['disable', 'Not encrypted'],
    ['require', 'Encrypted. Whose certificate it is, is not looked at.'],
    ['verify-ca', 'signed by an authority that is trusted'],
    ['verify-full', 'made out to the host above'],
  ] as const) {
    await expect(form.tls).toContainText(mode);
    await expect(form.tls).toContainText(meaning);
  }
});

test('each thing that stands in the way has a sentence of its own, beside its field', async ({ page }) => {
  const form = await openForm(page);
  const says = async (sentence: string | RegExp): Promise<void> => {
    await form.test.click();
    await expect(form.report.getByRole('alert')).toContainText(sentence);
  };
  await form.url.fill(`postgres://clerk@localhost:${server.port}/postgres?sslmode=require`);
  await expect(form.field('User')).toHaveValue('clerk');

  await form.field('Password').fill('not the one');
  await says('The server refused the password of clerk.');
  await expect(form.field('Password')).toHaveAccessibleDescription(/refused the password/);
  await form.field('Password').fill(password);

  await form.field('Database').fill('nowhere');
  await says('The server has no database nowhere.');
  await form.field('Database').fill('postgres');

  await form.tls.getByText('verify-full').click();
  await says('is not signed by an authority that is trusted here.');
  await form.field('CA file').fill(join(folder, 'nothing.pem'));
  await says(/The CA file .*nothing\.pem cannot be read/);
  await form.field('CA file').fill(join(folder, 'ca.pem'));
  await form.field('Host').fill('127.0.0.1');
  await says('The certificate is made out to another host than 127.0.0.1.');
  await form.field('Host').fill('localhost');
  await form.test.click();
  await expect(form.report).toContainText('The server let us in.');

  const port = await freePort();
  await form.field('Port').fill(String(port));
  await says(`Nothing answers at localhost:${port}.`);
  await form.field('Host').fill('no-such-machine.invalid');
  await says('No machine is known by the name no-such-machine.invalid.');
});

test('the password is asked once in each session, and one switches between connections', async ({
  page,
  sluice,
  host,
}) => {
  test.skip(host === 'electron', 'the system keeps the password there');
  const shell = shellOf(page);
  const form = await openForm(page);
  await form.url.fill(`postgres://clerk@localhost:${server.port}/postgres?sslmode=require`);
  await expect(form.field('User')).toHaveValue('clerk');
  await expect(page.getByText('There is no password store here', { exact: false })).toBeVisible();
  await form.field('Password').fill(password);
  await form.field('Name').fill('Payroll');
  await form.environment.getByText('staging').click();
  await form.save.click();
  await expect(shell.title).toHaveText('Tables');
  await expect(shell.plate).toContainText('Payroll');
  await expect(shell.plate).toContainText('staging');
  await expect(shell.status).toContainText(`postgres on localhost:${server.port}`);

  await shell.plate.click();
  await page.getByRole('menuitemradio', { name: /^Built-in database/ }).click();
  await expect(shell.status).toContainText('local socket');
  await shell.plate.click();
  await page.getByRole('menuitemradio', { name: /^Payroll/ }).click();
  await expect(shell.status).toContainText(`postgres on localhost:${server.port}`);

  // Another session: the password was written nowhere.
  await sluice.restart();
  const again = await sluice.openWindow();
  const { password: field, submitPassword } = connectionsOf(again);
  await expect(field).toBeVisible({ timeout: 60_000 });
  await field.fill('not the one');
  await submitPassword.click();
  await expect(again.getByText(/The server refused the password of clerk/)).toBeVisible();
  await field.fill(password);
  await submitPassword.click();
  await expect(shellOf(again).title).toHaveText('Tables');
  await expect(shellOf(again).plate).toContainText('Payroll');
});
