import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import type { SluiceOptions } from './e2e/test.ts';
import { electronAbsence } from './e2e/electron.ts';

// The same specs twice: against the headless host in a browser, and in Electron where there is a binary.
export default defineConfig<object, SluiceOptions>({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Each worker has an app, a database and a browser of its own, and more than two of them only wait for one another.
  workers: Math.min(2, availableParallelism()),
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  // Specs run beside each other, on machines that do other things besides: a limit only ends what hangs.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  // A trace costs a third of the time: PWTRACE=1 asks for those of the tests that fail.
  use: {
    trace: process.env['PWTRACE'] === '1' ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    viewport: { width: 1280, height: 800 },
  },
  projects: [
    { name: 'browser', testMatch: '*.spec.ts', use: { host: 'headless' } },
    {
      name: 'electron',
      testMatch: electronAbsence() === null ? '*.spec.ts' : 'electron-absent.ts',
      use: { host: 'electron' },
    },
  ],
});
