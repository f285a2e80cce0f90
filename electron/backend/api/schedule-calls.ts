import { implement } from '@orpc/server';
import { nextTime, nextTimes } from '#backend/backup/next-times.ts';
import type { KeptSchedule } from '#backend/history/schedule-store.ts';
import { schedules as contract } from '#shared/contract/schedules.ts';
import type { Schedule, ScheduleDraft } from '#shared/schedule.ts';
import { folderFor } from './backup-folder.ts';
import { expiryOf, prune } from './retention.ts';
import type { Rooms } from './rooms.ts';
import type { ScheduleRunner } from './schedule-runner.ts';

/** Times that are told before a schedule is kept. */
const TIMES_TOLD = 3;

/** Handlers of the calls of the area `schedules`. */
export function scheduleCalls(rooms: Rooms, runner: ScheduleRunner) {
  const os = implement(contract);
  const { history, changes } = rooms;

  /** A connection that was removed since has no name any more. */
  const nameOf = (connectionId: string): string => {
    try {
      return rooms.logins.nameOf(connectionId);
    } catch {
      return '';
    }
  };

  const show = ({ id, draft, nextAt, owner, last }: KeptSchedule): Schedule => ({
    ...draft,
    id,
    connectionName: nameOf(draft.connectionId),
    nextAt,
    running: owner !== null,
    last,
  });

  /** Faults: connection.unknown, schedule.timing, source.refused, backup.folder. */
  const save = async (id: string | null, draft: ScheduleDraft): Promise<Schedule> => {
    rooms.logins.nameOf(draft.connectionId);
    const next = nextTime(draft.timing, draft.timeZone, rooms.now());
    if (draft.folder !== null) await folderFor(rooms, draft.folder);
    const kept = history.schedules.put(id, draft, draft.enabled ? next.toISOString() : null);
    changes.emit('schedules');
    return show(kept);
  };

  return {
    list: os.list.handler(() => ({ schedules: history.schedules.list().map(show) })),
    save: os.save.handler(({ input: { id, draft } }) => save(id, draft)),
    remove: os.remove.handler(({ input }) => {
      history.schedules.remove(input.id);
      changes.emit('schedules');
      return {};
    }),
    times: os.times.handler(({ input: { timing, timeZone } }) => ({
      times: nextTimes(timing, timeZone, rooms.now(), TIMES_TOLD).map((time) => time.toISOString()),
    })),
    expiry: os.expiry.handler(async ({ input: { id, retention } }) => {
      history.schedules.get(id);
      return { tables: await expiryOf(rooms, id, retention, rooms.now()) };
    }),
    prune: os.prune.handler(async ({ input: { id } }) => {
      const { retention } = history.schedules.get(id).draft;
      const door = rooms.door === 'cli' ? 'cli' : 'backup';
      const { deleted, failure } = await prune(rooms, { id, retention }, { now: rooms.now(), door });
      if (failure !== null) throw failure;
      return { deleted };
    }),
    runNow: os.runNow.handler(async ({ input }) => ({ jobId: await runner.runNow(input.id) })),
  };
}
