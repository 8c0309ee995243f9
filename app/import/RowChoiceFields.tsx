import type { FileSurvey } from '../../src/io/survey-types.ts';
import { rowsTaken } from '../../src/io/proposal.ts';
import type { RowChoice } from '../../src/io/row-choice.ts';
import { NumberField } from '../../src/ui/NumberField.tsx';
import { Segmented } from '../../src/ui/Segmented.tsx';
import { count } from '../recipe/chips.ts';
import { CategoryFields, EACH } from './CategoryFields.tsx';
import { categoryOptions } from './category-columns.ts';
import { SeedField } from './SeedField.tsx';

const KINDS = [
  { value: 'all', label: 'All' },
  { value: 'sample', label: 'Random sample' },
  { value: 'first', label: 'First' },
  { value: 'every', label: 'Every n-th' },
  { value: 'category', label: 'By category' },
] as const;

/** Which rows are taken of files that have so many. */
export function RowChoiceFields({
  rows,
  files,
  value,
  onChange,
}: {
  readonly rows: number;
  readonly files: readonly FileSurvey[];
  readonly value: RowChoice | undefined;
  readonly onChange: (choice: RowChoice | undefined) => void;
}) {
  const some = Math.min(rows, 10_000);
  const categories = categoryOptions(files);
  const [first] = categories;
  const taken = rowsTaken(value, rows, files);
  const begin = (kind: (typeof KINDS)[number]['value']): void => {
    const now = rowsTaken(value, rows, files);
    const wanted = now < rows ? now : some;
    if (kind === 'all') onChange(undefined);
    else if (kind === 'category') {
      if (first)
        onChange({ kind, file: first.file, column: first.column.name, count: EACH, seed: 0 });
    } else if (kind === 'every') onChange({ kind, step: Math.max(2, Math.round(rows / wanted)) });
    else if (kind === 'first') onChange({ kind, count: wanted });
    else onChange({ kind, count: wanted, seed: 0 });
  };
  return (
    <div className="row-choice" role="group" aria-label="Rows">
      <span className="row-choice__label">Rows</span>
      <Segmented
        label="Rows to take"
        options={first ? KINDS : KINDS.filter((kind) => kind.value !== 'category')}
        value={value?.kind ?? 'all'}
        onChange={begin}
      />
      {value?.kind === 'every' && (
        <NumberField
          label="Take one row in every"
          min={2}
          max={rows}
          value={value.step}
          onChange={(step) => onChange({ ...value, step })}
        />
      )}
      {(value?.kind === 'first' || value?.kind === 'sample') && (
        <NumberField
          label="Number of rows"
          min={1}
          max={rows}
          value={Math.min(rows, value.count)}
          onChange={(next) => onChange({ ...value, count: next })}
        />
      )}
      {value?.kind === 'sample' && (
        <SeedField value={value.seed} onChange={(seed) => onChange({ ...value, seed })} />
      )}
      <span className="row-choice__of">
        {count(taken)} of {count(rows)}
      </span>
      {value?.kind === 'category' && (
        <CategoryFields options={categories} value={value} onChange={onChange} />
      )}
    </div>
  );
}
