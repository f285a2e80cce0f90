import type { Page } from '@playwright/test';
import { ledgerIn } from './ledger.ts';

/** The history: the list of runs, and the page of one. */
export function runsOf(page: Page) {
  const main = page.getByRole('main');
  const list = page.getByRole('grid', { name: 'Runs' });
  return {
    list,
    rows: list.getByRole('row').filter({ has: page.getByRole('rowheader') }),
    row: (file: string) => list.getByRole('row', { name: new RegExp(`^${file}`) }),
    find: page.getByRole('searchbox', { name: 'Find in runs' }),
    main,
    panel: (title: string | RegExp) => page.getByRole('region', { name: title }),
    ledger: ledgerIn(main),
    choose: async (label: 'End' | 'Table', option: string): Promise<void> => {
      await page.getByRole('button', { name: new RegExp(`^${label}: `) }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    },
  };
}
