import { fault, isFault } from '#shared/fault.ts';
import type { RejectSink } from './run-log.ts';

/** The same sink; what it cannot keep raises load.rejectsNotKept: no row goes in whose fellows are lost. */
export function keepRejects(sink: RejectSink): RejectSink {
  const keep = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const reason = isFault(error) && error.cause instanceof Error ? error.cause : error;
      const words = reason instanceof Error ? reason.message : String(reason);
      throw fault('load.rejectsNotKept', { reason: words }, { cause: error });
    }
  };
  return {
    add: (rows) => keep(() => sink.add(rows)),
    amend: (more) => keep(() => sink.amend(more)),
    addRest: (record, piece) => keep(() => sink.addRest(record, piece)),
    clear: () => keep(() => sink.clear()),
    settle: () => keep(() => sink.settle()),
  };
}
