import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components/Button';
import './button.css';

export interface Props extends Omit<ButtonProps, 'children' | 'className'> {
  readonly children: ReactNode;
  /** `primary` at most once on a surface; `quiet` has no border until hovered. */
  readonly variant?: 'plain' | 'primary' | 'quiet';
}

/** A push button with a text label. */
export function Button({ variant = 'plain', ...props }: Props) {
  return <AriaButton {...props} className={`button button--${variant}`} />;
}
