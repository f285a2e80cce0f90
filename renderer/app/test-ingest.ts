import { implement } from '@orpc/server';
import { ingest as contract } from '#shared/contract/ingest.ts';

/** The scene has no REST service, and starts none. */
export function ingestHandlers() {
  const os = implement(contract);
  const none = (what: string): never => {
    throw new Error(`The scene has no ${what}.`);
  };
  const stopped = { running: null, gauges: null, recent: [] };
  return {
    state: os.state.handler(() => stopped),
    start: os.start.handler(({ input }) => none(`service on ${input.connectionId}`)),
    stop: os.stop.handler(() => stopped),
    samples: os.samples.handler(() => ({ samples: [] })),
    keys: os.keys.handler(() => ({ keys: [] })),
    addKey: os.addKey.handler(({ input }) => none(`key ${input.name}`)),
    revokeKey: os.revokeKey.handler(({ input }) => none(`key ${input.id}`)),
  };
}
