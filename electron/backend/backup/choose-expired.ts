import type { Retention } from '#shared/schedule.ts';

/** What a retention asks of a backup. */
export interface AgingBackup {
  readonly path: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** Whether it was read back and is as it was written. */
  readonly isVerified: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Which backups of one table a retention does not keep; the oldest first. Kept are the newest `keepNewest`, those that are at most `keepDays`
 * old, the newest `keepAtLeast` whatever their age, and the newest verified one. Where nothing says how many or how long, all are kept.
 */
export function chooseExpired<T extends AgingBackup>(
  backups: readonly T[],
  { keepNewest, keepDays, keepAtLeast }: Retention,
  now: Date,
): T[] {
  if (keepNewest === null && keepDays === null) return [];
  const newestFirst = backups.toSorted(
    (one, other) => Date.parse(other.takenAt) - Date.parse(one.takenAt) || (one.path < other.path ? -1 : 1),
  );
  const lastVerified = newestFirst.find(({ isVerified }) => isVerified);
  const count = Math.max(keepAtLeast, keepNewest ?? 0);
  const oldestMs = keepDays === null ? Number.POSITIVE_INFINITY : now.getTime() - keepDays * DAY_MS;
  return newestFirst
    .filter((backup, place) => place >= count && Date.parse(backup.takenAt) < oldestMs && backup !== lastVerified)
    .toReversed();
}
