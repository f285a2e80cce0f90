import { createRouterClient } from '@orpc/server';
import type { Schedule } from '#shared/schedule.ts';
import { openBackend } from './open-backend.ts';

/** `sluice schedules`: the schedules by name; words on standard output, or one JSON object with --json. Exit code 0. */
export async function runSchedulesCommand({ json }: { readonly json: boolean }, dataFolder: string): Promise<number> {
  const backend = openBackend(dataFolder);
  try {
    const { schedules } = await createRouterClient(backend.router).schedules.list();
    const text = json
      ? JSON.stringify({ schedules })
      : schedules.map(describe).join('\n') || 'No schedules yet. Make one in the window, among the backups.';
    process.stdout.write(`${text}\n`);
    return 0;
  } finally {
    await backend.close();
  }
}

const ends = {
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  missed: 'missed',
} as const satisfies Record<NonNullable<Schedule['last']>['state'], string>;

function describe({ name, connectionName, enabled, running, nextAt, timeZone, last }: Schedule): string {
  const next = running
    ? 'runs now'
    : !enabled
      ? 'is off'
      : nextAt === null
        ? 'is never due'
        : `next ${nextAt} (${timeZone})`;
  const lines = [`${name}: ${connectionName || 'its connection was removed'}, ${next}`];
  if (last !== null) lines.push(`  last ${last.dueAt}: ${ends[last.state]}`);
  if (last?.fault) lines.push(`  ${last.fault.sentence} ${last.fault.next}`);
  return lines.join('\n');
}
