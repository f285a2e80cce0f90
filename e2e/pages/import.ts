import { expect, type Locator, type Page } from '@playwright/test';
import { ledgerIn } from './ledger.ts';

/** Files on their way into tables. */
export function importOf(page: Page) {
  const main = page.getByRole('main');
  const batch = page.getByRole('complementary', { name: 'Batch' });
  const file = (name: string) => batch.getByRole('listitem').filter({ hasText: name });
  const steps = page.getByRole('list', { name: 'Steps' });
  const next = page.getByRole('region', { name: 'Next' });
  const load = next.getByRole('button', { name: /^(Load|Replace) / });
  const chip = (label: string) => page.getByRole('button', { name: new RegExp(`^${label}: `) });
  return {
    main,
    batch,
    /** Every file of the batch, in the order in which they go in. */
    files: batch.getByRole('list').getByRole('listitem'),
    file,
    show: async (name: string): Promise<void> => {
      await file(name).getByRole('button').first().click();
      await expect(page.getByRole('region', { name, exact: true })).toBeVisible();
    },
    /** The panel of the file in view. */
    panel: (name: string) => page.getByRole('region', { name, exact: true }),
    chip,
    /** Opens a chip and chooses. */
    choose: async (label: string, option: string | RegExp): Promise<void> => {
      await chip(label).click();
      await page.getByRole('option', { name: option }).click();
    },
    /** Opens a chip and writes what its list does not have. */
    write: async (label: string, text: string): Promise<void> => {
      await chip(label).last().click();
      const entry = page.getByRole('dialog', { name: label, exact: true });
      await entry.getByRole('textbox').fill(text);
      await entry.getByRole('textbox').press('Enter');
      await expect(entry).toBeHidden();
    },
    /** The head of a column: says what fills it, and opens what can be said of that. */
    fill: (column: string) => page.getByRole('button', { name: new RegExp(`^What fills ${column}: `) }),
    /** What is open under the head of a column. */
    filling: (column: string) => page.getByRole('dialog', { name: `What fills ${column}`, exact: true }),
    tab: (name: RegExp) => page.getByRole('tab', { name }),
    /** What is known of each column of a file, in its tab; a line by the name of its column. */
    profile: (name: string) => page.getByRole('table', { name: `Columns of ${name}` }),
    grid: page.getByRole('grid'),
    row: (record: number) =>
      page
        .getByRole('grid')
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: String(record), exact: true }) }),
    steps,
    next,
    load,
    cancel: next.getByRole('button', { name: 'Cancel' }),
    check: next.getByRole('button', { name: /^Check / }),
    ledger: ledgerIn(main),
    results: main.getByRole('table'),
    /** The line of a file in the table of results. */
    result: (name: string): Locator => main.getByRole('table').getByRole('row', { name: new RegExp(`^${name}`) }),
    /** Plans anew what did not go in. */
    again: next.getByRole('button', { name: 'Check again' }),
    /** Waits for the check of the whole batch to end. */
    untilChecked: async (): Promise<void> => {
      await expect(load).toBeVisible({ timeout: 60_000 });
    },
    untilLoaded: async (): Promise<void> => {
      await expect(steps.getByRole('listitem').last()).toHaveText(/Load, (done|ended)$/, { timeout: 60_000 });
    },
  };
}
