import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * Everything serious that axe finds, in light and in dark; as `rule: what is so: where`.
 * @param without selectors of what axe misjudges
 */
export async function faultsOf(page: Page, without: readonly string[] = []): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Nobody reads what passed, and there are no frames whose findings were to be put together in a page of their own.
    const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
    axe.exclude([...without]);
    // In the dark nothing else is another than in the light.
    if (colorScheme === 'dark') axe.withRules('color-contrast');
    const { violations } = await axe.analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    for (const { id, nodes } of serious) {
      const told = nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`);
      found.push(...told.map((words) => `${colorScheme} ${id}: ${words}`));
    }
  }
  return found;
}
