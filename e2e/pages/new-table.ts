import type { Page } from '@playwright/test';

/** A table made of a file, in the place of the file's rows. */
export function newTableOf(page: Page) {
  const columns = page.getByRole('table', { name: 'Columns of the new table' });
  const row = (field: string) => columns.getByRole('row', { name: new RegExp(`^${field}`) });
  return {
    create: page.getByRole('button', { name: 'Create a table from this file' }),
    columns,
    row,
    name: page.getByRole('textbox', { name: 'New table' }),
    columnName: (field: string) => page.getByRole('textbox', { name: `Name of ${field}` }),
    type: (field: string) => page.getByRole('button', { name: new RegExp(`^Type of ${field}: `) }),
    chooseType: async (field: string, type: string | RegExp): Promise<void> => {
      await page.getByRole('button', { name: new RegExp(`^Type of ${field}: `) }).click();
      await page.getByRole('option', { name: type }).click();
    },
    tab: (name: RegExp) => page.getByRole('tab', { name }),
    statement: page.getByRole('textbox', { name: 'Statement that creates the table' }),
    backToColumns: page.getByRole('button', { name: 'Go back to the columns' }),
    use: page.getByRole('button', { name: /^Use / }),
    key: (field: string) => columns.getByRole('cell', { name: `${field} key` }).locator('label'),
    back: page.getByRole('button', { name: 'Back', exact: true }),
    cancel: page.getByRole('button', { name: 'Cancel' }),
  };
}
