import { Dialog } from '../../src/ui/Dialog.tsx';
import './help.css';

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['o  b  l', 'Orbit, box, lasso'],
  ['Shift, Alt', 'While drawing or clicking: add to, take out of the selection'],
  ['2  3', 'Two or three dimensions'],
  ['0', 'Show the whole map'],
  ['/', 'Search; Enter goes to the first hit'],
  ['Esc', 'Clear: the item first, then the selection'],
  ['Ctrl+Z, Ctrl+Shift+Z', 'Undo, redo'],
  ['?', 'This list'],
];

const MAP_KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Arrow keys', 'Turn the map; in 2-D, move it'],
  ['Shift + arrow keys', 'Move the map'],
  ['+  −', 'Zoom'],
  ['Enter', 'Inspect the item nearest to the middle'],
];

const MOUSE: readonly (readonly [keys: string, does: string])[] = [
  ['Drag', 'Turn the map; in 2-D, move it'],
  ['Right or Shift drag', 'Move the map'],
  ['Wheel', 'Zoom'],
  ['Click', 'Inspect an item and its true neighbours'],
  ['Double click', 'Centre the map on an item'],
];

/** The keys, and what Locus does with data. */
export function HelpDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title="Help" isOpen={isOpen} onClose={onClose}>
      <Keys title="Keyboard" rows={KEYS} />
      <Keys title="Keyboard, with the focus on the map" rows={MAP_KEYS} />
      <Keys title="Mouse, on the map" rows={MOUSE} />
      <p className="help__text">
        Everything is computed in this browser tab; no data leave it. Each map states how it was
        made above the picture. Neighbours in the inspector are exact, in the original space.
      </p>
    </Dialog>
  );
}

function Keys({ title, rows }: { readonly title: string; readonly rows: typeof KEYS }) {
  return (
    <table className="help">
      <caption>{title}</caption>
      <tbody>
        {rows.map(([keys, does]) => (
          <tr key={keys}>
            <th scope="row">{keys}</th>
            <td>{does}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
