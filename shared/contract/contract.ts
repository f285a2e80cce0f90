import { app } from './app.ts';
import { backups } from './backups.ts';
import { connections } from './connections.ts';
import { dictionaries } from './dictionaries.ts';
import { imports } from './imports.ts';
import { ingest } from './ingest.ts';
import { jobs } from './jobs.ts';
import { rejects } from './rejects.ts';
import { restores } from './restores.ts';
import { runs } from './runs.ts';
import { schedules } from './schedules.ts';
import { tables } from './tables.ts';

/** Every call and every event stream between the window and the backend. Reading this list tells what the app can do. */
export const contract = {
  app,
  connections,
  tables,
  dictionaries,
  imports,
  jobs,
  runs,
  rejects,
  backups,
  restores,
  schedules,
  ingest,
};
export type Contract = typeof contract;
