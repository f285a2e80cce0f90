import { basename, resolve } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { exitCodeOf } from '#shared/fault.ts';
import { showAmount, showBytes } from '#shared/units.ts';
import { type FileReport, printReport, tell } from './backup-report.ts';
import type { VerifyCommandRequest } from './backup-options.ts';
import { followJob } from './follow-job.ts';
import { faultLines } from './load-report.ts';
import { openBackend } from './open-backend.ts';

/**
 * `sluice verify`: reads backups back, and compares them with their tables where that is asked for.
 * @returns exit code: 0 all are as they were written, 1 one is not; what is wrong use is thrown
 */
export async function runVerifyCommand(
  { files, against, json }: VerifyCommandRequest,
  dataFolder: string,
  signal: AbortSignal,
): Promise<number> {
  const startMs = performance.now();
  const backend = openBackend(dataFolder);
  try {
    const call = createRouterClient(backend.router);
    const paths = files.map((file) => resolve(file));
    const { jobId } = await call.backups.verify({
      paths,
      against: against === null ? null : backend.connectionIdOf(against),
    });
    const job = await followJob(backend, jobId, signal);
    const reports = (job?.parts ?? []).map((part, index): FileReport => {
      const { schema, table, ledger, bytesTotal, sha256, state, fault } = part;
      const known = { path: paths[index] ?? '', schema, table, rows: ledger.read, bytes: bytesTotal ?? 0, sha256 };
      return { ...known, verified: state === 'checked', ...(fault === null ? {} : { fault }) };
    });
    for (const report of reports) tell(describeVerified(report, against !== null));
    const failure = job?.fault ?? null;
    printReport(json, { files: reports }, startMs, failure);
    return failure === null ? 0 : exitCodeOf(failure.code);
  } finally {
    await backend.close();
  }
}

function describeVerified(
  { path, schema, table, rows, bytes, verified, fault }: FileReport,
  compared: boolean,
): string {
  const name = basename(path);
  if (fault !== undefined) return [`Not right: ${name}`, ...faultLines(fault).map((line) => `  ${line}`)].join('\n');
  if (!verified) return `Not verified: ${name}`;
  const same = compared ? `, the same as ${schema}.${table} is now` : '';
  return `Verified: ${name}, ${showAmount(rows, 'row')}, ${showBytes(bytes)}${same}`;
}
