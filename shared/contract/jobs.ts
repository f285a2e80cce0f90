import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { jobSchema } from '../job.ts';
import { call } from './base.ts';

const jobId = z.object({ jobId: z.string() });

export const jobs = {
  /** Jobs of this session of the backend, newest first. */
  list: call.output(z.array(jobSchema)),
  /** At most 10 snapshots a second, the last one always; event ids are versions, so a stream can be resumed. */
  watch: call.input(jobId).output(eventIterator(jobSchema)),
  /** Asks the job to stop. Answers at once; the stream tells when it has. */
  cancel: call.input(jobId).output(z.object({})),
  /** Answers what a part in the state asking asks. Faults: job.notAsking where it was answered, or gave up waiting. */
  answer: call
    .input(jobId.extend({ runId: z.string(), answer: z.enum(['continue', 'rollBack']) }))
    .output(z.object({})),
};
