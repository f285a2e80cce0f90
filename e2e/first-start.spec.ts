import type { Page } from '@playwright/test';
import { startInBrowser, startInElectron } from './host.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { shellOf } from './pages/shell.ts';
import { tablesOf } from './pages/tables.ts';
import { samples } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'first start' });

/** Notes every title that the window shows from now on. */
async function watchTitles(page: Page): Promise<() => Promise<readonly string[]>> {
  const seen = await page.evaluateHandle(() => {
    const titles: string[] = [];
    const note = (): void => {
      const title = document.querySelector('h1')?.textContent;
      if (title != null && title !== titles.at(-1)) titles.push(title);
    };
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true });
    return titles;
  });
  return () => seen.jsonValue();
}

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

  // Whatever is shown until the tables are there, it is not another screen.
  const titles = await watchTitles(page);
  await useBuiltIn.click();
  await expect(title).toHaveText('Tables', { timeout: 60_000 });
  await expect(page.getByRole('main')).toContainText('Drop a file');
  await expect(section('Tables')).toHaveText('Tables0');
  expect(await titles()).not.toContain('Connections');
  await expect(status).toContainText(/PostgreSQL 18\.\d+, local socket/);
});

test('files that come before there is a database wait for it', async ({ playwright, host }) => {
  const fresh = await (host === 'electron' ? startInElectron(playwright) : startInBrowser(playwright));
  try {
    const page = await fresh.openWindow();
    const { useBuiltIn } = connectionsOf(page);
    await expect(useBuiltIn).toBeVisible();
    await shellOf(page).dropFiles([samples.departments]);
    await useBuiltIn.click();
    const screen = importOf(page);
    await screen.untilChecked();
    await expect(screen.file('departments.csv')).toContainText('10 fit');
  } finally {
    await fresh.close();
  }
});

test('the second window is on the same database at once', async ({ page: first, sluice }) => {
  await connectionsOf(first).enter();
  const page = await sluice.openWindow();
  await expect(shellOf(page).title).toHaveText('Tables', { timeout: 60_000 });
  await expect(tablesOf(page).importFiles).toBeVisible();
  await expect(shellOf(page).plate).toContainText('Built-in database');
});

test('a restart of the app leads back to the same database', async ({ page: first, sluice }) => {
  await connectionsOf(first).enter();
  await sluice.restart();
  const page = await sluice.openWindow();
  await expect(shellOf(page).title).toHaveText('Tables', { timeout: 60_000 });
  await expect(shellOf(page).status).toContainText('PostgreSQL 18');
});
