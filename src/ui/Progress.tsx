import { ProgressBar } from 'react-aria-components/ProgressBar';
import './progress.css';

export interface Props {
  readonly label: string;
  /** Fraction done, 0 to 1; undefined when unknown. */
  readonly value?: number | undefined;
}

/** How far a task has come; a moving bar when that is unknown. */
export function Progress({ label, value }: Props) {
  const known = value !== undefined;
  return (
    <ProgressBar
      className="progress"
      aria-label={label}
      minValue={0}
      maxValue={1}
      value={value ?? 0}
      isIndeterminate={!known}
    >
      <span
        className={known ? 'progress__fill' : 'progress__fill progress__fill--unknown'}
        style={known ? { width: `${Math.min(1, Math.max(0, value)) * 100}%` } : undefined}
      />
    </ProgressBar>
  );
}
