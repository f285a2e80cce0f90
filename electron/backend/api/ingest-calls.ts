import { implement } from '@orpc/server';
import { ingest as contract } from '#shared/contract/ingest.ts';
import { fault } from '#shared/fault.ts';
import type { IngestDoor } from './ingest-door.ts';
import type { Rooms } from './rooms.ts';

/** Handlers of the calls of the area `ingest`. */
export function ingestCalls({ allowPaths }: Pick<Rooms, 'allowPaths'>, door: IngestDoor) {
  const os = implement(contract);
  return {
    state: os.state.handler(() => door.state()),
    start: os.start.handler(({ input }) => {
      // Over HTTP nobody names a file of this machine.
      if (input.certificate !== null && !allowPaths) throw fault('source.refused');
      return door.start(input);
    }),
    stop: os.stop.handler(() => door.stop()),
    samples: os.samples.handler(async () => ({ samples: await door.samples() })),
    keys: os.keys.handler(() => ({ keys: door.keys() })),
    addKey: os.addKey.handler(({ input }) => door.addKey(input)),
    revokeKey: os.revokeKey.handler(({ input }) => {
      door.revokeKey(input.id);
      return {};
    }),
  };
}
