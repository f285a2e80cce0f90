import { test as base } from '@playwright/test';
import { startInBrowser, startInElectron, type Sluice } from './host.ts';

/** What a project or a spec file may choose. */
export interface SluiceOptions {
  /** Set by the project. */
  host: 'headless' | 'electron';
  /**
   * Spec files with the same name share an app and its data, one after the other. A file that needs the app as it is
   * at its very first start says `test.use({ house: 'its own name' })`.
   */
  house: string;
}

interface SluiceFixtures {
  /** The running app, one for all tests of a house. */
  sluice: Sluice;
}

/** Playwright's `test` with `page` as a window of the running app. */
export const test = base.extend<object, SluiceOptions & SluiceFixtures>({
  host: ['headless', { scope: 'worker', option: true }],
  house: ['shared', { scope: 'worker', option: true }],
  sluice: [
    // The house is named so that Playwright starts a worker, and with it an app, for each.
    async ({ host, house: _house, playwright }, use) => {
      const sluice = await (host === 'electron' ? startInElectron(playwright) : startInBrowser(playwright));
      await use(sluice);
      await sluice.close();
    },
    { scope: 'worker' },
  ],
  page: async ({ sluice, host }, use) => {
    const page = await sluice.openWindow();
    await use(page);
    if (host === 'headless') await page.context().close();
  },
});

export { expect } from '@playwright/test';
