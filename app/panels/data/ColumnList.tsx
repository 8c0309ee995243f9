import { ToggleButton } from 'react-aria-components/ToggleButton';
import type { Column } from '../../../src/data/dataset.ts';
import { useLocus } from '../../../src/state/hooks.ts';
import { count } from '../../recipe/chips.ts';
import { colourColumn } from '../../pane/colour-column.ts';
import './column-list.css';

/** The columns with their types; those with categories or numbers can colour the map. */
export function ColumnList({ columns }: { readonly columns: readonly Column[] }) {
  const pane = useLocus((state) => state.workspace.panes[0]);
  const setColour = useLocus((state) => state.setColour);
  if (columns.length === 0)
    return <p className="section__text">No metadata. Drop a CSV, TSV or JSON file to add some.</p>;
  const shown = pane && colourColumn(columns, pane.colour.column);
  return (
    <ul className="section__list">
      {columns.map((column) => (
        <li key={column.name} className="column">
          <span className="column__name" title={column.name}>
            {column.name}
          </span>
          <span className="column__type">{typeText(column)}</span>
          {pane && (column.kind === 'category' || column.kind === 'number') && (
            <ToggleButton
              className="column__colour"
              aria-label={`Colour by ${column.name}`}
              isSelected={shown === column}
              onChange={() => setColour(pane.id, { column: column.name, hidden: [] })}
            >
              colour
            </ToggleButton>
          )}
        </li>
      ))}
    </ul>
  );
}

function typeText(column: Column): string {
  switch (column.kind) {
    case 'category':
      return `${count(column.levels.length)} ${column.levels.length === 1 ? 'category' : 'categories'}`;
    case 'number':
      return 'number';
    case 'text':
      return 'text';
    case 'image':
      return `image ${column.tile} px`;
  }
}
