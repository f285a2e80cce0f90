import { implement } from '@orpc/server';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { showRecord } from '#backend/check/show-record.ts';
import { exportRejects } from '#backend/history/export-rejects.ts';
import { writeFileOf } from '#backend/history/write-file.ts';
import { splitRecord } from '#backend/parse/split-record.ts';
import { rejects as contract, rejectFilterSchema } from '#shared/contract/rejects.ts';
import type { Dialect } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import type { Reject } from '#shared/reject.ts';
import type { Downloads } from './downloads.ts';
import type { Rooms } from './rooms.ts';

/** Characters of an original line that a window gets; a line may be 16 MiB long. */
const LINE_MAX = 10_000;

/** Handlers of the calls of the area `rejects`. */
export function rejectCalls({ history, allowPaths }: Rooms, downloads: Downloads) {
  const os = implement(contract);
  return {
    page: os.page.handler(({ input }) => {
      const run = history.runs.getStored(input.runId);
      const filter = rejectFilterSchema.parse(input);
      const rows = history.rejects.page(filter, input.offset, input.limit);
      return {
        total: history.rejects.count(filter),
        columns: run.fieldColumns,
        rejects: rows.map((row, index) => showReject(row, input.offset + index + 1, run.id, run.dialect)),
      };
    }),
    facets: os.facets.handler(({ input }) => history.rejects.facets(input)),
    export: os.export.handler(async ({ input }) => {
      const { name, type, rows, parts } = exportRejects(history, rejectFilterSchema.parse(input), input.format);
      if (input.path === null) {
        return { name, rows, href: `/downloads/${downloads.offer({ name, type, parts })}`, path: null };
      }
      if (!allowPaths) throw fault('source.refused');
      await writeFileOf(input.path, parts());
      return { name, rows, href: null, path: input.path };
    }),
  };
}

function showReject(row: RejectedRow, ordinal: number, runId: string, dialect: Dialect): Reject {
  const line = showRecord(row.bytes, dialect);
  const cut = line.length > LINE_MAX;
  return {
    runId,
    ordinal,
    record: row.record,
    byteOffset: row.byteOffset,
    line: cut ? line.slice(0, LINE_MAX) : line,
    cut,
    fields: splitRecord(row.bytes, dialect).map((field) => field.slice(0, LINE_MAX)),
    errors: [...row.errors],
  };
}
