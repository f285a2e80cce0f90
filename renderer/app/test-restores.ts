import { implement } from '@orpc/server';
import { restores as contract } from '#shared/contract/restores.ts';

/** No scene restores a backup: that takes files and a server. */
export function restoreHandlers() {
  const os = implement(contract);
  return {
    compare: os.compare.handler(({ input }) => {
      throw new Error(`No scene answers restores.compare: ${input.item.path}`);
    }),
    start: os.start.handler(({ input }) => {
      throw new Error(`No scene answers restores.start: ${input.items.length}`);
    }),
  };
}
