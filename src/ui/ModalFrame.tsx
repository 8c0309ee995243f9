import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import './dialog.css';

export interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Of the frame, beside its own. */
  readonly frameClass?: string;
  /** Of the dialog inside it, beside its own. */
  readonly dialogClass?: string;
  /** With a `DialogTitle`. */
  readonly children: ReactNode;
}

/** The frame of a modal dialog: traps focus, closes with Esc or a click outside. */
export function ModalFrame({
  isOpen,
  onClose,
  frameClass = '',
  dialogClass = '',
  children,
}: Props) {
  return (
    <ModalOverlay
      className="dialog__overlay"
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable
    >
      <Modal className={`dialog__frame ${frameClass}`}>
        <AriaDialog className={`dialog ${dialogClass}`}>{children}</AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The title, by which the dialog is named. */
export function DialogTitle({ children }: { readonly children: ReactNode }) {
  return (
    <Heading slot="title" className="dialog__title">
      {children}
    </Heading>
  );
}
