import { faultsOf } from './axe.ts';
import { countRows, dropTables, makeTables } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { ingestOf } from './pages/ingest.ts';
import { rejectsOf } from './pages/rejects.ts';
import { shellOf } from './pages/shell.ts';
import { expect, test } from './test.ts';

test.use({ house: 'ingest' });

interface Sent {
  readonly status: number;
  readonly body: unknown;
}

async function send(url: string, key: string, rows: unknown): Promise<Sent> {
  const answer = await fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify(rows),
  });
  return { status: answer.status, body: (await answer.json()) as unknown };
}

test('a service is started, a key made, rows sent and answered for; the key is revoked, the service stopped', async ({
  page,
  sluice,
}) => {
  test.setTimeout(120_000);
  await connectionsOf(page).enter();
  await dropTables(sluice.home);
  await makeTables(sluice.home, 'create table jobs (id int primary key, job text not null)');
  const screen = ingestOf(page);
  await screen.open();
  await expect(screen.main).toContainText('There is no key yet');
  expect(await faultsOf(page)).toEqual([]);

  const key = await screen.makeKey('night shift');
  expect(key).toMatch(/^sluice_[\w-]{32}$/);
  await screen.dialog.getByRole('button', { name: 'Done' }).click();
  await expect(screen.main).not.toContainText(key);
  await expect(screen.keys).toContainText('night shift');

  await screen.start.click();
  await expect(screen.stop).toBeVisible();
  const url = await screen.address.innerText();
  await expect(screen.curl).toContainText(`${url}/v1/jobs`);
  const sent = await send(url, key, [
    { id: 1, job: 'Baker' },
    { id: '2', job: 'Miller' },
    { id: 1, job: 'Twice' },
  ]);
  expect(sent).toMatchObject({ status: 200, body: { accepted: 1, rejected: 2 } });
  await expect(screen.gauges).toContainText('1 request, 3 rows, 2 rejects since the start.');
  await expect(screen.requests).toContainText('POST /v1/jobs');
  await expect(screen.requests).toContainText('night shift');
  expect(await countRows(sluice.home, 'jobs')).toBe(1);
  expect(await faultsOf(page)).toEqual([]);

  await screen.requests.getByRole('link', { name: '2' }).click();
  await expect(shellOf(page).title).toHaveText('Rejects');
  await expect(rejectsOf(page).grid).toContainText('Twice');

  await screen.open();
  await screen.revoke('night shift').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke it' }).click();
  await expect(screen.keys).toContainText('revoked');
  expect((await send(url, key, { id: 3, job: 'Cook' })).status).toBe(401);
  await expect(screen.requests).toContainText('401 ingest.wrongKey');
  await screen.stop.click();
  await expect(screen.start).toBeVisible();
  await expect(send(url, key, {})).rejects.toThrow('fetch failed');
});

test('what cannot be started says why', async ({ page }) => {
  await connectionsOf(page).enter();
  const screen = ingestOf(page);
  await screen.open();
  await screen.main.getByRole('textbox', { name: 'Port' }).fill('99999');
  await expect(screen.main).toContainText('A port is a number up to 65535.');
  await expect(screen.start).toBeDisabled();
  await screen.main.getByRole('textbox', { name: 'Port' }).fill('');
  await screen.main.getByRole('textbox', { name: 'Address' }).fill('0.0.0.0');
  await expect(screen.main).toContainText('It needs TLS.');
  await expect(screen.start).toBeDisabled();
  await screen.main.getByRole('textbox', { name: 'Certificate, a PEM file' }).fill('/nowhere.pem');
  await screen.start.click();
  await expect(screen.main.getByRole('alert')).toContainText('This host takes uploads only, no paths.');
});
