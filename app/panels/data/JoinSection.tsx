import type { Column, Join } from '../../../src/data/dataset.ts';
import { Select } from '../../../src/ui/Select.tsx';
import { count } from '../../recipe/chips.ts';
import { useSession } from '../../session/hooks.ts';
import { Section } from '../Section.tsx';

const BY_ROW = 'row';
const byId = (column: string): string => `id:${column}`;

/** How metadata rows were matched with the items, to see and to change. */
export function JoinSection({
  join,
  columns,
}: {
  readonly join: Join;
  readonly columns: readonly Column[];
}) {
  const { opening } = useSession();
  const names = new Set(join.column === undefined ? [] : [join.column]);
  for (const column of columns) if (column.kind === 'text') names.add(column.name);
  const options = [
    { value: BY_ROW, label: 'Row order' },
    ...[...names].map((name) => ({ value: byId(name), label: `Id in column "${name}"` })),
  ];
  return (
    <Section title="Join">
      <Select
        label="Metadata matched by"
        options={options}
        value={join.by === 'row' ? BY_ROW : byId(join.column ?? '')}
        onChange={(value) =>
          void opening.rejoin(
            value === BY_ROW ? { by: 'row' } : { by: 'id', column: value.slice('id:'.length) },
          )
        }
      />
      <p className="section__text">
        {join.file && `${join.file}: `}
        {count(join.matched)} items matched
        {join.unmatchedItems > 0 && `, ${count(join.unmatchedItems)} items without metadata`}
        {join.unmatchedRows > 0 && `, ${count(join.unmatchedRows)} metadata rows unused`}.
      </p>
    </Section>
  );
}
