import { z } from 'zod';
import { expirySchema, retentionSchema, scheduleDraftSchema, scheduleSchema, timingSchema } from '../schedule.ts';
import { call } from './base.ts';

const id = z.string().min(1);

export const schedules = {
  /** By name. */
  list: call.output(z.object({ schedules: z.array(scheduleSchema) })),
  /** Keeps a schedule; null: a new one. Faults: schedule.unknown, schedule.timing, connection.unknown, source.refused, backup.folder. */
  save: call.input(z.object({ id: id.nullable(), draft: scheduleDraftSchema })).output(scheduleSchema),
  /** Its backups stay. Faults: schedule.unknown. */
  remove: call.input(z.object({ id })).output(z.object({})),
  /** The next three times that a schedule would be due; ISO 8601, UTC. Faults: schedule.timing. */
  times: call
    .input(z.object({ timing: timingSchema, timeZone: z.string() }))
    .output(z.object({ times: z.array(z.string()) })),
  /** What a retention would do to the backups that a schedule has made so far, a table each. Faults: schedule.unknown. */
  expiry: call.input(z.object({ id, retention: retentionSchema })).output(z.object({ tables: z.array(expirySchema) })),
  /** Deletes what the retention of a schedule does not keep, as its next run would. Faults: schedule.unknown, backup.undeletable. */
  prune: call.input(z.object({ id })).output(z.object({ deleted: z.number().int() })),
  /** Runs a schedule now; when it is due next does not change. Faults: schedule.unknown, schedule.running, and those of backups.start. */
  runNow: call.input(z.object({ id })).output(z.object({ jobId: z.string() })),
};
