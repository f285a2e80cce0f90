import { isEnded } from '#shared/job.ts';
import { showShare } from '#shared/units.ts';
import { useJob } from '../../client/use-job.ts';
import { useBatch } from './batch-provider.tsx';

/** How far the load of the batch is, for where the import itself is not in sight; nothing while none is on. */
export function LoadProgress({ className }: { readonly className: string }) {
  const { batch } = useBatch();
  const { job } = useJob(batch.load?.jobId ?? null);
  if (job === null || isEnded(job.state)) return null;
  const bytesRead = job.parts.reduce((sum, part) => sum + part.bytesRead, 0);
  const bytesTotal = job.parts.reduce((sum, part) => sum + (part.bytesTotal ?? 0), 0);
  return <span className={className}>{showShare(bytesRead, bytesTotal)}</span>;
}
