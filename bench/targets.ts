import type { CaseName } from './case-names.ts';
import type { CaseResult, ContenderResult } from './run-case.ts';
import { mediansOf, pairedRatio } from './summarize.ts';

/** What Sluice is to reach, and what it did. */
export interface TargetResult {
  readonly what: string;
  /** As it is printed: `<= 0.75`. */
  readonly target: string;
  /** Null: what it needs was not run, or is void. */
  readonly reached: number | null;
  readonly met: boolean | null;
}

type Results = readonly CaseResult[];
interface Target {
  readonly what: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly reached: (results: Results) => number | null;
}

const SLUICE = 'Sluice';
const contenderOf = (results: Results, name: CaseName, contender: string): ContenderResult | undefined =>
  results.find((it) => it.name === name)?.contenders.find((it) => it.name === contender);
const validRuns = (results: Results, name: CaseName, contender = SLUICE) =>
  (contenderOf(results, name, contender)?.runs ?? []).filter((run) => run !== null);

/** Sluice's wall time for one of the other's. */
const wallAgainst =
  (name: CaseName, other: string) =>
  (results: Results): number | null => {
    const walls = (contender: string) =>
      (contenderOf(results, name, contender)?.runs ?? []).map((run) => run?.wallMs ?? null);
    return pairedRatio(walls(SLUICE), walls(other));
  };

const timesFaster =
  (name: CaseName, other: string) =>
  (results: Results): number | null => {
    const ratio = wallAgainst(name, other)(results);
    return ratio === null ? null : 1 / ratio;
  };

const peakMegabytes =
  (name: CaseName) =>
  (results: Results): number | null => {
    const { peakBytes } = mediansOf(validRuns(results, name));
    return peakBytes === null ? null : peakBytes / 1e6;
  };

const ratioOf = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one / other;

function rowsPerSecond(results: Results, name: CaseName): number | null {
  const found = results.find((it) => it.name === name);
  const { wallMs } = mediansOf(validRuns(results, name));
  return found === undefined || wallMs === null ? null : found.rows / (wallMs / 1000);
}

function checkedMegabytesPerSecond(results: Results): number | null {
  const found = results.find(({ name }) => name === 'check');
  const { cpuMs } = mediansOf(validRuns(results, 'check', 'Sluice, check alone'));
  return found === undefined || cpuMs === null ? null : found.bytes / 1e6 / (cpuMs / 1000);
}

/** Size of Sluice's file for one of the other's. */
const sizeAgainst =
  (name: CaseName, other: string) =>
  (results: Results): number | null =>
    ratioOf(mediansOf(validRuns(results, name)).fileBytes, mediansOf(validRuns(results, name, other)).fileBytes);

function verifiedMegabytesPerSecond(results: Results): number | null {
  const { wallMs, fileBytes } = mediansOf(validRuns(results, 'verify'));
  return wallMs === null || fileBytes === null ? null : fileBytes / 1e6 / (wallMs / 1000);
}

const TARGETS: readonly Target[] = [
  { what: 'clean, against \\copy', atMost: 0.75, reached: wallAgainst('clean', 'psql \\copy') },
  {
    what: '1 % bad, against \\copy of the clean file',
    atMost: 0.85,
    reached: wallAgainst('bad1', 'psql \\copy, clean file'),
  },
  { what: '50 % bad, against the same', atMost: 1, reached: wallAgainst('bad50', 'psql \\copy, clean file') },
  {
    what: 'references, against \\copy with foreign keys',
    atMost: 0.75,
    reached: wallAgainst('references', 'psql \\copy'),
  },
  {
    what: 'staged: upsert, against \\copy and ON CONFLICT by hand',
    atMost: 0.9,
    reached: wallAgainst('staged', 'psql \\copy + ON CONFLICT'),
  },
  { what: 'wide, against \\copy', atMost: 0.85, reached: wallAgainst('wide', 'psql \\copy') },
  { what: 'check without load, MB/s of one core', atLeast: 200, reached: checkedMegabytesPerSecond },
  { what: 'peak memory, clean, MB', atMost: 200, reached: peakMegabytes('clean') },
  { what: 'peak memory, ten times the rows, MB', atMost: 200, reached: peakMegabytes('large') },
  {
    what: 'peak memory of ten times the rows, against clean',
    atMost: 1.1,
    reached: (results) => ratioOf(peakMegabytes('large')(results), peakMegabytes('clean')(results)),
  },
  {
    what: 'rows/s of ten times the rows, against clean',
    atLeast: 0.9,
    reached: (results) => ratioOf(rowsPerSecond(results, 'large'), rowsPerSecond(results, 'clean')),
  },
  { what: 'clean, times faster than pgloader', atLeast: 8, reached: timesFaster('clean', 'pgloader') },
  {
    what: '1 % bad of 100,000, times faster than pgloader',
    atLeast: 100,
    reached: timesFaster('pgloader-bad', 'pgloader'),
  },
  { what: 'backup, deflate, against pg_dump -Fc', atMost: 0.45, reached: wallAgainst('backup', 'pg_dump -Fc') },
  { what: 'its size, against the same', atMost: 1, reached: sizeAgainst('backup', 'pg_dump -Fc') },
  {
    what: 'backup, not packed, against pg_dump -Fc -Z0',
    atMost: 1,
    reached: wallAgainst('backup-plain', 'pg_dump -Fc -Z0'),
  },
  {
    what: 'restore, against pg_restore --data-only',
    atMost: 1,
    reached: wallAgainst('restore', 'pg_restore --data-only'),
  },
  { what: 'verify, MB/s of the file', atLeast: 100, reached: verifiedMegabytesPerSecond },
  { what: 'peak memory, backup, MB', atMost: 200, reached: peakMegabytes('backup') },
  { what: 'peak memory, backup of ten times the rows, MB', atMost: 200, reached: peakMegabytes('backup-large') },
];

/** All targets, with what these results say of each. */
export const judgeTargets = (results: Results): TargetResult[] =>
  TARGETS.map(({ what, atMost, atLeast, reached }) => {
    const figure = reached(results);
    return {
      what,
      target: atMost === undefined ? `>= ${atLeast}` : `<= ${atMost}`,
      reached: figure,
      met: figure === null ? null : figure <= (atMost ?? Infinity) && figure >= (atLeast ?? -Infinity),
    };
  });
