import { implement } from '@orpc/server';
import { contract } from '#shared/contract/contract.ts';
import { appCalls } from './app-calls.ts';
import { backupCalls } from './backup-calls.ts';
import { connectionCalls } from './connection-calls.ts';
import { dictionaryCalls } from './dictionary-calls.ts';
import type { Downloads } from './downloads.ts';
import { importCalls } from './import-calls.ts';
import { ingestCalls } from './ingest-calls.ts';
import type { IngestDoor } from './ingest-door.ts';
import { jobCalls } from './job-calls.ts';
import { rejectCalls } from './reject-calls.ts';
import type { Rooms } from './rooms.ts';
import { restoreCalls } from './restore-calls.ts';
import { runCalls } from './run-calls.ts';
import { scheduleCalls } from './schedule-calls.ts';
import type { ScheduleRunner } from './schedule-runner.ts';
import { tableCalls } from './table-calls.ts';

/** The handlers of every call of the contract. */
export function makeRouter(
  rooms: Rooms,
  downloads: Downloads,
  { runner, door }: { readonly runner: ScheduleRunner; readonly door: IngestDoor },
) {
  return implement(contract).router({
    app: appCalls(rooms),
    backups: backupCalls(rooms),
    connections: connectionCalls(rooms),
    dictionaries: dictionaryCalls(rooms, downloads),
    imports: importCalls(rooms),
    ingest: ingestCalls(rooms, door),
    jobs: jobCalls(rooms),
    rejects: rejectCalls(rooms, downloads),
    restores: restoreCalls(rooms),
    runs: runCalls(rooms),
    schedules: scheduleCalls(rooms, runner),
    tables: tableCalls(rooms),
  });
}
