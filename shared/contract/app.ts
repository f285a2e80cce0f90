import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { call } from './base.ts';

export const appInfoSchema = z.object({
  version: z.string(),
  dataFolder: z.string(),
  host: z.enum(['electron', 'headless']),
  /** os: passwords are kept by the operating system; session: they are asked once in each session. */
  secrets: z.enum(['os', 'session']),
  /** Whether the built-in database can be had on this machine. */
  embedded: z.boolean(),
  platform: z.string(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

/** What changed, so that what a screen shows of it is asked anew. */
export const changeSchema = z.object({
  topic: z.enum([
    'connections',
    'tables',
    'dictionaries',
    'runs',
    'jobs',
    'settings',
    'rejects',
    'backups',
    'schedules',
    'ingest',
  ]),
});
export type Change = z.infer<typeof changeSchema>;

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  density: z.enum(['compact', 'comfortable']).default('compact'),
  /** IANA zone in which times are shown. */
  timeZone: z.string().default('UTC'),
  lastConnectionId: z.string().nullable().default(null),
  /** Where backups are written; null: to a folder of the data folder. See backups.chooseFolder. */
  backupFolder: z.string().nullable().default(null),
});
export type Settings = z.infer<typeof settingsSchema>;

export const app = {
  info: call.output(appInfoSchema),
  changes: call.output(eventIterator(changeSchema)),
  settings: call.output(settingsSchema),
  /** Only what is given changes. */
  changeSettings: call
    .input(
      z.object({
        theme: z.enum(['system', 'light', 'dark']).optional(),
        density: z.enum(['compact', 'comfortable']).optional(),
        timeZone: z.string().optional(),
        lastConnectionId: z.string().nullable().optional(),
      }),
    )
    .output(settingsSchema),
};
