import type { RunSummary } from '#shared/run.ts';
import { showCount } from '#shared/units.ts';
import { Chip } from '../../ui/chip.tsx';
import { showMoment } from '../../ui/format-time.ts';

interface RunChipProps {
  /** Runs that have rejects, newest first. */
  readonly runs: readonly RunSummary[];
  readonly selected: string;
  readonly zone: string;
  readonly onChoose: (runId: string) => void;
}

const kindWords = (run: RunSummary): string => {
  if (run.kind === 'check') return ', checked only';
  return run.state === 'failed' || run.state === 'cancelled' ? ', rolled back' : '';
};

/** Whose rejects are shown: those of another file, or of another load of it. */
export const RunChip = ({ runs, selected, zone, onChoose }: RunChipProps) => (
  <Chip
    label="Run"
    hideLabel
    block
    options={runs.map((run) => ({
      id: run.id,
      label: `${run.sourceName}, ${showMoment(run.startedAt, zone)}`,
      detail: `${showCount(run.ledger.rejected)} of ${showCount(run.ledger.read)} rows to ${run.table}${kindWords(run)}`,
    }))}
    selected={selected}
    onChoose={onChoose}
  />
);
