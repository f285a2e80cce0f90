import { readFile } from 'node:fs/promises';
import { type Download, type Page } from '@playwright/test';

/** What the browser saved. */
interface SavedFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** Where it lies for now. */
  readonly path: string;
}

/** Rows that did not go in. */
export function rejectsOf(page: Page) {
  const facet = (title: 'Reason' | 'Column') => page.getByRole('region', { name: title, exact: true });
  const grid = page.getByRole('grid');
  return {
    main: page.getByRole('main'),
    find: page.getByRole('searchbox', { name: 'Find in rejects' }),
    facet,
    /** A line of a facet, with its count. */
    choice: (title: 'Reason' | 'Column', label: string) =>
      facet(title).getByRole('button', { name: new RegExp(`^${label}`) }),
    grid,
    rows: grid.getByRole('row'),
    /** The reject in hand, in full. */
    detail: page.getByRole('region', { name: /^Record / }),
    run: page.getByRole('button', { name: /^Run: / }),
    /** Exports, and hands over what the browser saved. */
    export: async (format: RegExp): Promise<SavedFile> => {
      await page.getByRole('button', { name: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: format }).click(),
      ]);
      return saved(download);
    },
  };
}

async function saved(download: Download): Promise<SavedFile> {
  const path = await download.path();
  return { name: download.suggestedFilename(), bytes: await readFile(path), path };
}
