import { useRef, useState, type ComponentProps } from 'react';
import { NumberField } from '../../src/ui/NumberField.tsx';
import { rangeHint } from './range-hint.ts';

type Props = ComponentProps<typeof NumberField> & {
  /** Called when a number outside the range was typed and another one is taken. */
  readonly onCorrected?: () => void;
};

/** A number field that says so when it takes another number than the one that was typed. */
export function RangedNumberField({ onCorrected, ...field }: Props) {
  const typed = useRef<string | null>(null);
  const [hint, setHint] = useState<ReturnType<typeof rangeHint>>(null);
  const leave = (): void => {
    if (typed.current === null) return;
    const next = rangeHint(typed.current, field);
    typed.current = null;
    setHint(next);
    if (next) onCorrected?.();
  };
  return (
    <div
      className="params__choice"
      onInput={({ target }) => {
        if (target instanceof HTMLInputElement) typed.current = target.value;
      }}
      onBlur={leave}
      // The field keeps the key to itself when it takes the number over.
      onKeyDownCapture={({ key }) => {
        if (key === 'Enter') leave();
      }}
    >
      <NumberField {...field} />
      <span className="field__description" role="status">
        {hint && hint.taken === field.value && hint.text}
      </span>
    </div>
  );
}
