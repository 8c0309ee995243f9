import type { ReactNode } from 'react';
import type { ErrorDetails } from '../base/errors.ts';
import { IconButton } from './IconButton.tsx';
import { CloseIcon } from './icons.tsx';
import './error-card.css';

export interface Props {
  readonly error: ErrorDetails;
  readonly onDismiss: () => void;
  /** Buttons for the ways out that Locus can take itself. */
  readonly actions?: ReactNode;
}

/** A failure in words: cause, file, place and the way out. Without a file the cause is the heading. */
export function ErrorCard({ error, onDismiss, actions }: Props) {
  const { file, place, message } = error;
  return (
    <section className="error-card" role="alert">
      <div className="error-card__text">
        {file && (
          <div className="error-card__where">{[file, place].filter(Boolean).join(', ')}</div>
        )}
        <div className="error-card__message">{message}</div>
        {!file && place && <div>Where: {place}</div>}
        <div className="error-card__hint">{error.hint}</div>
        <div className="error-card__foot">
          {actions}
          <code className="error-card__code">{error.code}</code>
        </div>
      </div>
      <IconButton label="Dismiss" onPress={onDismiss}>
        <CloseIcon />
      </IconButton>
    </section>
  );
}
