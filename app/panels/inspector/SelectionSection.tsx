import { useMemo } from 'react';
import type { Dataset } from '../../../src/data/dataset.ts';
import { useLocus, useSelectedItems } from '../../../src/state/hooks.ts';
import { Button } from '../../../src/ui/Button.tsx';
import { copyText } from '../../dialogs/copy-text.ts';
import { ExportButton } from '../../export/ExportButton.tsx';
import { colourColumn } from '../../pane/colour-column.ts';
import { countPlaced, useOnMap } from '../../pane/on-map.ts';
import { count } from '../../recipe/chips.ts';
import { Section } from '../Section.tsx';
import { levelCounts } from './level-counts.ts';
import './selection.css';

/** Levels listed; the rest is summed up in one line. */
const LISTED = 12;

/** How many items are selected and what they are, by the column that colours the map. */
export function SelectionSection({ dataset }: { readonly dataset: Dataset }) {
  const items = useSelectedItems();
  const onMap = useOnMap();
  const placed = useMemo(() => (onMap ? countPlaced(onMap, items) : items.length), [onMap, items]);
  const setSelection = useLocus((state) => state.setSelection);
  const announce = useLocus((state) => state.announce);
  const copy = async (): Promise<void> => {
    const text = Array.from(items, (item) => dataset.ids[item]).join('\n');
    const done = await copyText(text);
    announce(done ? `${count(items.length)} ids copied.` : 'The browser did not allow copying.');
  };
  return (
    <Section
      title="Selection"
      aside={
        <span data-testid="selection-count">
          {count(items.length)} {items.length === 1 ? 'item' : 'items'}
          {placed < items.length && `, ${count(placed)} on the map`}
        </span>
      }
    >
      {items.length === 0 ? (
        <p className="section__text">Draw a box or a lasso on the map to select items.</p>
      ) : (
        <>
          <div className="selection__actions">
            <Button onPress={() => void copy()}>Copy ids</Button>
            <ExportButton what="selection" />
            <Button onPress={() => setSelection(new Uint32Array(0))}>Clear</Button>
          </div>
          <Counts dataset={dataset} items={items} />
        </>
      )}
    </Section>
  );
}

function Counts({ dataset, items }: { readonly dataset: Dataset; readonly items: Uint32Array }) {
  const chosen = useLocus((state) => state.workspace.panes[0]?.colour.column);
  const column = colourColumn(dataset.columns, chosen);
  const counts = useMemo(
    () => (column?.kind === 'category' ? levelCounts(column, items) : []),
    [column, items],
  );
  if (!column || counts.length === 0) return null;
  const rest = counts.slice(LISTED);
  return (
    <table className="selection__counts">
      <thead>
        <tr>
          <th scope="col">{column.name}</th>
          <th scope="col">selected</th>
          <th scope="col">of</th>
        </tr>
      </thead>
      <tbody>
        {counts.slice(0, LISTED).map(({ label, count: inside, of }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{count(inside)}</td>
            <td>{count(of)}</td>
          </tr>
        ))}
        {rest.length > 0 && (
          <tr>
            <th scope="row">{rest.length} more</th>
            <td>{count(rest.reduce((sum, level) => sum + level.count, 0))}</td>
            <td>{count(rest.reduce((sum, level) => sum + level.of, 0))}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
