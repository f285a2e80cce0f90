import type { Page } from '@playwright/test';
import { countRows, dropTables } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { shellOf } from './pages/shell.ts';
import { tablesOf } from './pages/tables.ts';
import { samples, wrongOrder } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'keyboard' });

test.beforeEach(async ({ page, sluice }) => {
  await connectionsOf(page).enter();
  await dropTables(sluice.home);
});

/** What has the focus, as it is called; null where nothing has it. */
const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return name.replaceAll(/\s+/g, ' ').trim();
  });

/** Presses Tab until the focus has gone round, and tells where it was, from the beginning of the page on. */
async function tabRound(page: Page): Promise<readonly string[]> {
  const seen: string[] = [];
  let rounds = 0;
  for (let presses = 0; presses < 120 && rounds < 2; presses += 1) {
    await page.keyboard.press('Tab');
    const name = await focused(page);
    // Between the last place and the first one the focus leaves the page.
    if (name === null) rounds += 1;
    else if (rounds === 1) seen.push(name);
  }
  return seen;
}

test('Ctrl K finds a command by a part of its name, Enter does it, Escape leaves', async ({ page }) => {
  const { palette, title } = shellOf(page);
  await page.keyboard.press('Control+k');
  await expect(palette).toBeVisible();
  await page.keyboard.type('sett');
  await expect(palette.getByRole('menuitem')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
  await expect(title).toHaveText('Settings');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('nothing of the kind');
  await expect(palette).toContainText('Nothing is called that.');
  await page.keyboard.press('Escape');
  if (await palette.isVisible()) await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
  await expect(title).toHaveText('Settings');
});

test('a batch goes from the dialog to the table without a pointer', async ({ page, sluice, host }) => {
  test.skip(host === 'electron', 'the dialog is one of the system there');
  const screen = importOf(page);
  const shell = shellOf(page);
  await shell.chooseFiles(wrongOrder, () => page.keyboard.press('Control+o'));
  await expect(shell.title).toHaveText('Import');
  await screen.untilChecked();
  await page.keyboard.press('Control+Enter');
  await screen.untilLoaded();
  expect(await countRows(sluice.home, 'hired_employees')).toBe(577);
});

test('Escape cancels nothing that is not on, and Ctrl F finds where there is something to find', async ({ page }) => {
  const tables = tablesOf(page);
  await page.keyboard.press('Control+f');
  await expect(tables.filter).toBeFocused();
  await page.keyboard.press('Escape');
  await shellOf(page).goTo('Runs');
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('searchbox', { name: 'Find in runs' })).toBeFocused();
});

test('Tab reaches everything on the import, and the focus shows', async ({ page }) => {
  const screen = importOf(page);
  await shellOf(page).dropFiles([samples.departments, samples.employees, samples.jobs]);
  await screen.untilChecked();
  await screen.show('hired_employees.csv');
  const stops = await tabRound(page);
  const text = stops.join('\n');
  for (const wanted of [
    /^Built-in database/m,
    /^Tables/m,
    /^Import$/m,
    /^Rejects/m,
    /^Runs$/m,
    /^Settings$/m,
    /^Add files$/m,
    /^departments\.csv/m,
    /^Take departments\.csv out of the batch$/m,
    /^jobs\.csv/m,
    /^hired_employees\.csv.*23 rejected/m,
    /^Existing rows: Insert only$/m,
    /^If some rows are bad: Keep good rows$/m,
    /^Stop at: No limit$/m,
    /^To: hired_employees$/m,
    /^Delimiter: comma$/m,
    /^Quote: "$/m,
    /^Header: none$/m,
    /^Null: empty$/m,
    /^Sample$/m,
    /^hired_employees\.csv$/m,
    /^Load \d+ rows/m,
    /^Commands$/m,
  ]) {
    expect(text).toMatch(wanted);
  }
  // The order is the one in which it is read: the rail, the batch, the file, the one button.
  const at = (wanted: RegExp): number => stops.findIndex((stop) => wanted.test(stop));
  expect(at(/^Import$/)).toBeLessThan(at(/^Add files$/));
  expect(at(/^Add files$/)).toBeLessThan(at(/^To: /));
  expect(at(/^To: /)).toBeLessThan(at(/^Sample$/));
  expect(at(/^Sample$/)).toBeLessThan(at(/^Load /));
  expect(at(/^Load /)).toBeLessThan(at(/^Commands$/));

  // And back again, over the same places.
  const back: (string | null)[] = [];
  for (const _ of stops) {
    await page.keyboard.press('Shift+Tab');
    back.push(await focused(page));
  }
  expect(back).toEqual(stops.toReversed());

  await screen.load.focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(screen.load).toBeFocused();
  const ring = await screen.load.evaluate((element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return outlineStyle !== 'none' && outlineWidth !== '0px' ? 'outline' : boxShadow === 'none' ? 'none' : 'shadow';
  });
  expect(ring).not.toBe('none');
});

test('a chip opens, moves and chooses by keys', async ({ page }) => {
  const screen = importOf(page);
  await shellOf(page).dropFiles([samples.departments]);
  await screen.untilChecked();
  await screen.chip('Existing rows').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: /^Skip what is there/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(screen.chip('Existing rows')).toHaveAccessibleName('Existing rows: Skip what is there');
  await expect(screen.chip('Existing rows')).toBeFocused();
});
