import { Button } from 'react-aria-components/Button';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Label } from 'react-aria-components/Label';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { ChevronIcon } from './icons.tsx';
import './field.css';
import './select.css';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
  /** Shown after the label in a quieter colour. */
  readonly detail?: string;
}

export interface Props<T extends string> {
  readonly label: string;
  /** Keeps the label for screen readers only. */
  readonly hideLabel?: boolean;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly isDisabled?: boolean;
}

/** A choice of one from a list. */
export function Select<T extends string>(props: Props<T>) {
  const { label, hideLabel, options, value, onChange, isDisabled = false } = props;
  return (
    <AriaSelect
      className="field select"
      value={value}
      onChange={(key) => {
        if (key !== null) onChange(String(key) as T);
      }}
      isDisabled={isDisabled}
      {...(hideLabel && { 'aria-label': label })}
    >
      {!hideLabel && <Label className="field__label">{label}</Label>}
      <Button className="select__button">
        <SelectValue className="select__value">
          {options.find((option) => option.value === value)?.label ?? value}
        </SelectValue>
        <ChevronIcon />
      </Button>
      <Popover className="select__popover" offset={2}>
        <ListBox className="select__list" items={options.map((o) => ({ ...o, id: o.value }))}>
          {(option) => (
            <ListBoxItem className="select__option" id={option.value} textValue={option.label}>
              <span>{option.label}</span>
              {option.detail && <span className="select__detail">{option.detail}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
