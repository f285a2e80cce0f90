import { skipToken } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import type { Preview } from '#shared/contract/imports.ts';
import type { Fault } from '#shared/fault.ts';
import type { InferredTable } from '#shared/inferred-table.ts';
import type { Job } from '#shared/job.ts';
import { useCalls, useClient } from '../../../client/client-provider.tsx';
import { faultOf } from '../../../client/fault-of.ts';
import { useCall } from '../../../client/use-call.ts';
import { useJob } from '../../../client/use-job.ts';
import { readingOf } from './table-design.ts';

export interface Inferred {
  readonly job: Job | null;
  readonly table: InferredTable | null;
  readonly fault: Fault | null;
  readonly cancel: () => void;
}

interface Asked {
  /** What was asked for, as JSON. */
  readonly wanted: string;
  readonly jobId: string | null;
  readonly fault: Fault | null;
}

const nothing: Asked = { wanted: '', jobId: null, fault: null };

/**
 * Reads the whole file, as its preview says, for the table that would hold it; a job that ends with the panel.
 * @param isKnown nothing is to be read: what is in the file is known from before
 */
export function useInferred(connectionId: string, preview: Preview, isKnown: boolean): Inferred {
  const client = useClient();
  const calls = useCalls();
  const { source, dialect, width, fieldNames } = preview;
  const wanted = readingOf(preview);
  const [asked, setAsked] = useState<Asked | null>(null);
  const start = useEffectEvent(async (signal: AbortSignal) => {
    try {
      const request = { connectionId, source, dialect, width, fieldNames: [...fieldNames] };
      const { jobId } = await client.imports.infer(request);
      const cancel = (): void => void client.jobs.cancel({ jobId }).catch(() => undefined);
      if (signal.aborted) {
        cancel();
        return;
      }
      signal.addEventListener('abort', cancel, { once: true });
      setAsked({ wanted, jobId, fault: null });
    } catch (error) {
      if (!signal.aborted) setAsked({ wanted, jobId: null, fault: faultOf(error) });
    }
  });
  useEffect(() => {
    if (isKnown) return undefined;
    const end = new AbortController();
    const timer = setTimeout(() => void start(end.signal));
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [wanted, connectionId, isKnown]);

  const started = asked?.wanted === wanted ? asked : nothing;
  const { job, fault } = useJob(started.jobId);
  const done = job?.state === 'succeeded' && started.jobId !== null ? started.jobId : null;
  const found = useCall({
    ...calls.imports.inferred.queryOptions({ input: done === null ? skipToken : { jobId: done } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return {
    job,
    table: done === null ? null : (found.data ?? null),
    fault: started.fault ?? fault ?? job?.fault ?? found.fault,
    cancel: () => {
      if (started.jobId !== null) client.jobs.cancel({ jobId: started.jobId }).catch(() => undefined);
    },
  };
}
