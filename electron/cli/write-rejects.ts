import { extname } from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import type { Backend } from '#backend/backend.ts';
import { FaultError } from '#shared/fault.ts';
import type { Run } from '#shared/run.ts';
import { showAmount } from '#shared/units.ts';
import type { LoadRequest } from './options.ts';

/**
 * Writes what --rejects and --report ask for. Each file holds the rejects of one run: with several runs that have rejects the
 * table's name goes before the ending, because rows of different tables in one file would not load again, and a number where
 * several files went to one table. Without rejects the file is written all the same, so that one of an earlier run is not
 * taken for this one's.
 * Faults: export.unwritable.
 */
export async function writeRejects(backend: Backend, runs: readonly Run[], request: LoadRequest): Promise<void> {
  const call = createRouterClient(backend.router);
  const rejected = runs.filter((run) => run.ledger.rejected > 0);
  const chosen = rejected.length > 0 ? rejected : runs.slice(-1);
  const names = namesOf(chosen);
  for (const [index, run] of chosen.entries()) {
    for (const [path, format] of wanted(request)) {
      const file = withName(path, names[index] ?? '');
      const { rows, jobId } = await call.rejects.export({ runId: run.id, format, path: file });
      const written = jobId === null ? rows : await rowsOf(call, jobId);
      process.stderr.write(`${file}: ${showAmount(written ?? 0, 'reject')} of ${run.sourceName}\n`);
    }
  }
}

/** The rows that a job has written, once it has. Faults: that of the job. */
async function rowsOf(call: RouterClient<Backend['router']>, jobId: string): Promise<number> {
  for await (const { fault } of await call.jobs.watch({ jobId })) if (fault !== null) throw new FaultError(fault);
  return (await call.rejects.done({ jobId })).outcome?.rows ?? 0;
}

function wanted({ rejects, report }: LoadRequest): (readonly [path: string, format: 'reload' | 'csv' | 'json'])[] {
  return [
    ...(rejects === null ? [] : [[rejects, 'reload'] as const]),
    ...(report === null ? [] : [[report, extname(report).toLowerCase() === '.json' ? 'json' : 'csv'] as const]),
  ];
}

/** What tells the files of these runs apart; one run needs nothing. */
function namesOf(runs: readonly Run[]): string[] {
  if (runs.length < 2) return runs.map(() => '');
  const seen = new Map<string, number>();
  return runs.map(({ table }) => {
    const name = table.replaceAll(/[/\\\0]/g, '_');
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}.${times}`;
  });
}

/** `bad.csv` → `bad.jobs.csv`. */
function withName(path: string, name: string): string {
  const ending = extname(path);
  return name === '' ? path : `${path.slice(0, path.length - ending.length)}.${name}${ending}`;
}
