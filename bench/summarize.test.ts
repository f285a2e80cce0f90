import { describe, expect, it } from 'vitest';
import type { CaseResult } from './run-case.ts';
import { median, mediansOf, pairedRatio } from './summarize.ts';
import { judgeTargets } from './targets.ts';

describe('medians', () => {
  it('are the middle, the mean of the middle two, or nothing', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 9])).toBe(3);
    expect(median([])).toBeNull();
  });

  it('of runs leave out what could not be measured', () => {
    const runs = [
      { wallMs: 10, cpuMs: 4, serverCpuMs: 7, peakBytes: null, fileBytes: null },
      { wallMs: 30, cpuMs: null, serverCpuMs: 9, peakBytes: null, fileBytes: null },
    ];
    expect(mediansOf(runs)).toEqual({ wallMs: 20, cpuMs: 4, serverCpuMs: 8, peakBytes: null, fileBytes: null });
  });
});

describe('ratios', () => {
  it('compare runs of the same round', () => {
    // The machine took three times as long in the second round, for both.
    expect(pairedRatio([50, 150, 60], [100, 300, 100])).toBe(0.5);
  });

  it('leave out a round in which one is void, and are none where no round is left', () => {
    expect(pairedRatio([50, null, 90], [100, 300, null])).toBe(0.5);
    expect(pairedRatio([null], [100])).toBeNull();
    expect(pairedRatio([], [])).toBeNull();
  });
});

const run = (wallMs: number, peakBytes = 100e6) => ({
  wallMs,
  cpuMs: wallMs / 2,
  serverCpuMs: wallMs,
  peakBytes,
  fileBytes: null,
});
const caseOf = (name: CaseResult['name'], walls: Readonly<Record<string, number>>, rows = 2e6): CaseResult => ({
  name,
  what: name,
  rows,
  bytes: 95e6,
  contenders: Object.entries(walls).map(([who, wall]) => ({ name: who, missing: null, runs: [run(wall)], wrong: [] })),
});
const judged = (results: readonly CaseResult[], what: string) =>
  judgeTargets(results).find((target) => target.what.startsWith(what));

describe('targets', () => {
  it('are met up to the figure, and not beyond', () => {
    const clean = (wall: number) => [caseOf('clean', { Sluice: wall, 'psql \\copy': 1000 })];
    expect(judged(clean(750), 'clean, against')).toMatchObject({ reached: 0.75, met: true });
    expect(judged(clean(751), 'clean, against')).toMatchObject({ met: false });
    expect(judged(clean(10), 'clean, times faster')).toMatchObject({ reached: null, met: null });
  });

  it('that ask for more are met from the figure on', () => {
    const small = (wall: number) => [caseOf('pgloader-bad', { Sluice: wall, pgloader: 70_000 }, 100_000)];
    expect(judged(small(700), '1 % bad of 100,000')).toMatchObject({ reached: 100, met: true });
    expect(judged(small(1400), '1 % bad of 100,000')).toMatchObject({ reached: 50, met: false });
    // 95 MB in 0.4 s of CPU time.
    const check = [caseOf('check', { 'Sluice, check alone': 800 })];
    expect(judged(check, 'check without load')).toMatchObject({ reached: 237.5, met: true });
  });

  it('compare a long load with the usual one', () => {
    const results = [caseOf('clean', { Sluice: 2000 }), caseOf('large', { Sluice: 25_000 }, 20e6)];
    expect(judged(results, 'rows/s of ten times')).toMatchObject({ reached: 0.8, met: false });
    expect(judged(results, 'peak memory of ten times')).toMatchObject({ reached: 1, met: true });
  });
});
