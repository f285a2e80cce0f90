import { isEnded, type Job, type JobPart } from '#shared/job.ts';
import type { RunState } from '#shared/run.ts';

/**
 * How far the batch is: its files are read, a question is open, it waits for its check, is being checked, is checked, is
 * being loaded, is loaded.
 */
export type Stage = 'reading' | 'asking' | 'unchecked' | 'checking' | 'checked' | 'loading' | 'loaded';

export type Step = 'Read' | 'Match' | 'Check' | 'Load';
export const steps: readonly Step[] = ['Read', 'Match', 'Check', 'Load'];

const stepOf: Readonly<Record<Stage, number>> = {
  reading: 0,
  asking: 1,
  unchecked: 2,
  checking: 2,
  checked: 3,
  loading: 3,
  loaded: 4,
};

/** Place of the step that the batch is at, 0-based; 4 when all are done. */
export const stepAt = (stage: Stage): number => stepOf[stage];

/** How a part of a job ended, or that it has not yet. */
export function endOf({ state }: Pick<JobPart, 'state'>): RunState {
  switch (state) {
    case 'waiting':
    case 'reading':
    case 'judging':
    case 'asking':
    case 'held':
    case 'committing':
      return 'running';
    default:
      return state;
  }
}

/** Whether a part of a job will not change any more. */
export const isPartEnded = (part: JobPart): boolean => endOf(part) !== 'running';

/** What the stage of a batch depends on. */
export interface StageSource {
  /** Files are on their way, or their previews are. */
  readonly reading: boolean;
  readonly asking: boolean;
  /** Whether the last check is of the batch as it is now. */
  readonly checkFits: boolean;
  readonly check: Job | null;
  /** The check can go no further. */
  readonly checkFailed: boolean;
  readonly hasLoad: boolean;
  readonly load: Job | null;
  readonly loadLost: boolean;
}

/** The stage of a batch. */
export function stageOf(it: StageSource): Stage {
  if (it.hasLoad) {
    const ended = it.loadLost || (it.load !== null && isEnded(it.load.state));
    return ended ? 'loaded' : 'loading';
  }
  if (it.reading) return 'reading';
  if (it.asking) return 'asking';
  if (!it.checkFits || it.checkFailed) return 'unchecked';
  if (it.check === null || !isEnded(it.check.state)) return 'checking';
  return it.check.state === 'cancelled' ? 'unchecked' : 'checked';
}
