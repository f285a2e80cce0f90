import { expect, test } from 'vitest';
import { summarizeTests } from './summarize-tests.mjs';

test('every step has its time, every skip its reason, every failure its name, and the last line is the count', () => {
  expect(
    summarizeTests([
      { name: 'types', elapsedMs: 612, outcomes: [{ name: 'types', verdict: 'passed' }] },
      {
        name: 'e2e',
        elapsedMs: 12_340,
        outcomes: [
          { name: 'drops files', verdict: 'passed' },
          { name: 'in Electron', verdict: 'skipped', reason: 'no binary' },
          { name: 'cancels', verdict: 'failed' },
        ],
      },
    ]),
  ).toEqual([
    'types                      0.6 s  1 passed, 0 failed, 0 skipped',
    'e2e                       12.3 s  1 passed, 1 failed, 1 skipped',
    'skipped: in Electron (no binary)',
    'failed: cancels',
    '2 passed, 1 failed, 1 skipped',
  ]);
});
