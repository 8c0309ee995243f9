import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { DialogTitle, ModalFrame } from './ModalFrame.tsx';

export interface Props {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal dialog with a title and a close button. */
export function Dialog({ title, isOpen, onClose, children }: Props) {
  return (
    <ModalFrame isOpen={isOpen} onClose={onClose}>
      <DialogTitle>{title}</DialogTitle>
      <div className="dialog__body">{children}</div>
      <div className="dialog__actions">
        <Button onPress={onClose}>Close</Button>
      </div>
    </ModalFrame>
  );
}
