import { useState } from 'react';
import type { RejectFilter } from '#shared/contract/rejects.ts';
import type { RowFix } from '#shared/row-fix.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { useClient } from '../../client/client-provider.tsx';
import { followFix, type FixProgress } from './follow-fix.ts';
import type { RejectWorkbench } from './use-reject-work.ts';

interface FixJob {
  readonly start: (filter: RejectFilter, fix: RowFix) => Promise<void>;
  /** Stops a fix that takes its time; its rows stay as they were. Null: none is on that can be stopped. */
  readonly stop: (() => void) | null;
  /** How far it is; null: none is on. */
  readonly words: string | null;
  /** What the last one did, once it is done. */
  readonly told: string;
}

const progressWords = ({ rows, of }: FixProgress): string =>
  `${showCount(rows)}${of === null ? '' : ` of ${showCount(of)}`} rows looked at`;

/** A fix that is being made, at once or as a job that takes its time. */
export function useFixJob(bench: RejectWorkbench): FixJob {
  const client = useClient();
  const [words, setWords] = useState<string | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const [told, setTold] = useState('');
  return {
    async start(filter, fix) {
      setWords('');
      const answer = await bench.fixAll(filter, fix);
      setJobId(answer?.jobId ?? null);
      const outcome =
        answer === null || answer.jobId === null
          ? (answer?.outcome ?? null)
          : await followFix(client, answer.jobId, (progress) => setWords(progressWords(progress))).catch(() => null);
      setJobId(null);
      setWords(null);
      if (answer?.jobId != null) bench.refresh();
      setTold(outcome === null ? 'The fix was not made.' : `${showAmount(outcome.change, 'row')} changed.`);
    },
    stop: jobId === null ? null : () => void client.jobs.cancel({ jobId }).catch(() => undefined),
    words,
    told,
  };
}
