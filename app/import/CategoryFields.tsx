import { Checkbox } from 'react-aria-components/Checkbox';
import { takesLevel, type CategoryChoice } from '../../src/io/row-choice.ts';
import { Button } from '../../src/ui/Button.tsx';
import { NumberField } from '../../src/ui/NumberField.tsx';
import { Select } from '../../src/ui/Select.tsx';
import { Switch } from '../../src/ui/Switch.tsx';
import { count } from '../recipe/chips.ts';
import { withLevel, type CategoryOption } from './category-columns.ts';
import { SeedField } from './SeedField.tsx';

/** At first so many of each. */
export const EACH = 1000;

interface Props {
  readonly options: readonly CategoryOption[];
  readonly value: CategoryChoice;
  readonly onChange: (choice: CategoryChoice) => void;
}

/** Which categories are taken, and how many rows of each. */
export function CategoryFields({ options, value, onChange }: Props) {
  const option =
    options.find(({ file, column }) => file === value.file && column.name === value.column) ??
    options[0];
  if (!option) return null;
  const all = option.column.levels.map(({ name }) => name);
  const isTaken = takesLevel(value);
  const several = new Set(options.map(({ file }) => file)).size > 1;
  const choose = (id: string): void => {
    const next = options.find((one) => one.id === id);
    if (!next) return;
    const { count: each, seed, kind } = value;
    onChange({
      kind,
      file: next.file,
      column: next.column.name,
      seed,
      ...(each && { count: each }),
    });
  };
  return (
    <div className="category">
      <div className="category__fields">
        <Select
          label="Column"
          options={options.map(({ id, file, column }) => ({
            value: id,
            label: column.name,
            detail: several ? file : `${count(column.levels.length)} categories`,
          }))}
          value={option.id}
          onChange={choose}
        />
        <Switch
          label="A limit for each"
          isSelected={value.count !== undefined}
          onChange={(on) => onChange({ ...value, count: on ? EACH : undefined })}
        />
        {value.count !== undefined && (
          <>
            <NumberField
              label="Rows of each"
              min={1}
              value={value.count}
              onChange={(next) => onChange({ ...value, count: next })}
            />
            <SeedField value={value.seed} onChange={(seed) => onChange({ ...value, seed })} />
          </>
        )}
        <Button
          onPress={() => onChange({ ...value, levels: undefined, except: undefined })}
          isDisabled={!value.levels && !value.except}
        >
          All
        </Button>
        <Button
          onPress={() => onChange({ ...value, levels: [], except: undefined })}
          isDisabled={value.levels?.length === 0}
        >
          None
        </Button>
      </div>
      <ul className="category__levels" aria-label={`Categories of ${option.column.name}`}>
        {option.column.levels.map((level) => (
          <li key={level.name}>
            <Checkbox
              className="offers__check"
              isSelected={isTaken(level.name)}
              onChange={(on) => onChange(withLevel(value, all, level.name, on))}
            >
              <span className="offers__box" aria-hidden="true" />
              <span className="category__name">{level.name}</span>
              <span className="offers__about">{count(level.count)}</span>
            </Checkbox>
          </li>
        ))}
      </ul>
    </div>
  );
}
