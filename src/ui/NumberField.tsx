import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { NumberField as AriaNumberField } from 'react-aria-components/NumberField';
import './field.css';

export interface Props {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly description?: string;
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  /** Called when the person leaves the field or presses Enter, with a number inside the range. */
  readonly onChange: (value: number) => void;
}

/** A number typed or stepped with the arrow keys; out-of-range values are brought back into the range. */
export function NumberField(props: Props) {
  const { label, hideLabel, description, value, min, max, step, onChange } = props;
  return (
    <AriaNumberField
      className="field"
      value={value}
      onChange={(next) => {
        if (Number.isFinite(next)) onChange(next);
      }}
      formatOptions={{ maximumFractionDigits: 6, useGrouping: false }}
      {...(min !== undefined && { minValue: min })}
      {...(max !== undefined && { maxValue: max })}
      {...(step !== undefined && { step })}
      {...(hideLabel && { 'aria-label': label })}
    >
      {!hideLabel && <Label className="field__label">{label}</Label>}
      <Input className="field__input" />
      {description && (
        <Text slot="description" className="field__description">
          {description}
        </Text>
      )}
    </AriaNumberField>
  );
}
