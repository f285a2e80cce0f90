import { readFile } from 'node:fs/promises';
import { type Download, type Page } from '@playwright/test';

/** What the browser saved. */
interface SavedFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** Where it lies for now. */
  readonly path: string;
}

type FacetTitle = 'Reason' | 'Column' | 'State' | 'Run';

/** Rows that did not go in. */
export function rejectsOf(page: Page) {
  const facet = (title: FacetTitle) => page.getByRole('region', { name: title, exact: true });
  const grid = page.getByRole('grid');
  const row = (record: number) =>
    grid
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: record.toLocaleString('en-US'), exact: true }) });
  const heads = () => grid.getByRole('columnheader').allTextContents();
  const bar = page.getByRole('group', { name: /^Fix all / });
  const detail = page.getByRole('region', { name: /^Record / });
  return {
    row,
    /** The cell of a record under a head. */
    cell: async (record: number, head: string) =>
      row(record).locator(`[aria-colindex="${(await heads()).indexOf(head) + 1}"]`),
    /** The cell in hand. */
    active: grid.locator('[data-active="true"]'),
    /** What is typed into a cell. */
    editor: grid.getByRole('textbox'),
    /** What is said of it below. */
    verdict: page.locator('[id$="-verdict"]'),
    undo: page.getByRole('button', { name: /^Undo/ }),
    redo: page.getByRole('button', { name: /^Redo/ }),
    replay: page.getByRole('button', { name: /^Replay .*fixed rows?$/ }),
    /** One fix for all that are shown. */
    bar,
    fix: async (kind: string): Promise<void> => {
      await bar.getByRole('button', { name: /^Fix: / }).click();
      await page.getByRole('option', { name: kind }).click();
    },
    preview: page.getByRole('dialog', { name: 'What the fix would do' }),
    openPreview: bar.getByRole('button', { name: 'Preview' }),
    /** How the last replay went. */
    replayed: page.getByRole('region', { name: 'Replay' }),
    sent: detail.getByLabel('As it will be sent'),
    main: page.getByRole('main'),
    find: page.getByRole('searchbox', { name: 'Find in rejects' }),
    facet,
    /** A line of a facet, with its count. */
    choice: (title: FacetTitle, label: string) => facet(title).getByRole('button', { name: new RegExp(`^${label}`) }),
    grid,
    rows: grid.getByRole('row'),
    /** The reject in hand, in full. */
    detail,
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
