import { expect, type Page } from '@playwright/test';
import { shellOf } from './shell.ts';

/** The schedules above the list of backups, and the pane in which one is made or changed. */
export function schedulesOf(page: Page) {
  const strip = page.getByRole('region', { name: 'Schedules' });
  const pane = page.getByRole('complementary');
  const field = (name: string) => pane.getByRole('textbox', { name, exact: true });
  return {
    strip,
    pane,
    field,
    button: (name: string | RegExp) => pane.getByRole('button', { name }),
    runNow: (name: string) => strip.getByRole('button', { name: `Run ${name} now` }),
    pause: (name: string) => strip.getByRole('button', { name: `Pause ${name}` }),
    resume: (name: string) => strip.getByRole('button', { name: `Resume ${name}` }),

    /** Opens the pane of a new schedule, from wherever the window is. */
    make: async (): Promise<void> => {
      await shellOf(page).goTo('Backups');
      await page.getByRole('button', { name: 'Schedule', exact: true }).click();
      await expect(pane.getByRole('heading', { name: 'Back up by schedule' })).toBeVisible();
    },

    /** What is pressed is the word; the circle before it is drawn. */
    chooseKind: async (kind: 'Daily' | 'Weekly' | 'Monthly' | 'Cron'): Promise<void> => {
      await pane.getByRole('radiogroup', { name: 'When' }).getByText(kind, { exact: true }).click();
    },

    change: async (name: string): Promise<void> => {
      await strip
        .getByRole('button', { name: `Change ${name}` })
        .or(strip.getByRole('link', { name: `Change ${name}` }))
        .click();
      await expect(pane.getByRole('heading', { name: `Change ${name}` })).toBeVisible();
    },

    keep: async (): Promise<void> => {
      await pane.getByRole('button', { name: /^Keep/ }).click();
      await expect(pane).toBeHidden();
    },
  };
}
