import { showAmount } from '#shared/units.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { Button } from '../../ui/button.tsx';
import type { RejectWorkbench } from './use-reject-work.ts';

/** Undo, and redo where there is something to do again. */
export function UndoButtons({ bench }: { readonly bench: RejectWorkbench }) {
  const undoes = bench.canEdit ? (bench.work?.history.undo ?? null) : null;
  const redoes = bench.canEdit ? (bench.work?.history.redo ?? null) : null;
  useShortcut('mod+Z', () => void bench.undo(), undoes !== null);
  useShortcut('mod+shift+Z', () => void bench.redo(), redoes !== null);
  useShortcut('mod+Y', () => void bench.redo(), redoes !== null);
  return (
    <>
      <Button
        variant="plain"
        icon="undo"
        aria-label={undoes === null ? 'Undo' : `Undo: ${undoes}`}
        isDisabled={undoes === null}
        onPress={() => void bench.undo()}
      >
        Undo
      </Button>
      {redoes === null ? null : (
        <Button variant="plain" icon="redo" aria-label={`Redo: ${redoes}`} onPress={() => void bench.redo()}>
          Redo
        </Button>
      )}
    </>
  );
}

interface ReplayButtonProps {
  readonly bench: RejectWorkbench;
  /** Told the run that loads the fixed rows. */
  readonly onStarted: (runId: string) => void;
}

/** The one button that the screen is about: sends the fixed rows, and those only. */
export function ReplayButton({ bench, onStarted }: ReplayButtonProps) {
  const fixed = bench.count('fixed');
  const start = async (): Promise<void> => {
    const runId = await bench.replay();
    if (runId !== null) onStarted(runId);
  };
  return (
    <Button variant="primary" icon="again" isDisabled={!bench.canEdit || fixed === 0} onPress={() => void start()}>
      {fixed === 0 ? 'Replay fixed rows' : `Replay ${showAmount(fixed, 'fixed row')}`}
    </Button>
  );
}
