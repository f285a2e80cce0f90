import { implement, withEventMeta } from '@orpc/server';
import { jobs as contract } from '#shared/contract/jobs.ts';
import type { Rooms } from './rooms.ts';

/** Handlers of the calls of the area `jobs`. */
export function jobCalls({ jobs }: Rooms) {
  const os = implement(contract);
  return {
    list: os.list.handler(() => jobs.list()),
    watch: os.watch.handler(async function* ({ input, signal, lastEventId }) {
      const seen = Number(lastEventId ?? 0);
      for await (const job of jobs.watch(input.jobId, Number.isSafeInteger(seen) ? seen : 0, signal)) {
        yield withEventMeta(job, { id: String(job.version) });
      }
    }),
    answer: os.answer.handler(({ input }) => {
      jobs.answer(input.jobId, input.runId, input.answer);
      return {};
    }),
    cancel: os.cancel.handler(({ input }) => {
      jobs.cancel(input.jobId);
      return {};
    }),
  };
}
