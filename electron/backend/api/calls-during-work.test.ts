import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { plainDialect } from '#shared/dialect.ts';
import { isEnded } from '#shared/job.ts';
import { importItemSchema, loadOptionsSchema } from '#shared/load.ts';
import { runFilterSchema } from '#shared/contract/runs.ts';
import { atDesk } from '../test-calls.ts';

const rows = 400_000;

it.each(['check', 'load'] as const)('calls are answered while a %s is under way, between its slices', (kind) =>
  atDesk('create table line (id int primary key, at timestamptz not null, note text)', async (desk) => {
    const path = join(desk.folder, 'lines.csv');
    const text = Array.from({ length: rows }, (_, at) => `${at},2021-05-17T09:00:${at % 60},note ${at}\n`);
    writeFileSync(path, text.join('').replaceAll(/:(\d),/g, ':0$1,'));
    const { jobId } = await desk.call.imports[kind]({
      connectionId: desk.connectionId,
      items: [
        importItemSchema.parse({
          source: { kind: 'path', path },
          dialect: plainDialect,
          target: { schema: desk.test.schema, table: 'line' },
          width: 3,
          match: ['id', 'at', 'note'].map((column, field) => ({ column, field })),
          targetExists: true,
        }),
      ],
      options: loadOptionsSchema.parse({}),
    });
    const ended = desk.endOf(jobId);
    const readMeanwhile = new Set<number>();
    for (;;) {
      const { runs } = await desk.call.runs.list(runFilterSchema.parse({}));
      await desk.call.tables.list({ connectionId: desk.connectionId });
      expect(runs).toHaveLength(1);
      const jobs = await desk.call.jobs.list();
      const job = jobs.find(({ id }) => id === jobId);
      if (job === undefined || isEnded(job.state)) break;
      readMeanwhile.add(job.parts[0]?.bytesRead ?? 0);
    }
    expect((await ended).parts[0]?.ledger).toMatchObject({ read: rows, rejected: 0 });
    // Answers came at many moments of the work, not before and after it.
    expect(readMeanwhile.size).toBeGreaterThan(5);
  }),
);
