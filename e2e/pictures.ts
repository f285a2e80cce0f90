import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';

/** Folder for pictures of the screens, which are taken only on demand: `SLUICE_SHOTS=/some/folder playwright test e2e/look`. */
const folder = process.env['SLUICE_SHOTS'];

/** Why no pictures are taken; null: they are. */
export const picturesAbsence = folder === undefined ? 'SLUICE_SHOTS names no folder for pictures' : null;

const sizes = [
  { width: 1280, height: 800 },
  { width: 1024, height: 700 },
] as const;

/** Takes the screen as it is now: both sizes, light and dark. */
export async function take(page: Page, name: string): Promise<void> {
  const place = resolve(folder ?? '.');
  await mkdir(place, { recursive: true });
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(place, `${name}-${size.width}-${colorScheme}.png`), animations: 'disabled' });
    }
  }
  await page.setViewportSize(sizes[0]);
  await page.emulateMedia({ colorScheme: 'light' });
}
