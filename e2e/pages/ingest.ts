import { expect, type Page } from '@playwright/test';
import { shellOf } from './shell.ts';

/** The screen of the REST service. */
export function ingestOf(page: Page) {
  const main = page.getByRole('main');
  const dialog = page.getByRole('dialog');
  return {
    main,
    dialog,
    start: main.getByRole('button', { name: /^Start the service/ }),
    stop: main.getByRole('button', { name: 'Stop', exact: true }),
    address: main.getByRole('region', { name: 'Address' }).locator('code').first(),
    gauges: main.getByRole('region', { name: 'At this moment' }),
    requests: main.getByRole('grid', { name: 'Last requests' }),
    keys: main.getByRole('grid', { name: 'Keys' }),
    curl: main.getByRole('region', { name: 'Copy as curl' }),
    revoke: (name: string) => main.getByRole('button', { name: `Revoke ${name}` }),

    open: async (): Promise<void> => {
      await shellOf(page).goTo('REST');
    },

    /** Makes a key and returns it. */
    makeKey: async (name: string): Promise<string> => {
      await main.getByRole('button', { name: 'Make a key' }).click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
      await dialog.getByRole('button', { name: 'Make the key' }).click();
      await expect(dialog).toContainText('not shown again');
      return dialog.locator('code').innerText();
    },
  };
}
