import type { AvroCodec } from '#shared/backup.ts';
import { type Schedule, type ScheduleDraft, scheduleDraftSchema, type Timing, timingSchema } from '#shared/schedule.ts';

/** A schedule as it is typed: numbers and times may still be none. */
export interface ScheduleForm {
  readonly name: string;
  readonly kind: Timing['kind'];
  readonly at: string;
  readonly days: readonly number[];
  /** `1` to `28`, or `last`. */
  readonly monthDay: string;
  readonly expression: string;
  readonly timeZone: string;
  /** Null: all, those too that are made later. */
  readonly tables: readonly string[] | null;
  /** Null: the folder for backups. */
  readonly folder: string | null;
  readonly codec: AvroCodec;
  readonly keepNewest: string;
  readonly keepDays: string;
  readonly keepAtLeast: string;
  readonly catchesUp: boolean;
}

/** A schedule that is not there yet. */
export const newForm = (timeZone: string): ScheduleForm => ({
  name: 'Nightly',
  kind: 'daily',
  at: '02:00',
  days: [1],
  monthDay: '1',
  expression: '0 2 * * *',
  timeZone,
  tables: null,
  folder: null,
  codec: 'deflate',
  keepNewest: '7',
  keepDays: '',
  keepAtLeast: '3',
  catchesUp: true,
});

export function formOf({ timing, tables, retention, ...schedule }: Schedule): ScheduleForm {
  const { name, timeZone, folder, codec } = schedule;
  const plain = newForm(timeZone);
  return {
    ...plain,
    name,
    folder,
    codec,
    kind: timing.kind,
    at: timing.kind === 'cron' ? plain.at : timing.at,
    days: timing.kind === 'weekly' ? timing.days : plain.days,
    monthDay: timing.kind === 'monthly' ? String(timing.day) : plain.monthDay,
    expression: timing.kind === 'cron' ? timing.expression : plain.expression,
    tables: Array.isArray(tables) ? tables.map(({ table }) => table) : null,
    keepNewest: retention.keepNewest === null ? '' : String(retention.keepNewest),
    keepDays: retention.keepDays === null ? '' : String(retention.keepDays),
    keepAtLeast: String(retention.keepAtLeast),
    catchesUp: schedule.missed === 'catchUp',
  };
}

/** What is typed as a timing; null where it is none yet. */
export function timingOf({ kind, at, days, monthDay, expression }: ScheduleForm): Timing | null {
  const day = monthDay === 'last' ? monthDay : Number(monthDay);
  const found = timingSchema.safeParse({ kind, at: at.trim(), days, day, expression: expression.trim() });
  return found.success ? found.data : null;
}

const limit = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** What is typed as a retention; null where it is none. */
export function retentionOf({ keepNewest, keepDays, keepAtLeast }: ScheduleForm): ScheduleDraft['retention'] | null {
  const found = scheduleDraftSchema.shape.retention.safeParse({
    keepNewest: limit(keepNewest),
    keepDays: limit(keepDays),
    keepAtLeast: limit(keepAtLeast) ?? 1,
  });
  return found.success ? found.data : null;
}

/** The whole; null where something is missing or wrong. */
export function draftOf(
  form: ScheduleForm,
  where: { readonly connectionId: string; readonly schema: string; readonly enabled: boolean },
): ScheduleDraft | null {
  const { name, timeZone, tables, folder, codec, catchesUp } = form;
  const { connectionId, schema, enabled } = where;
  const found = scheduleDraftSchema.safeParse({
    name,
    connectionId,
    timeZone,
    folder,
    codec,
    enabled,
    tables: tables === null ? { schema } : tables.map((table) => ({ schema, table })),
    timing: timingOf(form),
    retention: retentionOf(form),
    missed: catchesUp ? 'catchUp' : 'report',
  });
  return found.success ? found.data : null;
}
