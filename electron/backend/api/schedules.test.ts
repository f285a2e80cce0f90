import { existsSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Schedule, type ScheduleDraft, scheduleDraftSchema } from '#shared/schedule.ts';
import { atDesk, atSameDesk, faultOf, type TestDesk } from '../test-calls.ts';

const tables = `create table jobs (id int primary key, job text not null); insert into jobs values (1, 'Engineer')`;

const draftOf = ({ connectionId, test: { schema } }: TestDesk, more: Partial<ScheduleDraft> = {}): ScheduleDraft =>
  scheduleDraftSchema.parse({
    name: 'nightly',
    connectionId,
    tables: [{ schema, table: 'jobs' }],
    timing: { kind: 'daily', at: '03:00' },
    timeZone: 'UTC',
    retention: {},
    ...more,
  });

/** A clock that stands until it is set. */
class Clock {
  ms = Date.now();
  readonly now = (): Date => new Date(this.ms);
  forwardTo = (iso: string | null): void => void (this.ms = Date.parse(iso ?? ''));
}

const LOOK_MS = 40;
const running = (clock: Clock) => ({ schedules: { now: clock.now, lookMs: LOOK_MS } });
const onlyOne = async ({ call }: TestDesk): Promise<Schedule> => (await call.schedules.list()).schedules[0]!;

/** Waits until the schedule has ended one more time than `before`. */
async function nextEnd(desk: TestDesk, before?: string): Promise<Schedule> {
  for (;;) {
    const schedule = await onlyOne(desk);
    if (!schedule.running && schedule.last !== null && schedule.last.endedAt !== before) return schedule;
    await delay(LOOK_MS);
  }
}

test('a schedule is run when it is due, once, by whichever process looks first, and reads its backup back', () =>
  atDesk(tables, async (desk) => {
    const clock = new Clock();
    await desk.restart(running(clock));
    const saved = await desk.call.schedules.save({ id: null, draft: draftOf(desk) });
    expect(Date.parse(saved.nextAt ?? '') - clock.ms).toBeGreaterThan(0);
    await delay(3 * LOOK_MS);
    expect((await desk.call.backups.list({})).total).toBe(0);

    // Another process on the same data folder.
    await atSameDesk(desk, running(clock), async (other) => {
      await other.connections.open({ id: desk.connectionId, password: desk.test.login.password });
      clock.forwardTo(saved.nextAt);
      const { last, nextAt } = await nextEnd(desk);
      expect(last).toMatchObject({ dueAt: saved.nextAt, state: 'done', fault: null, deleted: 0 });
      expect(Date.parse(nextAt ?? '') - Date.parse(saved.nextAt ?? '')).toBe(24 * 60 * 60 * 1000);
      await delay(3 * LOOK_MS);
      expect((await other.schedules.list()).schedules).toMatchObject([{ id: saved.id, last }]);
    });
    const { backups } = await desk.call.backups.list({});
    expect(backups.map(({ origin, verified }) => [origin, verified?.rows])).toEqual([['schedule', 1]]);
    const { runs } = await desk.call.runs.list({});
    expect(runs.map(({ kind, door, state }) => [kind, door, state])).toEqual([['backup', 'schedule', 'loaded']]);
  }));

test.each([
  ['catchUp', 'done', ['loaded']],
  ['report', 'missed', ['failed']],
] as const)('what was due while nothing ran is made once, or told: %s', (missed, state, runStates) =>
  atDesk(tables, async (desk) => {
    const clock = new Clock();
    const { nextAt } = await desk.call.schedules.save({ id: null, draft: draftOf(desk, { missed }) });
    // Three days, and three runs, later.
    clock.ms = Date.parse(nextAt ?? '') + 2.5 * 24 * 60 * 60 * 1000;
    await desk.restart(running(clock));
    const schedule = await nextEnd(desk);
    expect(schedule.last).toMatchObject({ state, dueAt: nextAt });
    expect(Date.parse(schedule.nextAt ?? '')).toBeGreaterThan(clock.ms);
    await delay(3 * LOOK_MS);
    const { runs } = await desk.call.runs.list({});
    expect(runs.map((run) => run.state)).toEqual(runStates);
    expect(runs[0]?.fault?.code).toBe(state === 'missed' ? 'schedule.missed' : undefined);
  }),
);

test('a run that fails is told, and does not keep the next from being made', () =>
  atDesk(tables, async (desk) => {
    const clock = new Clock();
    await desk.restart(running(clock));
    const { nextAt } = await desk.call.schedules.save({ id: null, draft: draftOf(desk) });
    await desk.test.client.query('alter table jobs rename to gone');
    clock.forwardTo(nextAt);
    const failed = await nextEnd(desk);
    expect(failed.last).toMatchObject({ state: 'failed', fault: { code: 'backup.noTable' } });
    expect((await desk.call.runs.list({})).runs.map(({ state, door, fault }) => [state, door, fault?.code])).toEqual([
      ['failed', 'schedule', 'backup.noTable'],
    ]);
    await desk.test.client.query('alter table gone rename to jobs');
    clock.forwardTo(failed.nextAt);
    expect((await nextEnd(desk, failed.last?.endedAt)).last?.state).toBe('done');
  }));

test('what a retention does not keep is shown before, and deleted after a run; files that are others stay', () =>
  atDesk(tables, async (desk) => {
    const clock = new Clock();
    await desk.restart(running(clock));
    const retention = { keepNewest: 2, keepDays: null, keepAtLeast: 1 };
    const { id } = await desk.call.schedules.save({ id: null, draft: draftOf(desk) });
    const makeOne = async (): Promise<string> => {
      const before = (await onlyOne(desk)).last?.endedAt;
      clock.ms += 1000;
      const job = await desk.endOf((await desk.call.schedules.runNow({ id })).jobId);
      expect((await nextEnd(desk, before)).last?.state).toBe('done');
      return job.parts[0]!.sourceName;
    };
    const names: string[] = [];
    for (let count = 0; count < 4; count += 1) names.push(await makeOne());
    const { folder } = await desk.call.backups.list({});
    // A backup that a person made is not the schedule's.
    const byHand = await desk.call.backups.start({ connectionId: desk.connectionId, tables: draftOf(desk).tables });
    await desk.endOf(byHand.jobId);
    const shown = await desk.call.schedules.expiry({ id, retention });
    expect(shown.tables).toMatchObject([
      { table: { table: 'jobs' }, kept: 2, expired: [{ name: names[0] }, { name: names[1] }] },
    ]);
    expect(readdirSync(folder)).toHaveLength(10);

    // In the place of the oldest stands a link to another file.
    const oldest = join(folder, names[0]!);
    renameSync(oldest, join(desk.folder, 'moved.avro'));
    symlinkSync(join(desk.folder, 'moved.avro'), oldest);
    // And in that of the second another file.
    writeFileSync(join(folder, names[1]!), 'other');
    await desk.call.schedules.save({ id, draft: draftOf(desk, { retention }) });
    const before = (await onlyOne(desk)).last?.endedAt;
    clock.ms += 1000;
    await desk.endOf((await desk.call.schedules.runNow({ id })).jobId);
    const { last } = await nextEnd(desk, before);
    expect(last).toMatchObject({ state: 'failed', fault: { code: 'backup.changed' }, deleted: 1 });
    expect(existsSync(join(folder, names[2]!))).toBe(false);
    expect([existsSync(oldest), readFileSync(join(folder, names[1]!), 'utf8')]).toEqual([true, 'other']);
    const { runs } = await desk.call.runs.list({});
    expect(
      runs.filter(({ kind }) => kind === 'deletion').map(({ sourceName, door, state }) => [sourceName, door, state]),
    ).toEqual([[names[2], 'schedule', 'loaded']]);
  }));

test('a schedule is kept over a restart, changed, switched off and removed; its backups stay', () =>
  atDesk(tables, async (desk) => {
    const { id } = await desk.call.schedules.save({ id: null, draft: draftOf(desk) });
    await desk.restart();
    const changed = draftOf(desk, {
      name: 'monthly',
      timing: { kind: 'monthly', day: 'last', at: '23:30' },
      enabled: false,
    });
    expect(await desk.call.schedules.save({ id, draft: changed })).toMatchObject({ id, name: 'monthly', nextAt: null });
    await desk.endOf((await desk.call.schedules.runNow({ id })).jobId);
    await nextEnd(desk);
    await desk.call.schedules.remove({ id });
    expect((await desk.call.schedules.list()).schedules).toEqual([]);
    expect((await desk.call.backups.list({})).total).toBe(1);
    expect(await faultOf(desk.call.schedules.runNow({ id }))).toBe('schedule.unknown');
    expect(await faultOf(desk.call.schedules.save({ id, draft: changed }))).toBe('schedule.unknown');
  }));

test('a schedule that cannot be is refused', () =>
  atDesk(tables, async (desk) => {
    const refusal = (more: Partial<ScheduleDraft>): Promise<string> =>
      faultOf(desk.call.schedules.save({ id: null, draft: draftOf(desk, more) }));
    expect(await refusal({ timing: { kind: 'cron', expression: '0 0 30 2 *' } })).toBe('schedule.timing');
    expect(await refusal({ timeZone: 'Mars/Olympus' })).toBe('schedule.timing');
    expect(await refusal({ connectionId: 'gone' })).toBe('connection.unknown');
    expect(await refusal({ folder: join(desk.folder, 'gone') })).toBe('backup.folder');
    expect((await desk.call.schedules.list()).schedules).toEqual([]);
  }));
