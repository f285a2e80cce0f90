import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import styles from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, the one that does it last. */
  readonly actions: ReactNode;
  /** alertdialog: something is lost or destroyed. */
  readonly role?: 'dialog' | 'alertdialog';
}

/** A question that must be answered before anything else: a password, a step that destroys. Never a list of errors. */
export const Dialog = ({ title, isOpen, onClose, children, actions, role = 'dialog' }: DialogProps) => (
  <ModalOverlay
    className={styles['overlay'] ?? ''}
    isOpen={isOpen}
    onOpenChange={(open) => {
      if (!open) onClose();
    }}
    isDismissable={role === 'dialog'}
  >
    <Modal className={styles['modal'] ?? ''}>
      <AriaDialog className={styles['dialog'] ?? ''} role={role}>
        <Heading slot="title" className={styles['title'] ?? ''}>
          {title}
        </Heading>
        <div className={styles['body']}>{children}</div>
        <div className={styles['actions']}>{actions}</div>
      </AriaDialog>
    </Modal>
  </ModalOverlay>
);
