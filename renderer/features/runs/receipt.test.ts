import { expect, test } from 'vitest';
import { failedRun, run } from '../../states/run-fixtures.ts';
import { receiptOf } from './receipt.ts';

test('a receipt holds the ledger, the reasons, the options and the digest', () => {
  const receipt = receiptOf({ ...run, startedAt: '2026-11-22T19:42:07Z' }, 'Europe/Madrid');
  expect(receipt).toContain('hired_employees.csv to public.hired_employees on hr_warehouse');
  expect(receipt).toContain('Started       22 Nov 2026 20:42:07 CET');
  expect(receipt).toContain(
    [
      'Rows            1,999 read',
      '              = 1,929 inserted',
      '              +     0 updated',
      '              +     0 skipped',
      '              +    70 rejected',
      'Server        counted 1,929',
    ].join('\n'),
  );
  expect(receipt).toContain('Rejected      54 fields.tooFew: The row has 4 fields; the table takes 5.');
  expect(receipt).toContain('              16 required: job_id is empty. The dictionary requires it.');
  expect(receipt).toContain('SHA-256       cdf577a066321efb5410ef94a78e5398e5fd9271157d8455dd605650e62d4c2d');
  expect(receipt).toContain('Bad rows      Keep good rows; stop at 10 % rejects');
});

test('the receipt of a failure says that nothing is in the table', () => {
  const receipt = receiptOf(failedRun, 'UTC');
  expect(receipt).toContain('End           Failed. The server closed the connection.');
  expect(receipt).toContain('= ' + '     0 inserted');
  expect(receipt).toContain('+ 41,200 rolled back');
});
