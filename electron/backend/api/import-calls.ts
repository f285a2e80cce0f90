import { implement } from '@orpc/server';
import { dictionaryOfStatement } from '#backend/load/new-table.ts';
import { previewSource } from '#backend/load/preview-source.ts';
import { imports as contract } from '#shared/contract/imports.ts';
import { Inferences } from './infer-job.ts';
import { startImport } from './import-job.ts';
import type { Rooms } from './rooms.ts';
import { fileOf } from './source-file.ts';

/** Handlers of the calls of the area `imports`. */
export function importCalls(rooms: Rooms) {
  const os = implement(contract);
  const inferences = new Inferences(rooms);
  return {
    infer: os.infer.handler(({ input }) => ({ jobId: inferences.start(input) })),
    inferred: os.inferred.handler(({ input }) => inferences.get(input.jobId)),
    tryStatement: os.tryStatement.handler(async ({ input, signal }) => {
      const login = await rooms.logins.login(input.connectionId);
      return { dictionary: await dictionaryOfStatement(login, input.target, input.statement, { signal }) };
    }),
    preview: os.preview.handler(async ({ input, signal }) => {
      const { connectionId } = input;
      return previewSource(
        await rooms.logins.login(connectionId),
        fileOf(input.source, rooms),
        input,
        {
          saved: rooms.history.dictionaries.list(rooms.logins.dictionaryOwner(connectionId).id),
          matchOf: (target, signature) => rooms.history.matches.find({ connectionId, target, signature }),
        },
        { signal },
      );
    }),
    check: os.check.handler(async ({ input }) => ({ jobId: await startImport(rooms, 'check', input) })),
    load: os.load.handler(async ({ input }) => ({ jobId: await startImport(rooms, 'load', input) })),
  };
}
