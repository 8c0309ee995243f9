import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import './segmented.css';

export interface Props<T extends string> {
  readonly label: string;
  readonly options: readonly {
    readonly value: T;
    readonly label: string;
    /** Why it cannot be chosen now. */
    readonly reason?: string | null;
  }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A choice of one from a few, all in view. */
export function Segmented<T extends string>({ label, options, value, onChange }: Props<T>) {
  return (
    <ToggleButtonGroup
      className="segmented"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        for (const key of keys) onChange(String(key) as T);
      }}
    >
      {options.map((option) => (
        <span key={option.value} title={option.reason ?? undefined} className="segmented__cell">
          <ToggleButton
            id={option.value}
            className="segmented__button"
            isDisabled={Boolean(option.reason)}
          >
            {option.label}
          </ToggleButton>
        </span>
      ))}
    </ToggleButtonGroup>
  );
}
