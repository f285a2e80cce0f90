import { describe, expect, test } from 'vitest';
import { fault } from '#shared/fault.ts';
import { type Ledger, loadOptionsSchema } from '#shared/load.ts';
import type { RunState } from '#shared/run.ts';
import { summaries } from '../../states/run-fixtures.ts';
import {
  ledgerStateOf,
  limitUse,
  outcomeOf,
  rowsPerSecond,
  showBatch,
  showBytesOf,
  showKeeping,
  showMode,
  showSha,
  showWentIn,
  stepsOf,
} from './run-words.ts';

const someRun = summaries[0]!;
const hires: Ledger = { read: 1999, inserted: 1929, updated: 0, skipped: 0, rejected: 70, marks: [] };
const told = (state: RunState, ledger = hires, kind: 'load' | 'check' = 'load') => ({
  state,
  kind,
  ledger,
  fault: null,
});
const options = loadOptionsSchema.parse({});

describe('the outcome of a run', () => {
  test('counts what is in the table and what is kept', () => {
    expect(outcomeOf(told('loadedWithRejects'))).toBe('1,929 rows are in the table. 70 are kept as rejects.');
    expect(outcomeOf(told('loaded', { ...hires, read: 183, inserted: 183, rejected: 0 }))).toBe(
      '183 rows are in the table.',
    );
    expect(outcomeOf(told('loadedWithRejects', { ...hires, read: 2, inserted: 1, rejected: 1 }))).toBe(
      '1 row is in the table. 1 is kept as rejects.',
    );
  });

  test('names what was updated or skipped', () => {
    const offices = { ...hires, read: 38, inserted: 2, updated: 31, skipped: 5, rejected: 0 };
    expect(outcomeOf(told('loaded', offices))).toBe('2 inserted, 31 updated, 5 skipped.');
  });

  test('says of a check that nothing was written', () => {
    expect(outcomeOf(told('checked', hires, 'check'))).toBe('1,929 fit, 70 rejected. Nothing written.');
    expect(outcomeOf(told('checked', { ...hires, read: 12, inserted: 12, rejected: 0 }, 'check'))).toBe(
      'All 12 rows fit. Nothing written.',
    );
  });

  test('is the sentence of the fault after a failure', () => {
    const gone = fault('postgres.gone').fault;
    expect(outcomeOf({ ...told('failed'), fault: gone })).toBe(gone.sentence);
    expect(outcomeOf(told('cancelled'))).toBe('Rolled back; the table is as it was.');
  });
});

test('each state has its drawing', () => {
  const unbalanced = fault('load.unbalanced', { sent: 1, counted: 2 }).fault;
  expect(
    (['loaded', 'loadedWithRejects', 'checked', 'running', 'failed', 'cancelled', 'unknown'] as const).map((state) =>
      ledgerStateOf(told(state)),
    ),
  ).toEqual(['done', 'done', 'plan', 'running', 'failed', 'failed', 'unsettled']);
  expect(ledgerStateOf({ ...told('failed'), fault: unbalanced })).toBe('unbalanced');
  expect(ledgerStateOf(told('running', hires, 'check'))).toBe('checking');
});

test('what went in is told of what was read, and nothing went in of a failure', () => {
  expect(showWentIn(told('loadedWithRejects'))).toBe('1,929 of 1,999');
  expect(showWentIn(told('failed'))).toBe('0 of 1,999');
  expect(showWentIn(told('checked'))).toBe('1,929 of 1,999 fit');
});

describe('the options of a run', () => {
  test('are said in words', () => {
    expect(showKeeping(options)).toBe('Keep good rows');
    expect(showKeeping({ ...options, maxRejects: { unit: 'percent', value: 10 } })).toBe(
      'Keep good rows; stop at 10 % rejects',
    );
    expect(showKeeping({ ...options, maxRejects: { unit: 'rows', value: 1 } })).toBe(
      'Keep good rows; stop at 1 reject',
    );
    expect(showKeeping({ ...options, allOrNothing: true })).toBe('All or nothing');
  });

  test('set a limit that is used up by rejects', () => {
    expect(limitUse(options, hires)).toBeNull();
    expect(limitUse({ ...options, maxRejects: { unit: 'rows', value: 100 } }, hires)).toEqual({
      used: 70,
      max: 100,
      words: '70 of 100 rows',
    });
    const percent = limitUse({ ...options, maxRejects: { unit: 'percent', value: 10 } }, hires);
    expect(percent?.words).toBe('3.5 % of 10 %');
    expect(percent?.used).toBeCloseTo(3.5, 1);
  });
});

test('the speed is of the whole run, and of none where nothing was read', () => {
  expect(rowsPerSecond({ ledger: hires, elapsedMs: 400 })).toBe(4998);
  expect(rowsPerSecond({ ledger: { ...hires, read: 0 }, elapsedMs: 400 })).toBeNull();
});

test('steps that took no time are left out', () => {
  const timings = { planMs: 20, readMs: 40, checkMs: 70, copyMs: 0, commitMs: 0 };
  expect(stepsOf({ timings, kind: 'check' }).map(({ word, ms }) => `${word} ${ms}`)).toEqual([
    'Read 40',
    'Check 70',
    'Plan 20',
  ]);
});

test('a digest is written in groups, bytes with their unit once', () => {
  expect(showSha('cdf577a066321efb5410ef94')).toBe('cdf577a0 66321efb 5410ef94');
  expect(showBytesOf(2_931_000_000, 4_802_000_000)).toBe('2,931 of 4,802 MB');
  expect(showBytesOf(900, 4_802_000_000)).toBe('900 bytes of 4,802 MB');
  expect(showBytesOf(900, 950)).toBe('900 bytes of 950 bytes');
});

test('a run knows its place in its batch, and names what was loaded before it', () => {
  const run = (table: string) => ({ ...someRun, id: table, table });
  const runs = ['hired_employees', 'jobs', 'departments'].map(run);
  const [hired, , departments] = runs;
  expect(showBatch(hired!, runs)).toBe('File 3 of 3, after departments and jobs');
  expect(showBatch(departments!, runs)).toBe('File 1 of 3');
  expect(showBatch(departments!, [departments!])).toBeNull();
  const many = ['e', 'd', 'c', 'b', 'a'].map(run);
  expect(showBatch(many[0]!, many)).toBe('File 5 of 5, after b, c, d and 1 more');
});

test('what became of rows that were there is told with its columns and counts', () => {
  const run = { options: loadOptionsSchema.parse({}), removed: null, state: 'loaded' } as const;
  expect(showMode(run)).toBe('Insert only');
  expect(showMode({ ...run, options: loadOptionsSchema.parse({ mode: 'upsert', update: ['a', 'b'] }) })).toBe(
    'Update what is there: a, b',
  );
  const replaced = { ...run, options: loadOptionsSchema.parse({ mode: 'replace' }), removed: 1212 };
  expect(showMode(replaced)).toBe('Replace the table; 1,212 rows went');
  expect(showMode({ ...replaced, state: 'checked' })).toBe('Replace the table; 1,212 rows would go');
});
