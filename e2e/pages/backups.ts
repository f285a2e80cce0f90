import { expect, type Page } from '@playwright/test';
import { shellOf } from './shell.ts';

/** The backups: their list, and what is planned, done and told beside it. */
export function backupsOf(page: Page) {
  const list = page.getByRole('grid', { name: 'Backups' });
  const rows = list.getByRole('row').filter({ has: page.getByRole('rowheader') });
  const pane = page.getByRole('complementary');
  const button = (name: string | RegExp) => pane.getByRole('button', { name });
  return {
    list,
    rows,
    row: (table: string) => list.getByRole('row', { name: new RegExp(`^${table}\\b`) }),
    find: page.getByRole('searchbox', { name: 'Find in backups' }),
    backUpNow: page.getByRole('button', { name: 'Back up now' }),
    main: page.getByRole('main'),
    /** What stands beside the list: a plan, work, or what came of it. */
    pane,
    button,
    /** A table that could be backed up. */
    table: (name: string) => pane.getByRole('checkbox', { name }),
    /** The one button of a restore. */
    restore: button(/^(?:Replace|Append|Restore) /),
    newName: pane.getByRole('textbox', { name: 'Name of the new table' }),
    dialog: page.getByRole('alertdialog'),

    /** Backs up all tables, from wherever the window is. */
    backUpAll: async (): Promise<void> => {
      await shellOf(page).goTo('Backups');
      await page.getByRole('button', { name: 'Back up now' }).click();
      await button(/^Back up \d+ tables?/).click();
      await expect(pane.getByRole('heading', { name: /^Backed up/ })).toBeVisible();
    },

    /** Chooses the way of a restore; what is pressed is its word, the circle before it is drawn. */
    chooseMode: async (mode: 'Replace' | 'Append missing' | 'Into a new table'): Promise<void> => {
      await pane.getByRole('radiogroup', { name: 'How' }).getByText(mode, { exact: true }).click();
    },

    /** Waits until work is done, and tells how. */
    untilDone: async (title: string | RegExp): Promise<void> => {
      await expect(pane.getByRole('heading', { name: title })).toBeVisible();
    },

    close: async (): Promise<void> => {
      await button('Close').click();
      await expect(pane).toBeHidden();
    },

    /** Leaves what came of some work; what it was about stands beside the list again. */
    dismiss: async (title: string | RegExp): Promise<void> => {
      await button('Close').click();
      await expect(pane.getByRole('heading', { name: title })).toBeVisible();
    },

    choose: async (entry: string | RegExp): Promise<void> => {
      await button('More').click();
      await page.getByRole('menuitem', { name: entry }).click();
    },
  };
}
