import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components/Button';
import { Tooltip } from './Tooltip.tsx';
import './button.css';

export interface Props extends Omit<ButtonProps, 'children' | 'className' | 'aria-label'> {
  /** What it does; read out and shown as a tooltip. */
  readonly label: string;
  /** Keyboard shortcut, shown in the tooltip. */
  readonly shortcut?: string;
  readonly children: ReactNode;
}

/** A square button that shows only an icon; its label is a tooltip. */
export function IconButton({ label, shortcut, children, ...props }: Props) {
  return (
    <Tooltip text={shortcut ? `${label} (${shortcut})` : label}>
      <AriaButton {...props} aria-label={label} className="button button--quiet button--icon">
        {children}
      </AriaButton>
    </Tooltip>
  );
}
