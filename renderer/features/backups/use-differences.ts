import { useQueries } from '@tanstack/react-query';
import type { BackupEntry } from '#shared/backup.ts';
import type { Fault } from '#shared/fault.ts';
import type { RestoreDifference } from '#shared/restore.ts';
import { useSession } from '../../app/session.ts';
import { faultOf } from '../../client/fault-of.ts';
import { useCalls } from '../../client/client-provider.tsx';

/** A backup of several that go back together. */
export interface KnownDifference {
  readonly backup: BackupEntry;
  /** Null until it is here. */
  readonly difference: RestoreDifference | null;
  readonly fault: Fault | null;
}

/** What each of several backups holds against its table, when all are restored together. */
export function useDifferences(backups: readonly BackupEntry[]): readonly KnownDifference[] {
  const calls = useCalls();
  const { connection } = useSession();
  const others = backups.map(({ table }) => table);
  const found = useQueries({
    queries: backups.map(({ path }) => ({
      ...calls.restores.compare.queryOptions({
        input: { connectionId: connection.id, item: { path, target: null }, others },
      }),
      // Another program may have changed the table since it was looked at.
      staleTime: 0,
    })),
  });
  return backups.map((backup, index) => {
    const one = found[index];
    return {
      backup,
      difference: one?.data ?? null,
      fault: one?.error == null ? null : faultOf(one.error),
    };
  });
}
