import { keepPreviousData } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { backupsRoute, navigate, type Route } from '../../app/navigation.ts';
import { useSession } from '../../app/session.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { SchedulePane } from '../schedules/schedule-pane.tsx';
import { ScheduleStrip } from '../schedules/schedule-strip.tsx';
import { BackUpPane } from './back-up-pane.tsx';
import { BackupPane } from './backup-pane.tsx';
import { BackupsView } from './backups-view.tsx';
import { ManyPane } from './many-pane.tsx';
import { useBackupJob } from './use-backup-job.ts';
import { WorkPane } from './work-pane.tsx';

/** Backups that are fetched at once; older ones are found by their name. */
const SHOWN_MAX = 500;

/** All backups that are known, and beside them the one thing that is done with them. */
export function BackupsScreen({ route }: { readonly route: Extract<Route, { screen: 'backups' }> }) {
  const calls = useCalls();
  const { connection, settings } = useSession();
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query.trim());
  const [many, setMany] = useState<readonly string[]>([]);
  const work = useBackupJob();
  const all = useCall(calls.backups.list.queryOptions({ input: { limit: SHOWN_MAX } }));
  const found = useCall({
    ...calls.backups.list.queryOptions({ input: { query: wanted, limit: SHOWN_MAX } }),
    placeholderData: keepPreviousData,
  });
  const tables = useCall({
    ...calls.tables.list.queryOptions({ input: { connectionId: connection.id } }),
    // Another program may have made tables since, and a backup of all is to be one of all.
    staleTime: 0,
  });
  const schedules = useCall(calls.schedules.list.queryOptions());
  const ofThis = (schedules.data?.schedules ?? []).filter(({ connectionId }) => connectionId === connection.id);
  const changed = ofThis.find(({ id }) => id === route.schedule) ?? null;
  const known = all.data?.backups ?? [];
  const paths = many.length > 1 ? many : route.path === null ? [] : [route.path];
  const chosen = paths.flatMap(
    (path) => [...known, ...(found.data?.backups ?? [])].find((one) => one.path === path) ?? [],
  );
  const [only] = chosen;
  const zone = settings.timeZone;

  const choose = (next: readonly string[]): void => {
    if (!work.isOn) work.dismiss();
    setMany(next.length > 1 ? next : []);
    navigate(backupsRoute({ path: next.length === 1 ? (next[0] ?? null) : null }), { replace: true });
  };
  const close = (): void => choose([]);
  const make = (names: readonly string[]): void => {
    if (!work.isOn) work.dismiss();
    setMany([]);
    navigate(backupsRoute({ make: names }));
  };

  const schedule = (id: string): void => {
    if (!work.isOn) work.dismiss();
    setMany([]);
    navigate(backupsRoute({ schedule: id }));
  };

  const side =
    work.id !== null ? (
      <WorkPane work={work} />
    ) : changed !== null || route.schedule === 'new' ? (
      <SchedulePane key={route.schedule} schedule={changed} tables={tables.data?.tables ?? null} onClose={close} />
    ) : route.make !== null ? (
      <BackUpPane
        key={route.make.join('\n')}
        tables={tables.data?.tables ?? null}
        asked={route.make}
        fault={tables.fault}
        onStarted={(jobId) => {
          work.follow(jobId);
          navigate(backupsRoute(), { replace: true });
        }}
        onClose={close}
      />
    ) : chosen.length > 1 ? (
      <ManyPane key={paths.join('\n')} backups={chosen} onStarted={work.follow} onClose={close} />
    ) : only === undefined ? null : (
      <BackupPane key={only.id} backup={only} zone={zone} onStarted={work.follow} onClose={close} />
    );
  return (
    <BackupsView
      backups={found.data?.backups ?? null}
      found={found.data?.total ?? 0}
      total={all.data?.total ?? 0}
      folder={all.data?.folder ?? ''}
      tables={(tables.data?.tables ?? []).map(({ table }) => table)}
      chosen={paths}
      onChoose={choose}
      query={query}
      onQuery={setQuery}
      fault={found.fault}
      onRetry={found.refetch}
      zone={zone}
      connectionId={connection.id}
      onMake={make}
      onSchedule={() => schedule('new')}
      strip={
        ofThis.length === 0 ? null : (
          <ScheduleStrip schedules={ofThis} zone={zone} onChange={schedule} onStarted={work.follow} />
        )
      }
      side={side}
    />
  );
}
