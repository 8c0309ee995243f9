import type { ImageColumn } from '../../../src/data/dataset.ts';

/** The picture of one item, cut from the sprite sheet and shown at `size` CSS pixels. */
export function Thumbnail({
  column,
  item,
  size,
  label,
}: {
  readonly column: ImageColumn;
  readonly item: number;
  readonly size: number;
  /** Described by what; empty for decoration beside the same text. */
  readonly label: string;
}) {
  const tile = column.tiles[item] ?? -1;
  if (tile < 0) return null;
  const { tileHeight = column.tile } = column;
  const scale = size / Math.max(column.tile, tileHeight);
  const [width, height] = [column.tile * scale, tileHeight * scale];
  const x = (tile % column.perRow) * width;
  const y = Math.floor(tile / column.perRow) * height;
  return (
    <span
      className="thumbnail"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
      style={{
        width,
        height,
        ...(column.letterboxed && { backgroundColor: 'transparent' }),
        margin: `${(size - height) / 2}px ${(size - width) / 2}px`,
        imageRendering: scale >= 2 ? 'pixelated' : 'auto',
        backgroundImage: `url(${JSON.stringify(column.url)})`,
        backgroundPosition: `-${x}px -${y}px`,
        backgroundSize: `${column.perRow * width}px auto`,
      }}
    />
  );
}
