import { expect, type Page } from '@playwright/test';

/** The dictionary of a table: its columns, the rules of the chosen one, keys and references. */
export function dictionaryOf(page: Page) {
  const main = page.getByRole('main');
  const columns = main.getByRole('grid', { name: /^Columns of/ });
  const row = (column: string) => columns.getByRole('row', { name: new RegExp(`^${column}\\b`) });
  const panel = page.getByRole('complementary', { name: /^Rules of/ });
  const menu = async (trigger: string, entry: string | RegExp): Promise<void> => {
    await page.getByRole('button', { name: trigger }).click();
    await page.getByRole('menuitem', { name: entry }).click();
  };
  return {
    main,
    columns,
    row,
    /** Everything that is asked of the chosen column. */
    panel,
    rule: (name: string) => panel.getByRole('region', { name }),
    choose: async (column: string): Promise<void> => {
      await row(column).getByRole('rowheader').click();
      await expect(page.getByRole('complementary', { name: `Rules of ${column}` })).toBeVisible();
    },
    addRule: (kind: string) => menu('Add a rule', new RegExp(`^${kind}`)),
    schema: (entry: RegExp) => menu('Schema', entry),
    save: main.getByRole('button', { name: /^Save/ }),
    undo: main.getByRole('button', { name: 'Undo', exact: true }),
    done: main.getByText(/^(Saved|Exported)/),
    drift: main.getByRole('list', { name: 'Where the dictionary does not fit the table' }),
    notes: main.getByRole('region', { name: 'What the schema says and a dictionary cannot hold' }),
    keys: main.getByRole('region', { name: 'Keys' }),
    references: main.getByRole('region', { name: 'References' }),
    create: main.getByRole('button', { name: /^Create table / }),
    sql: main.getByLabel('SQL'),
    reset: page.getByRole('alertdialog'),
  };
}
