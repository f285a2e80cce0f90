import { keepPreviousData, skipToken } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { BackupEntry } from '#shared/backup.ts';
import type { RestoreItem } from '#shared/contract/restores.ts';
import type { Fault } from '#shared/fault.ts';
import type { RestoreDifference, RestoreMode, RestoreOptions } from '#shared/restore.ts';
import { useSession } from '../../app/session.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { useCall } from '../../client/use-call.ts';
import { newTableName } from './restore-words.ts';

type Triggers = RestoreOptions['triggers'];

/** A restore of one table, as a person puts it together. */
export interface RestorePlan {
  /** Null until it is here. */
  readonly difference: RestoreDifference | null;
  /** Why there is none. */
  readonly fault: Fault | null;
  readonly retry: () => void;
  readonly mode: RestoreMode;
  readonly setMode: (mode: RestoreMode) => void;
  readonly obstacleOf: (mode: RestoreMode) => Fault | null;
  /** Name of the table that is made anew. */
  readonly newName: string;
  readonly setNewName: (name: string) => void;
  /** Name of the table that the rows go to where it is there already; null: the one that the backup was made of. */
  readonly into: string | null;
  readonly setInto: (table: string | null) => void;
  /** Names of the tables that the rows could go to. */
  readonly tables: readonly string[];
  readonly triggers: Triggers;
  readonly setTriggers: (triggers: Triggers) => void;
  /** Whether rows that go are backed up first. */
  readonly safety: boolean;
  readonly setSafety: (on: boolean) => void;
  /** Where to; null until that is known. */
  readonly safetyFolder: string | null;
  readonly ready: boolean;
  readonly startFault: Fault | null;
  readonly start: () => Promise<string | null>;
}

/** The mode that is offered first: the first that nothing stands in the way of. */
function usualMode({ exists, modes }: RestoreDifference): RestoreMode {
  if (!exists) return 'new';
  return modes.find(({ fault }) => fault === null)?.mode ?? 'replace';
}

/** Puts a restore together: what would change, in which way, and what stands in the way. */
export function useRestorePlan(backup: BackupEntry): RestorePlan {
  const calls = useCalls();
  const { connection } = useSession();
  const connectionId = connection.id;
  const [chosenMode, setMode] = useState<RestoreMode | null>(null);
  const [into, setInto] = useState<string | null>(null);
  const [name, setNewName] = useState<string | null>(null);
  const [triggers, setTriggers] = useState<Triggers>('off');
  const [safety, setSafety] = useState(true);
  const tables = useCall(calls.tables.list.queryOptions({ input: { connectionId } }));
  const folder = useCall(calls.backups.folder.queryOptions());
  const start = useAction(calls.restores.start.mutationOptions());
  const { path } = backup;
  const intoItem: RestoreItem = { path, target: into === null ? null : { schema: '', table: into } };
  const found = useCall({
    ...calls.restores.compare.queryOptions({
      input: backup.missing ? skipToken : { connectionId, item: intoItem },
    }),
    // Another program may have changed the table since it was looked at.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const difference = found.fault === null ? (found.data ?? null) : null;
  const newName = name ?? (difference === null ? '' : newTableName(difference));
  const asked = useDeferredValue(newName.trim());
  const newItem: RestoreItem = {
    path,
    target: { schema: difference?.backup.table.schema ?? '', table: asked === '' ? backup.table.table : asked },
  };
  const anew = useCall({
    ...calls.restores.compare.queryOptions({
      input: difference === null || asked === '' ? skipToken : { connectionId, item: newItem },
    }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const mode = chosenMode ?? (difference === null ? 'replace' : usualMode(difference));
  const obstacleOf = (one: RestoreMode): Fault | null => {
    const of = one === 'new' ? anew.data : difference;
    return of?.modes.find((each) => each.mode === one)?.fault ?? (one === 'new' ? anew.fault : null);
  };
  const isKnown = mode === 'new' ? anew.data !== undefined && asked !== '' && asked === newName.trim() : true;
  const safetyFolder = folder.data?.folder ?? null;
  return {
    difference,
    fault: found.fault,
    retry: found.refetch,
    mode,
    setMode,
    obstacleOf,
    newName,
    setNewName,
    into,
    setInto,
    tables: (tables.data?.tables ?? []).map(({ table }) => table),
    triggers,
    setTriggers,
    safety,
    setSafety,
    safetyFolder,
    ready:
      difference !== null &&
      isKnown &&
      backup.fault === null &&
      obstacleOf(mode) === null &&
      !start.pending &&
      (mode !== 'replace' || !safety || safetyFolder !== null),
    startFault: start.fault,
    start: async () => {
      const started = await start.run({
        connectionId,
        items: [mode === 'new' ? newItem : intoItem],
        options: { mode, triggers, safetyFolder: mode === 'replace' && safety ? safetyFolder : null },
      });
      return started.ok ? started.value.jobId : null;
    },
  };
}
