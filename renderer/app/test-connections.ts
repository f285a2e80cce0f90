import { implement } from '@orpc/server';
import type { Connection, ConnectionReport } from '#shared/connection.ts';
import { connections as contract } from '#shared/contract/connections.ts';
import { fault, FaultError } from '#shared/fault.ts';
import type { Scene } from './test-scene.ts';

const report: ConnectionReport = {
  version: '18.4',
  roundTripMs: 2.1,
  encrypted: true,
  database: 'hr_warehouse',
  user: 'loader',
  schema: 'public',
  rights: ['Read and write 7 tables in schema public.', 'Create tables in schema public.'],
  notes: [],
};

function openConnection(scene: Scene, id: string, password: string | null): ConnectionReport {
  const connection = scene.connections.find((one) => one.id === id);
  if (connection === undefined) throw fault('connection.unknown', { name: id });
  const problem = scene.faults.get(id);
  if (problem !== undefined) throw new FaultError(problem);
  const wanted = scene.passwords.get(id);
  if (wanted !== undefined && password === null && connection.password === 'none') {
    throw fault('postgres.passwordNeeded', { name: connection.name });
  }
  if (wanted !== undefined && password !== null && password !== wanted) {
    throw fault('postgres.password', { user: connection.address?.user ?? '' });
  }
  return report;
}

/** The handlers of all calls for connections. */
export function connectionHandlers(scene: Scene) {
  const os = implement(contract);
  return {
    list: os.list.handler(() => scene.connections),
    parseUrl: os.parseUrl.handler(({ input }) => {
      const url = URL.parse(input.url);
      if (url === null || !url.protocol.startsWith('postgres')) {
        throw fault('connection.url', { reason: 'it does not begin with postgres://' });
      }
      return {
        address: {
          host: url.hostname,
          port: Number(url.port === '' ? 5432 : url.port),
          database: url.pathname.slice(1),
          user: url.username,
          schema: 'public',
          tls: 'require' as const,
          caFile: null,
        },
        password: url.password === '' ? null : url.password,
      };
    }),
    test: os.test.handler(({ input }) => {
      scene.heard('connections.test', input);
      const problem = scene.faults.get(input.draft.address?.host ?? '');
      if (problem !== undefined) throw new FaultError(problem);
      return report;
    }),
    save: os.save.handler(({ input }) => {
      scene.heard('connections.save', input);
      const id = input.id ?? scene.newId('connection');
      const saved: Connection = {
        ...input.draft,
        id,
        password: input.password === null ? 'none' : 'session',
        createdAt: '2026-11-22T08:00:00Z',
      };
      scene.connections = [...scene.connections.filter((one) => one.id !== id), saved];
      scene.change('connections');
      return saved;
    }),
    remove: os.remove.handler(({ input }) => {
      scene.connections = scene.connections.filter(({ id }) => id !== input.id);
      scene.change('connections');
      return {};
    }),
    open: os.open.handler(({ input }) => {
      scene.heard('connections.open', input);
      return openConnection(scene, input.id, input.password);
    }),
  };
}
