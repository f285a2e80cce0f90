import { implement } from '@orpc/server';
import { schedules as contract } from '#shared/contract/schedules.ts';

/** The scene has no schedules, and keeps none. */
export function scheduleHandlers() {
  const os = implement(contract);
  const none = (what: string): never => {
    throw new Error(`No scene answers ${what}`);
  };
  return {
    list: os.list.handler(() => ({ schedules: [] })),
    save: os.save.handler(({ input }) => none(`schedules.save: ${input.draft.name}`)),
    remove: os.remove.handler(({ input }) => none(`schedules.remove: ${input.id}`)),
    times: os.times.handler(({ input }) => none(`schedules.times: ${input.timing.kind}`)),
    expiry: os.expiry.handler(({ input }) => none(`schedules.expiry: ${input.id}`)),
    prune: os.prune.handler(({ input }) => none(`schedules.prune: ${input.id}`)),
    runNow: os.runNow.handler(({ input }) => none(`schedules.runNow: ${input.id}`)),
  };
}
