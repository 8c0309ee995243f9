import type { Dataset } from '../../../src/data/dataset.ts';
import { useLocus } from '../../../src/state/hooks.ts';
import { IconButton } from '../../../src/ui/IconButton.tsx';
import { CloseIcon } from '../../../src/ui/icons.tsx';
import { Section } from '../Section.tsx';
import { isPlaced, useOnMap, whyNotPlaced } from '../../pane/on-map.ts';
import { cellText } from './cell.ts';
import { Thumbnail } from './Thumbnail.tsx';
import './item.css';

/** The item looked at: id, picture and every column. */
export function ItemSection({
  dataset,
  item,
}: {
  readonly dataset: Dataset;
  readonly item: number;
}) {
  const setFocus = useLocus((state) => state.setFocus);
  const onMap = useOnMap();
  const image = dataset.columns.find((column) => column.kind === 'image');
  const id = dataset.ids[item] ?? String(item);
  return (
    <Section
      title="Item"
      aside={
        <IconButton label="Close the item" onPress={() => setFocus(null)}>
          <CloseIcon />
        </IconButton>
      }
    >
      <div className="item__head">
        {image && <Thumbnail column={image} item={item} size={84} label={`Picture of ${id}`} />}
        <div>
          <div className="item__id" data-testid="focus-id">
            {id}
          </div>
          <div className="item__row">row {dataset.rowsOfFile?.[item] ?? item}, counting from 0</div>
          {onMap && !isPlaced(onMap, item) && (
            <div className="item__row" role="status">
              {whyNotPlaced(onMap)}
            </div>
          )}
        </div>
      </div>
      <dl className="item__cells">
        {dataset.columns.map((column) => {
          if (column.kind === 'image') return null;
          const text = cellText(column, item);
          return (
            <div key={column.name} className="item__cell">
              <dt>{column.name}</dt>
              <dd className={text === null ? 'item__missing' : undefined}>{text ?? 'missing'}</dd>
            </div>
          );
        })}
      </dl>
    </Section>
  );
}
