import { test } from '@playwright/test';
import { electronAbsence } from './electron.ts';

// Stands for all specs of the project `electron` where they cannot run, so that the count tells of them.
test('the same specs in Electron', () => {
  test.skip(true, electronAbsence() ?? 'not skipped');
});
