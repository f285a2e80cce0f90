import { expect, test } from './test.ts';

test('the app opens with its name as the title', async ({ page }) => {
  await expect(page).toHaveTitle(/Sluice/);
});
