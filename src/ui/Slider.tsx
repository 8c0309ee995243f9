import { Label } from 'react-aria-components/Label';
import {
  Slider as AriaSlider,
  SliderOutput,
  SliderThumb,
  SliderTrack,
} from 'react-aria-components/Slider';
import './field.css';
import './slider.css';

export interface Props {
  readonly label: string;
  readonly description?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
  readonly onChangeEnd?: (value: number) => void;
}

/** A number within a known range, chosen by dragging or with the arrow keys. */
export function Slider({
  label,
  description,
  value,
  min,
  max,
  step,
  onChange,
  onChangeEnd,
}: Props) {
  return (
    <AriaSlider
      className="field slider"
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      onChange={(next) => onChange(next as number)}
      {...(onChangeEnd && { onChangeEnd: (next) => onChangeEnd(next as number) })}
    >
      <div className="slider__head">
        <Label className="field__label">{label}</Label>
        <SliderOutput className="slider__value" />
      </div>
      <SliderTrack className="slider__track">
        <SliderThumb className="slider__thumb" />
      </SliderTrack>
      {description && <span className="field__description">{description}</span>}
    </AriaSlider>
  );
}
