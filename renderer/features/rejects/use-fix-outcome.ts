import { useEffect, useState } from 'react';
import type { FixOutcome, RejectFilter } from '#shared/contract/rejects.ts';
import type { Fault } from '#shared/fault.ts';
import type { RowFix } from '#shared/row-fix.ts';
import { useClient } from '../../client/client-provider.tsx';
import { faultOf } from '../../client/fault-of.ts';
import { followWork, type WorkProgress } from '../../client/follow-work.ts';

/** How long nothing must be typed before what a fix would do is asked. */
const PAUSE_MS = 250;

export interface FixForecast {
  /** What the fix would do; null until that is known. */
  readonly outcome: FixOutcome | null;
  /** Rows that were looked at so far, of how many, where it takes long. */
  readonly progress: WorkProgress | null;
  readonly fault: Fault | null;
}

const nothing: FixForecast = { outcome: null, progress: null, fault: null };

/**
 * What a fix would do to the rows that fit a filter, asked anew whenever one of them changes.
 * @param fix null: it is not set yet
 * @param version another one means that rows changed
 */
export function useFixOutcome(filter: RejectFilter, fix: RowFix | null, version: unknown): FixForecast {
  const client = useClient();
  const [told, setTold] = useState<{ readonly key: string; readonly forecast: FixForecast }>({
    key: '',
    forecast: nothing,
  });
  const key = JSON.stringify([filter, fix]);
  useEffect(() => {
    if (fix === null) return undefined;
    const end = new AbortController();
    const { signal } = end;
    const tell = (forecast: Partial<FixForecast>): void => {
      if (!signal.aborted) setTold({ key, forecast: { ...nothing, ...forecast } });
    };
    const ask = async (): Promise<void> => {
      const { outcome, jobId } = await client.rejects.fixAll({ filter, fix, apply: false }, { signal });
      if (jobId === null) tell({ outcome });
      else tell({ outcome: await followWork(client, jobId, (progress) => tell({ progress }), signal) });
    };
    const timer = setTimeout(() => {
      ask().catch((error: unknown) => tell({ fault: faultOf(error) }));
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- `key` stands for the filter and the fix, which are made anew with each drawing
  }, [client, key, version]);
  // What was told of another fix is not shown for this one.
  return told.key === key ? told.forecast : nothing;
}
