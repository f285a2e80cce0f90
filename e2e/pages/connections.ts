import { expect, type Page } from '@playwright/test';
import { shellOf } from './shell.ts';

/** Where one can be connected: the first start, the saved connections, the form of one, the question for a password. */
export function connectionsOf(page: Page) {
  const useBuiltIn = page.getByRole('button', { name: 'Use the built-in database' });
  const form = {
    url: page.getByRole('textbox', { name: 'Address as a URL' }),
    field: (name: 'Host' | 'Port' | 'Database' | 'Schema' | 'User' | 'Password' | 'Name' | 'CA file') =>
      page.getByRole('textbox', { name, exact: true }),
    tls: page.getByRole('radiogroup', { name: 'TLS' }),
    environment: page.getByRole('radiogroup', { name: 'Environment' }),
    test: page.getByRole('button', { name: 'Test', exact: true }),
    /** What a test found out. */
    report: page.getByRole('region', { name: 'Test' }),
    save: page.getByRole('button', { name: 'Save and connect' }),
    cancel: page.getByRole('button', { name: 'Cancel' }),
  };
  return {
    useBuiltIn,
    connect: page.getByRole('button', { name: 'Connect to Postgres' }),
    list: page.getByRole('table'),
    row: (name: string) => page.getByRole('row', { name: new RegExp(name) }),
    form,
    /** Asked once in each session. */
    password: page.getByLabel('Password'),
    submitPassword: page.getByRole('button', { name: 'Connect', exact: true }),

    /** On the built-in database, whether it was chosen before or not. */
    enter: async (): Promise<void> => {
      const { section } = shellOf(page);
      await expect(useBuiltIn.or(section('Tables'))).toBeVisible({ timeout: 60_000 });
      if (await useBuiltIn.isVisible()) await useBuiltIn.click();
      await expect(section('Tables')).toHaveText(/\d/, { timeout: 60_000 });
    },
  };
}
