import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgingBackup, chooseExpired } from './choose-expired.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 500) };
const now = new Date('2026-11-27T12:00:00.000Z');
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const backup = (hoursAgo: number, isVerified: boolean, index: number): AgingBackup => ({
  path: `/b/${index}.avro`,
  takenAt: new Date(now.getTime() - hoursAgo * HOUR_MS).toISOString(),
  isVerified,
});
const backups = fc
  .array(fc.tuple(fc.integer({ min: -5, max: 400 }), fc.boolean()), { maxLength: 20 })
  .map((all) => all.map(([hours, isVerified], index) => backup(hours, isVerified, index)));
const limit = fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 12 }));
const retentions = fc.record({ keepNewest: limit, keepDays: limit, keepAtLeast: fc.integer({ min: 1, max: 5 }) });

const ageMs = ({ takenAt }: AgingBackup): number => now.getTime() - Date.parse(takenAt);

describe('what a retention deletes', () => {
  it('is never what somebody may still want: the newest, the young, the last verified one', () => {
    fc.assert(
      fc.property(backups, retentions, (all, retention) => {
        const expired = chooseExpired(all, retention, now);
        const kept = all.filter((one) => !expired.includes(one));
        expect(new Set(expired).size).toBe(expired.length);
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(all.length, retention.keepAtLeast));
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(all.length, retention.keepNewest ?? 0));
        expect(kept.some(({ isVerified }) => isVerified)).toBe(all.some(({ isVerified }) => isVerified));
        const { keepDays, keepNewest } = retention;
        for (const one of expired) {
          expect(ageMs(one)).toBeGreaterThan((keepDays ?? 0) * (keepDays === null ? 0 : DAY_MS) - 6 * HOUR_MS);
          // Whatever is older and stays is the last verified one.
          for (const other of kept) expect(ageMs(other) <= ageMs(one) || other.isVerified).toBe(true);
        }
        expect(expired.length === 0 || keepDays !== null || keepNewest !== null).toBe(true);
      }),
      runs,
    );
  });

  it('is all the rest: nothing stays without a reason', () => {
    fc.assert(
      fc.property(backups, retentions, (all, retention) => {
        const expired = chooseExpired(all, retention, now);
        const { keepDays, keepNewest, keepAtLeast } = retention;
        if (keepDays === null && keepNewest === null) return;
        const sorted = all.toSorted((a, b) => ageMs(a) - ageMs(b) || (a.path < b.path ? -1 : 1));
        const reasons = (one: AgingBackup): boolean[] => [
          sorted.indexOf(one) < keepAtLeast,
          keepNewest !== null && sorted.indexOf(one) < keepNewest,
          keepDays !== null && ageMs(one) <= keepDays * DAY_MS,
          one === sorted.find(({ isVerified }) => isVerified),
        ];
        expect(new Set(expired)).toEqual(new Set(all.filter((one) => !reasons(one).includes(true))));
        expect(expired.map(ageMs)).toEqual(expired.map(ageMs).toSorted((a, b) => b - a));
      }),
      runs,
    );
  });

  it('leaves the last verified one, however old', () => {
    const all = [backup(1, false, 0), backup(24, false, 1), backup(48, true, 2), backup(72, true, 3)];
    const expired = chooseExpired(all, { keepNewest: 1, keepDays: null, keepAtLeast: 1 }, now);
    expect(expired.map(({ path }) => path)).toEqual(['/b/3.avro', '/b/1.avro']);
  });
});
