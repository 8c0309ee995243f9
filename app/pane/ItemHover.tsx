import type { Column, Dataset } from '../../src/data/dataset.ts';
import { HoverLabel } from '../../src/views/map/HoverLabel.tsx';
import { cellText } from '../panels/inspector/cell.ts';
import { Thumbnail } from '../panels/inspector/Thumbnail.tsx';

/** Columns named beside the item under the pointer. */
const ROWS = 3;

/** What the item under the pointer is; the column that colours the map comes first. */
export function ItemHover({
  dataset,
  item,
  colouredBy,
}: {
  readonly dataset: Dataset;
  readonly item: number;
  readonly colouredBy: Column | null;
}) {
  const id = dataset.ids[item] ?? String(item);
  const image = dataset.columns.find((column) => column.kind === 'image');
  const ordered = [
    ...dataset.columns.filter((column) => column === colouredBy),
    ...dataset.columns.filter((column) => column !== colouredBy),
  ];
  const rows = ordered.flatMap((column) => {
    const value = cellText(column, item);
    return value === null || value === id ? [] : [{ name: column.name, value }];
  });
  return (
    <HoverLabel
      title={id}
      rows={rows.slice(0, ROWS)}
      picture={image && <Thumbnail column={image} item={item} size={40} label="" />}
    />
  );
}
