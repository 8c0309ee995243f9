import { Switch as AriaSwitch } from 'react-aria-components/Switch';
import './switch.css';

export interface Props {
  readonly label: string;
  readonly isSelected: boolean;
  readonly onChange: (selected: boolean) => void;
}

/** On or off, effective at once. */
export function Switch({ label, isSelected, onChange }: Props) {
  return (
    <AriaSwitch className="switch" isSelected={isSelected} onChange={onChange}>
      <span className="switch__track" aria-hidden="true" />
      {label}
    </AriaSwitch>
  );
}
