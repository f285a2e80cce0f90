import { Button } from '../ui/button.tsx';
import { redoStep, undoStep, type DraftHistory } from './draft-history.ts';
import { useShortcut } from './shortcut.ts';

interface DraftButtonsProps<Draft> {
  /** Null: nothing was changed. */
  readonly history: DraftHistory<Draft> | null;
  readonly onStep: (history: DraftHistory<Draft>) => void;
}

/** One step back in what was changed, and again, where there is one. */
export function DraftButtons<Draft>({ history, onStep }: DraftButtonsProps<Draft>) {
  const undone = history === null ? null : undoStep(history);
  const redone = history === null ? null : redoStep(history);
  const undo = (): void => {
    if (undone !== null) onStep(undone);
  };
  const redo = (): void => {
    if (redone !== null) onStep(redone);
  };
  useShortcut('mod+Z', undo, undone !== null);
  useShortcut('mod+shift+Z', redo, redone !== null);
  useShortcut('mod+Y', redo, redone !== null);
  if (undone === null && redone === null) return null;
  return (
    <>
      <Button variant="plain" icon="undo" isDisabled={undone === null} onPress={undo}>
        Undo
      </Button>
      {redone === null ? null : (
        <Button variant="plain" icon="redo" onPress={redo}>
          Redo
        </Button>
      )}
    </>
  );
}
