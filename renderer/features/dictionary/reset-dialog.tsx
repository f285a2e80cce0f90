import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

interface ResetDialogProps {
  readonly table: string;
  /** What holds then: `the built-in one`. */
  readonly then: string;
  /** The button: `Forget 3 changes`. */
  readonly verb: string;
  readonly onClose: () => void;
  readonly onReset: () => void;
}

/** Asks before what a person made is forgotten. */
export const ResetDialog = ({ table, then, verb, onClose, onReset }: ResetDialogProps) => (
  <Dialog
    title={`Back to ${then}?`}
    isOpen
    onClose={onClose}
    role="alertdialog"
    actions={
      <>
        <Button onPress={onClose}>Keep mine</Button>
        <Button variant="destroy" onPress={onReset}>
          {verb}
        </Button>
      </>
    }
  >
    <p>{`What was saved for ${table} is forgotten, and ${then} holds again for every import. To keep it, export it as a schema file first.`}</p>
  </Dialog>
);
