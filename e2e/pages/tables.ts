import type { Page } from '@playwright/test';

/** The home: the list of tables, and what is known of the chosen one. */
export function tablesOf(page: Page) {
  const list = page.getByRole('grid', { name: /^Tables in schema/ });
  return {
    list,
    row: (table: string) => list.getByRole('row', { name: new RegExp(`^${table}\\b`) }),
    detail: (table: string) => page.getByRole('complementary', { name: table }),
    filter: page.getByRole('searchbox', { name: 'Filter tables' }),
    editDictionary: page.getByRole('link', { name: /^Edit the dictionary/ }),
    fromSchema: page.getByRole('button', { name: 'Table from a schema' }),
    importFiles: page.getByRole('button', { name: 'Import files' }),
    main: page.getByRole('main'),
  };
}
