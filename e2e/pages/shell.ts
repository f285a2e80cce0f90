import { expect, type Page } from '@playwright/test';

export type Section = 'Tables' | 'Import' | 'Rejects' | 'Runs' | 'Backups' | 'REST' | 'Settings';

/** What stands around every screen: the rail, the status bar, the palette, and files that are dropped on the window. */
export function shellOf(page: Page) {
  const rail = page.getByRole('navigation', { name: 'Sections' });
  const section = (name: Section) => rail.getByRole('link', { name: new RegExp(`^${name}`) });
  const title = page.getByRole('heading', { level: 1 });
  return {
    rail,
    section,
    title,
    /** The connection that the window is on; opens the list of all. */
    plate: rail.getByRole('button'),
    status: page.getByRole('contentinfo'),
    faults: page.getByRole('alert'),
    palette: page.getByRole('dialog', { name: 'Commands' }),

    goTo: async (name: Section): Promise<void> => {
      await section(name).click();
      await expect(title).toHaveText(name);
    },

    /** Drops files of this disk on the window, as a file manager does. */
    dropFiles: async (paths: readonly string[]): Promise<void> => {
      const drag = await dragFiles(page, paths);
      await drag.drop();
    },

    /** Chooses files in the dialog that something opens. */
    chooseFiles: async (paths: readonly string[], open: () => Promise<void>): Promise<void> => {
      const [dialog] = await Promise.all([page.waitForEvent('filechooser'), open()]);
      await dialog.setFiles([...paths]);
    },
  };
}

/** A drag of files that has come over the window and was not let go yet. */
export interface FileDrag {
  drop(): Promise<void>;
  leave(): Promise<void>;
}

/** Brings files over the window; the browser makes the events and their DataTransfer, as for a drag of the system. */
export async function dragFiles(page: Page, paths: readonly string[]): Promise<FileDrag> {
  const session = await page.context().newCDPSession(page);
  const at = { x: 640, y: 400 };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const send = (type: 'dragEnter' | 'dragOver' | 'drop' | 'dragCancel') =>
    session.send('Input.dispatchDragEvent', { type, ...at, data });
  await send('dragEnter');
  await send('dragOver');
  const end = async (type: 'drop' | 'dragCancel'): Promise<void> => {
    await send(type);
    await session.detach();
  };
  return { drop: () => end('drop'), leave: () => end('dragCancel') };
}
