import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { fault } from '#shared/fault.ts';
import { type ScheduleDraft, scheduleDraftSchema, type ScheduleEnd, scheduleEndSchema } from '#shared/schedule.ts';
import { isAlive, thisProcess } from './owner.ts';
import type { Guard } from './sqlite-fault.ts';

/** A schedule as it is kept. */
export interface KeptSchedule {
  readonly id: string;
  readonly draft: ScheduleDraft;
  readonly nextAt: string | null;
  /** When the run was due that is under way; null: none is. */
  readonly dueAt: string | null;
  /** The process whose run it is, as thisProcess names it. */
  readonly owner: string | null;
  readonly last: ScheduleEnd | null;
}

/** Schedules of backups. Several processes may look at them: a run is of the one that claims it. */
export class ScheduleStore {
  readonly #db: Database;
  readonly #guard: Guard;

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#guard = guard;
  }

  /** By name. */
  list(): KeptSchedule[] {
    const all = this.#guard(() => this.#db.prepare('SELECT * FROM schedule').all().map(fromRow));
    return all.toSorted((one, other) => one.draft.name.localeCompare(other.draft.name) || (one.id < other.id ? -1 : 1));
  }

  /** Faults: schedule.unknown. */
  get(id: string): KeptSchedule {
    const row = this.#guard(() => this.#db.prepare('SELECT * FROM schedule WHERE id = ?').get(id));
    if (row === undefined) throw fault('schedule.unknown');
    return fromRow(row);
  }

  /** Keeps a schedule; null: a new one. What is under way goes on. Faults: schedule.unknown. */
  put(known: string | null, draft: ScheduleDraft, nextAt: string | null): KeptSchedule {
    const id = known ?? randomUUID();
    const { changes } = this.#guard(() =>
      known === null
        ? this.#db
            .prepare('INSERT INTO schedule (id, draft, next_at) VALUES (?, ?, ?)')
            .run(id, JSON.stringify(draft), nextAt)
        : this.#db
            .prepare('UPDATE schedule SET draft = ?, next_at = ? WHERE id = ?')
            .run(JSON.stringify(draft), nextAt, id),
    );
    if (changes === 0) throw fault('schedule.unknown');
    return this.get(id);
  }

  /** Faults: schedule.unknown. */
  remove(id: string): void {
    const { changes } = this.#guard(() => this.#db.prepare('DELETE FROM schedule WHERE id = ?').run(id));
    if (changes === 0) throw fault('schedule.unknown');
  }

  /** Those that were due by then, and that nobody works on. */
  due(byThen: string): KeptSchedule[] {
    return this.list().filter(({ nextAt, owner }) => nextAt !== null && nextAt <= byThen && owner === null);
  }

  /**
   * Claims the run of a schedule for this process. False: another process was first, or the schedule has changed since.
   * @param seen as it was read
   * @param nextAt when it is due then
   */
  claim({ id, nextAt: seenAt }: KeptSchedule, dueAt: string, nextAt: string | null): boolean {
    const { changes } = this.#guard(() =>
      this.#db
        .prepare(
          'UPDATE schedule SET owner = ?, due_at = ?, next_at = ? WHERE id = ? AND owner IS NULL AND next_at IS ?',
        )
        .run(thisProcess(), dueAt, nextAt, id, seenAt),
    );
    return changes === 1;
  }

  /** Ends the run that this process claimed; of no effect where the schedule is gone. */
  end(id: string, last: ScheduleEnd): void {
    this.#guard(() =>
      this.#db
        .prepare('UPDATE schedule SET owner = NULL, due_at = NULL, last = ? WHERE id = ? AND owner = ?')
        .run(JSON.stringify(last), id, thisProcess()),
    );
  }

  /** Ends the runs whose process is gone; returns them as they were. */
  endAbandoned(last: (dueAt: string) => ScheduleEnd): KeptSchedule[] {
    const gone = this.list().filter(({ owner }) => owner !== null && !isAlive(owner));
    for (const { id, owner, dueAt } of gone) {
      this.#guard(() =>
        this.#db
          .prepare('UPDATE schedule SET owner = NULL, due_at = NULL, last = ? WHERE id = ? AND owner = ?')
          .run(JSON.stringify(last(dueAt ?? '')), id, owner),
      );
    }
    return gone;
  }
}

const rowSchema = z.object({
  id: z.string(),
  draft: z.string(),
  next_at: z.string().nullable(),
  owner: z.string().nullable(),
  due_at: z.string().nullable(),
  last: z.string().nullable(),
});

function fromRow(raw: unknown): KeptSchedule {
  const { id, draft, next_at: nextAt, owner, due_at: dueAt, last } = rowSchema.parse(raw);
  return {
    id,
    draft: scheduleDraftSchema.parse(JSON.parse(draft)),
    nextAt,
    owner,
    dueAt,
    last: last === null ? null : scheduleEndSchema.parse(JSON.parse(last)),
  };
}
