import { rowsTaken } from '../../src/io/proposal.ts';
import type { RowChoice } from '../../src/io/row-choice.ts';
import { NumberField } from '../../src/ui/NumberField.tsx';
import { Segmented } from '../../src/ui/Segmented.tsx';
import { count } from '../recipe/chips.ts';

const KINDS = [
  { value: 'all', label: 'All' },
  { value: 'sample', label: 'Random sample' },
  { value: 'first', label: 'First' },
  { value: 'every', label: 'Every n-th' },
] as const;

/** Which rows are taken of files that have so many. */
export function RowChoiceFields({
  rows,
  value,
  onChange,
}: {
  readonly rows: number;
  readonly value: RowChoice | undefined;
  readonly onChange: (choice: RowChoice | undefined) => void;
}) {
  const some = Math.min(rows, 10_000);
  const begin = (kind: (typeof KINDS)[number]['value']): void => {
    const now = rowsTaken(value, rows);
    const wanted = now < rows ? now : some;
    if (kind === 'all') onChange(undefined);
    else if (kind === 'every') onChange({ kind, step: Math.max(2, Math.round(rows / wanted)) });
    else if (kind === 'first') onChange({ kind, count: wanted });
    else onChange({ kind, count: wanted, seed: 0 });
  };
  return (
    <div className="row-choice" role="group" aria-label="Rows">
      <span className="row-choice__label">Rows</span>
      <Segmented
        label="Rows to take"
        options={KINDS}
        value={value?.kind ?? 'all'}
        onChange={begin}
      />
      {value?.kind === 'every' && (
        <NumberField
          label="Take one row of"
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
        <NumberField
          label="Seed"
          min={0}
          max={2 ** 31 - 1}
          value={value.seed}
          onChange={(seed) => onChange({ ...value, seed })}
        />
      )}
      <span className="row-choice__of">
        {count(rowsTaken(value, rows))} of {count(rows)}
      </span>
    </div>
  );
}
