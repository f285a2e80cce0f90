import { join, resolve } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { LeftOut } from '#shared/backup.ts';
import { exitCodeOf } from '#shared/fault.ts';
import type { JobPart } from '#shared/job.ts';
import { describeBackup, type FileReport, printReport, tell } from './backup-report.ts';
import type { BackupCommandRequest } from './backup-options.ts';
import { followJob } from './follow-job.ts';
import { faultLines } from './load-report.ts';
import { openBackend } from './open-backend.ts';

/**
 * `sluice backup`: backs tables up to a folder and reads each file back, unless that is not wanted.
 * @returns exit code: 0 done, 1 failed; what is wrong use is thrown
 */
export async function runBackupCommand(
  { from, tables, out, codec, readBack, json }: BackupCommandRequest,
  dataFolder: string,
  signal: AbortSignal,
): Promise<number> {
  const startMs = performance.now();
  const folder = resolve(out);
  const backend = openBackend(dataFolder);
  try {
    const call = createRouterClient(backend.router);
    const connectionId = backend.connectionIdOf(from);
    const { jobId, leftOut } = await call.backups.start({ connectionId, tables, folder, codec, readBack });
    const job = await followJob(backend, jobId, signal);
    const files: FileReport[] = [];
    for (const part of job?.parts ?? []) {
      // Without a SHA-256 there is no file.
      if (part.sha256 === null) continue;
      const { path, table, rows, bytes, sha256, verified } = await call.backups.open({
        path: join(folder, part.sourceName),
      });
      files.push({ path, ...table, rows, bytes, sha256, verified: verified !== null });
    }
    for (const file of files) tell(describeBackup(file));
    for (const part of job?.parts ?? []) tellFailure(part);
    if (leftOut.length > 0) tell(`Left out, without rows of their own: ${leftOut.map(nameLeftOut).join(', ')}.`);
    const failure = job?.fault ?? null;
    printReport(json, { files, leftOut }, startMs, failure);
    return failure === null ? 0 : exitCodeOf(failure.code);
  } finally {
    await backend.close();
  }
}

function tellFailure({ schema, table, fault }: JobPart): void {
  if (fault !== null)
    tell([`Not backed up: ${schema}.${table}`, ...faultLines(fault).map((line) => `  ${line}`)].join('\n'));
}

const kinds: Readonly<Record<LeftOut['kind'], string>> = {
  view: 'view',
  materializedView: 'materialized view',
  foreignTable: 'foreign table',
};
const nameLeftOut = ({ schema, table, kind }: LeftOut): string => `${schema}.${table} (${kinds[kind]})`;
