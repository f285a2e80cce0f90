import { z } from 'zod';
import { avroCodecSchema } from './backup.ts';
import { tableNameSchema } from './column.ts';
import { backupChoiceSchema } from './contract/backups.ts';
import { faultSchema } from './fault.ts';

/** A time of day, 00:00 to 23:59. */
export const timeOfDaySchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

/** When a schedule is due, in its time zone. Days of the week count from Monday, 1, to Sunday, 7. */
export const timingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('daily'), at: timeOfDaySchema }),
  z.object({
    kind: z.literal('weekly'),
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    at: timeOfDaySchema,
  }),
  z.object({
    kind: z.literal('monthly'),
    day: z.number().int().min(1).max(28).or(z.literal('last')),
    at: timeOfDaySchema,
  }),
  /** Minute, hour, day of the month, month, day of the week (crontab(5)). */
  z.object({ kind: z.literal('cron'), expression: z.string().min(1).max(200) }),
]);
export type Timing = z.infer<typeof timingSchema>;

const countMax = 100_000;
const count = z.number().int().min(1).max(countMax);

/**
 * Which backups of a schedule stay: of each table the newest ones, and those that are not older than some days; null: this keeps none.
 * Where both are null, all stay. The newest verified one, and so many as `keepAtLeast` says, stay whatever their age.
 */
export const retentionSchema = z.object({
  keepNewest: count.nullable().default(null),
  keepDays: count.nullable().default(null),
  keepAtLeast: count.default(1),
});
export type Retention = z.infer<typeof retentionSchema>;

export const scheduleDraftSchema = z.object({
  name: z.string().trim().min(1).max(100),
  connectionId: z.string().min(1),
  tables: backupChoiceSchema,
  /** Null: the folder for backups. */
  folder: z.string().min(1).nullable().default(null),
  codec: avroCodecSchema.default('deflate'),
  timing: timingSchema,
  /** IANA name. */
  timeZone: z.string().min(1).max(100),
  /** A run that was due while nothing of Sluice ran: made once, as soon as it does again; or told as failed. */
  missed: z.enum(['catchUp', 'report']).default('catchUp'),
  retention: retentionSchema,
  enabled: z.boolean().default(true),
});
export type ScheduleDraft = z.infer<typeof scheduleDraftSchema>;

/** How a schedule ended the last time. */
export const scheduleEndSchema = z.object({
  /** When it was due; ISO 8601, UTC, as all that follow. */
  dueAt: z.string(),
  endedAt: z.string(),
  state: z.enum(['done', 'failed', 'cancelled', 'missed']),
  fault: faultSchema.nullable(),
  /** Backups that were deleted since they were not to be kept. */
  deleted: z.number().int(),
});
export type ScheduleEnd = z.infer<typeof scheduleEndSchema>;

export const scheduleSchema = scheduleDraftSchema.extend({
  id: z.string(),
  /** '' where the connection was removed since. */
  connectionName: z.string(),
  /** Null: never, or it is off. */
  nextAt: z.string().nullable(),
  running: z.boolean(),
  last: scheduleEndSchema.nullable(),
});
export type Schedule = z.infer<typeof scheduleSchema>;

/** What a retention would do to the backups of a table. */
export const expirySchema = z.object({
  table: tableNameSchema,
  kept: z.number().int(),
  /** The oldest first. */
  expired: z.array(
    z.object({
      path: z.string(),
      name: z.string(),
      takenAt: z.string(),
      bytes: z.number().int(),
      verified: z.boolean(),
    }),
  ),
});
export type Expiry = z.infer<typeof expirySchema>;
