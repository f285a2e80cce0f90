import { expect, it } from 'vitest';
import { parseBenchOptions } from './bench-options.ts';
import { CASE_NAMES } from './case-names.ts';
import { UsageError } from './usage-error.ts';

const refusal = (...args: string[]): string => {
  try {
    parseBenchOptions(args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
  }
  return 'accepted';
};

it('runs all but the large cases, five rounds, on the built-in server', () => {
  expect(parseBenchOptions([])).toMatchObject({
    server: { kind: 'embedded' },
    only: CASE_NAMES.filter((name) => name !== 'large' && name !== 'backup-large'),
    rounds: 5,
    rows: 2_000_000,
    json: false,
  });
  expect(parseBenchOptions(['--large'])?.only).toEqual(CASE_NAMES);
});

it('takes cases, a server, rounds and rows', () => {
  expect(parseBenchOptions(['--only', 'wide,clean', '--server', 'debian', '--rounds', '7', '--json'])).toMatchObject({
    server: { kind: 'debian' },
    only: ['clean', 'wide'],
    rounds: 7,
    json: true,
  });
  expect(parseBenchOptions(['--to', 'postgres://ana@db/hr'])?.server).toEqual({
    kind: 'url',
    url: 'postgres://ana@db/hr',
  });
  expect(parseBenchOptions(['--help'])).toBeNull();
});

it('says in a sentence what is wrong with an option', () => {
  expect(refusal('--only', 'clean,fast')).toMatch(/^There is no case fast: --only takes clean, .*\.$/);
  expect(refusal('--server', 'oracle')).toBe('There is no server oracle: --server takes embedded or debian.');
  expect(refusal('--rounds', '0')).toBe('--rounds takes a whole number from 1 on.');
  expect(refusal('--rows', 'many')).toBe('--rows takes a whole number from 1 on.');
  expect(refusal('--server', 'debian', '--to', 'x')).toBe('Give --server or --to, not both.');
  expect(refusal('--fast')).toMatch(/^Unknown option '--fast'.* See --help\.$/);
  expect(refusal('stray')).toMatch(/See --help\.$/);
});
