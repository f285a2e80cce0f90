import { randomUUID } from 'node:crypto';
import { nextTime } from '#backend/backup/next-times.ts';
import type { KeptSchedule } from '#backend/history/schedule-store.ts';
import { fault, type FaultError, isFault } from '#shared/fault.ts';
import type { Job } from '#shared/job.ts';
import type { ScheduleDraft, ScheduleEnd } from '#shared/schedule.ts';
import { startBackup } from './backup-job.ts';
import { prune } from './retention.ts';
import type { Rooms } from './rooms.ts';
import { backupRun } from './run-notes.ts';

/** Schedules are looked at so often: clocks are set, and machines sleep. */
const LOOK_MS = 20_000;
/** A run that begins later than this was missed. */
const LATE_MS = 5 * 60_000;

/**
 * Runs schedules when they are due: those of the data folder, of which other processes may run some. A schedule is run by one process at a
 * time, and a run that was due meanwhile comes right behind.
 */
export class ScheduleRunner {
  readonly #rooms: Rooms;
  readonly #running = new Set<Promise<unknown>>();
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
  }

  /** Runs what was missed, and from now on what is due; does not keep the process alive. */
  start(lookMs = LOOK_MS): void {
    this.look();
    this.#timer = setInterval(() => this.look(), lookMs);
    this.#timer.unref();
  }

  /** Starts what is due now, if nobody else has. Never throws. */
  look(): void {
    if (this.#isClosed) return;
    try {
      this.#settle();
      const now = this.#rooms.now();
      for (const schedule of this.#rooms.history.schedules.due(now.toISOString())) this.#take(schedule, now);
    } catch (error) {
      this.#rooms.log.error('Schedules could not be looked at.', error);
    }
  }

  /**
   * Runs a schedule now; when it is due next does not change. Returns the job's id.
   * Faults: schedule.unknown, schedule.running, and those of startBackup.
   */
  async runNow(id: string): Promise<string> {
    this.#settle();
    const schedule = this.#rooms.history.schedules.get(id);
    const dueAt = this.#rooms.now().toISOString();
    if (!this.#claim(schedule, dueAt, schedule.nextAt)) throw fault('schedule.running', { name: schedule.draft.name });
    const begun = this.#begin(schedule);
    this.#follow(schedule, dueAt, begun);
    return await begun;
  }

  /** Resolves when nothing is at work; for tests, and for the end. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  /** Starts nothing any more; what is at work is a job, and ends with the jobs. */
  stop(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** Ends what a process that is gone left behind. */
  #settle(): void {
    const endedAt = this.#rooms.now().toISOString();
    const interrupted = fault('run.interrupted').fault;
    const gone = this.#rooms.history.schedules.endAbandoned((dueAt) => ({
      dueAt,
      endedAt,
      state: 'failed',
      fault: interrupted,
      deleted: 0,
    }));
    if (gone.length > 0) this.#rooms.changes.emit('schedules');
  }

  #take(schedule: KeptSchedule, now: Date): void {
    const { draft, nextAt } = schedule;
    const dueAt = nextAt ?? now.toISOString();
    if (!this.#claim(schedule, dueAt, nextAfter(draft, now))) return;
    if (draft.missed === 'report' && now.getTime() - Date.parse(dueAt) > LATE_MS) {
      const missed = fault('schedule.missed', { name: draft.name, at: dueAt });
      this.#noteFailure(draft, missed);
      this.#end(schedule.id, { dueAt, endedAt: now.toISOString(), state: 'missed', fault: missed.fault, deleted: 0 });
      return;
    }
    const begun = this.#begin(schedule);
    begun.catch((error: unknown) => {
      if (isFault(error)) this.#noteFailure(draft, error);
    });
    this.#follow(schedule, dueAt, begun);
  }

  #claim(schedule: KeptSchedule, dueAt: string, nextAt: string | null): boolean {
    const isOurs = this.#rooms.history.schedules.claim(schedule, dueAt, nextAt);
    if (isOurs) this.#rooms.changes.emit('schedules');
    return isOurs;
  }

  async #begin({ id, draft }: KeptSchedule): Promise<string> {
    const { connectionId, tables, folder, codec } = draft;
    const starter = { door: 'schedule' as const, scheduleId: id };
    const { jobId } = await startBackup(
      this.#rooms,
      { connectionId, tables, folder, codec, readBack: true },
      { starter },
    );
    return jobId;
  }

  /** Waits for the end of a run, deletes what is not to be kept any more, and notes how it went. */
  #follow(schedule: KeptSchedule, dueAt: string, begun: Promise<string>): void {
    const work = this.#endOf(schedule, begun)
      .then((end) => this.#end(schedule.id, { dueAt, endedAt: this.#rooms.now().toISOString(), ...end }))
      .catch((error: unknown) => this.#rooms.log.error('The end of a schedule could not be noted.', error))
      .finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  async #endOf({ id, draft }: KeptSchedule, begun: Promise<string>): Promise<Omit<ScheduleEnd, 'dueAt' | 'endedAt'>> {
    let job: Job;
    try {
      job = await this.#rooms.jobs.ended(await begun);
    } catch (error) {
      const failure = isFault(error) ? error : fault('internal', {}, { cause: error });
      if (failure !== error) this.#rooms.log.error('A schedule could not be run.', error, { id: failure.fault.id });
      return { state: 'failed', fault: failure.fault, deleted: 0 };
    }
    if (job.state !== 'succeeded')
      return { state: job.state === 'cancelled' ? 'cancelled' : 'failed', fault: job.fault, deleted: 0 };
    const { deleted, failure } = await prune(
      this.#rooms,
      { id, retention: draft.retention },
      { now: this.#rooms.now(), door: 'schedule' },
    );
    return { state: failure === null ? 'done' : 'failed', fault: failure?.fault ?? null, deleted };
  }

  #end(id: string, end: ScheduleEnd): void {
    this.#rooms.history.schedules.end(id, end);
    this.#rooms.changes.emit('schedules');
  }

  /** A run that could not begin is in the history all the same. */
  #noteFailure({ connectionId, name, tables }: ScheduleDraft, failure: FaultError): void {
    const { history, logins, changes, log } = this.#rooms;
    try {
      const id = randomUUID();
      const [first] = Array.isArray(tables) && tables.length === 1 ? tables : [];
      const isGone = failure.fault.code === 'connection.unknown';
      const connectionName = isGone ? '' : logins.nameOf(connectionId);
      const where = { connectionId, connectionName, door: 'schedule' as const };
      const what = backupRun(where, first ?? { schema: Array.isArray(tables) ? '' : (tables.schema ?? ''), table: '' });
      const source = { sourceName: name, sourcePath: null, sourceBytes: 0 };
      history.runs.begin({ ...what, ...source, id, batchId: id, kind: 'backup' });
      history.runs.change(id, { state: 'failed', fault: failure.fault, finishedAt: this.#rooms.now().toISOString() });
      changes.emit('runs');
    } catch (error) {
      log.error('A schedule that could not be run could not be noted.', error);
    }
  }
}

/** When a schedule is due after a moment; null: never again. */
function nextAfter({ timing, timeZone }: ScheduleDraft, after: Date): string | null {
  try {
    return nextTime(timing, timeZone, after).toISOString();
  } catch (error) {
    if (isFault(error)) return null;
    throw error;
  }
}
