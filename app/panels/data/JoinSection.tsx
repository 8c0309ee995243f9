import type { Join } from '../../../src/data/dataset.ts';
import { Select } from '../../../src/ui/Select.tsx';
import { count } from '../../recipe/chips.ts';
import { useSession } from '../../session/hooks.ts';
import { Section } from '../Section.tsx';
import './join-section.css';

const BY_ROW = 'row';
const byId = (column: string): string => `id:${column}`;

/** How the rows of each metadata file were matched with the items, to see and to change. */
export function JoinSection({ joins }: { readonly joins: readonly Join[] }) {
  const { opening } = useSession();
  const names = new Set(joins.flatMap(({ column, candidates = [] }) => [column, ...candidates]));
  const options = [
    { value: BY_ROW, label: 'Row order' },
    ...[...names]
      .filter((name) => name !== undefined)
      .map((name) => ({ value: byId(name), label: `Id in column "${name}"` })),
  ];
  return (
    <Section title="Join">
      <Select
        label="Metadata matched by"
        options={options}
        value={chosen(joins)}
        onChange={(value) =>
          void opening.rejoin(
            value === BY_ROW ? { by: 'row' } : { by: 'id', column: value.slice('id:'.length) },
          )
        }
      />
      {joins.map((join, i) => (
        <JoinLine key={i} join={join} />
      ))}
    </Section>
  );
}

/** The column of the file that is joined by one, the last if there are several; else row order. */
function chosen(joins: readonly Join[]): string {
  const join = joins.findLast(({ by }) => by === 'id');
  return join ? byId(join.column ?? '') : BY_ROW;
}

function JoinLine({ join }: { readonly join: Join }) {
  const { file, by, column, matched, unmatchedItems, unmatchedRows, caution } = join;
  return (
    <>
      <p className="section__text">
        {file && `${file}: `}
        {by === 'row'
          ? `${count(matched)} rows taken in their order`
          : `${count(matched)} items matched by column ${column}`}
        {unmatchedItems > 0 && `, ${count(unmatchedItems)} items without metadata`}
        {unmatchedRows > 0 && `, ${count(unmatchedRows)} metadata rows unused`}.
      </p>
      {caution && <p className="join__caution">{caution}</p>}
    </>
  );
}
