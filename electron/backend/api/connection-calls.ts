import { implement } from '@orpc/server';
import { parseConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import { tryConnection } from '#backend/postgres/try-connection.ts';
import { connections as contract } from '#shared/contract/connections.ts';
import type { Rooms } from './rooms.ts';
import { settleRuns } from './settle-runs.ts';

/** Handlers of the calls of the area `connections`. */
export function connectionCalls(rooms: Rooms) {
  const { logins, changes, log } = rooms;
  const os = implement(contract);
  return {
    list: os.list.handler(() => logins.list()),
    parseUrl: os.parseUrl.handler(({ input }) => parseConnectionUrl(input.url)),
    test: os.test.handler(async ({ input, signal }) =>
      tryConnection(await logins.loginOfDraft(input.draft, input.password, input.id), { signal }),
    ),
    save: os.save.handler(async ({ input }) => {
      const connection = await logins.save(input.id, input.draft, input.password, input.remember);
      changes.emit('connections');
      return connection;
    }),
    remove: os.remove.handler(({ input }) => {
      logins.remove(input.id);
      changes.emit('connections');
      return {};
    }),
    open: os.open.handler(async ({ input, signal }) => {
      const known = await logins.login(input.id);
      const login = input.password === null ? known : { ...known, password: input.password };
      const report = await tryConnection(login, { signal });
      if (input.password !== null) {
        logins.keepPassword(input.id, input.password);
        changes.emit('connections');
      }
      settleRuns(rooms, input.id).catch((error: unknown) => log.error('Runs could not be settled.', error));
      return report;
    }),
  };
}
