import { useId, useState } from 'react';
import {
  columnsTaken,
  columnsText,
  parseColumns,
  type ColumnRanges,
} from '../../src/io/column-ranges.ts';
import { Segmented } from '../../src/ui/Segmented.tsx';
import { count } from '../recipe/chips.ts';

/** Sizes to which the vectors of Matryoshka models are commonly cut. */
const CUT = [768, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1];

interface Props {
  /** Of the widest matrix. */
  readonly columns: number;
  readonly value: ColumnRanges | undefined;
  readonly onChange: (ranges: ColumnRanges | undefined) => void;
}

/** Which columns of the matrices become dimensions. */
export function ColumnChoiceFields({ columns, value, onChange }: Props) {
  const id = useId();
  const [text, setText] = useState('');
  const some = CUT.find((size) => size <= columns / 2) ?? 1;
  const isWrong = value !== undefined && parseColumns(text, columns) === null;
  const begin = (kind: 'all' | 'some'): void => {
    const ranges: ColumnRanges | undefined = kind === 'all' ? undefined : [[0, some - 1]];
    setText(ranges ? columnsText(ranges) : '');
    onChange(ranges);
  };
  return (
    <div className="row-choice" role="group" aria-label="Columns">
      <span className="row-choice__label">Columns</span>
      <Segmented
        label="Columns to take as dimensions"
        options={[
          { value: 'all', label: 'All' },
          { value: 'some', label: 'Some' },
        ]}
        value={value ? 'some' : 'all'}
        onChange={begin}
      />
      {value && (
        <div className="field">
          <label className="field__label" htmlFor={id}>
            Ranges, from 0
          </label>
          <input
            id={id}
            className="field__input"
            value={text}
            placeholder="0-255, 300"
            data-invalid={isWrong || undefined}
            aria-invalid={isWrong}
            onChange={(event) => {
              setText(event.currentTarget.value);
              const ranges = parseColumns(event.currentTarget.value, columns);
              if (ranges) onChange(ranges);
            }}
          />
        </div>
      )}
      <span className="row-choice__of" role="status">
        {isWrong
          ? `Write numbers from 0 to ${columns - 1}, such as 0-${some - 1}.`
          : `${count(columnsTaken(value, columns))} of ${count(columns)}`}
      </span>
    </div>
  );
}
