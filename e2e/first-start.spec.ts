import { connectionsOf } from './pages/connections.ts';
import { shellOf } from './pages/shell.ts';
import { tablesOf } from './pages/tables.ts';
import { expect, test } from './test.ts';

test.use({ house: 'first start' });

test('the first start offers two ways to a database, and one click leads to its tables', async ({ page }) => {
  const { useBuiltIn, connect } = connectionsOf(page);
  const { rail, section, title, status } = shellOf(page);
  await expect(page).toHaveTitle(/Sluice/);
  await expect(useBuiltIn).toBeVisible();
  await expect(connect).toBeVisible();
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(2);
  // Without a database there is nothing to go to but the settings.
  await expect(rail.getByRole('link')).toHaveText(['Settings']);
  await expect(status).toContainText('No connection');

  await useBuiltIn.click();
  await expect(title).toHaveText('Tables', { timeout: 20_000 });
  await expect(page.getByRole('main')).toContainText('Drop a file, or create a table from one.');
  await expect(section('Tables')).toHaveText('Tables0');
  await expect(status).toContainText(/PostgreSQL 18\.\d+, local socket/);
});

test('the second start is on the same database at once', async ({ page }) => {
  await expect(shellOf(page).title).toHaveText('Tables', { timeout: 20_000 });
  await expect(tablesOf(page).importFiles).toBeVisible();
  await expect(shellOf(page).plate).toContainText('Built-in database');
});

test('a restart of the app leads back to the same database', async ({ sluice }) => {
  await sluice.restart();
  const page = await sluice.openWindow();
  await expect(shellOf(page).title).toHaveText('Tables', { timeout: 20_000 });
  await expect(shellOf(page).status).toContainText('PostgreSQL 18');
});
