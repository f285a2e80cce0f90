import { implement } from '@orpc/server';
import { runs as contract } from '#shared/contract/runs.ts';
import type { Rooms } from './rooms.ts';

/** Handlers of the calls of the area `runs`. */
export function runCalls({ history, changes }: Rooms) {
  const os = implement(contract);
  return {
    list: os.list.handler(({ input }) => history.runs.list(input)),
    get: os.get.handler(({ input }) => ({
      ...history.runs.get(input.runId),
      family: history.runs.family(input.runId),
    })),
    dismiss: os.dismiss.handler(({ input }) => {
      history.runs.dismiss(input.runId);
      changes.emit('runs');
      return {};
    }),
  };
}
