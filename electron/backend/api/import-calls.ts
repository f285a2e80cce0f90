import { implement } from '@orpc/server';
import { previewSource } from '#backend/load/preview-source.ts';
import { imports as contract } from '#shared/contract/imports.ts';
import { startImport } from './import-job.ts';
import type { Rooms } from './rooms.ts';
import { fileOf } from './source-file.ts';

/** Handlers of the calls of the area `imports`. */
export function importCalls(rooms: Rooms) {
  const os = implement(contract);
  return {
    preview: os.preview.handler(async ({ input, signal }) => {
      const { connectionId } = input;
      return previewSource(
        await rooms.logins.login(connectionId),
        fileOf(input.source, rooms),
        input,
        {
          saved: rooms.history.dictionaries.list(connectionId),
          matchOf: (target, signature) => rooms.history.matches.find({ connectionId, target, signature }),
        },
        { signal },
      );
    }),
    check: os.check.handler(async ({ input }) => ({ jobId: await startImport(rooms, 'check', input) })),
    load: os.load.handler(async ({ input }) => ({ jobId: await startImport(rooms, 'load', input) })),
  };
}
