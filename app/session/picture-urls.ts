import type { Dataset, ImageColumn } from '../../src/data/dataset.ts';
import type { DrawnPictures } from '../../src/workers/protocol.ts';
import { unusedName } from '../../src/io/names.ts';

/** Addresses of the thumbnails that were drawn here. A blob is held as long as its address is. */
export class PictureUrls {
  private held: string | null = null;

  /** The data set with its pictures as a column, in place of those that it had; as it is without new ones. */
  show(dataset: Dataset, pictures: DrawnPictures | null): Dataset {
    if (!pictures) return dataset;
    const { sheet, tile, tileHeight, letterboxed, perRow, tiles } = pictures;
    const columns = dataset.columns.filter(({ kind }) => kind !== 'image');
    const column: ImageColumn = {
      kind: 'image',
      name: unusedName('image', new Set(columns.map(({ name }) => name))),
      url: URL.createObjectURL(sheet),
      tile,
      ...(tileHeight !== tile && { tileHeight }),
      ...(letterboxed && { letterboxed }),
      perRow,
      tiles,
    };
    return { ...dataset, columns: [...columns, column] };
  }

  /** To be called when the data set is the one that is open: gives up the pictures of the one before. */
  opened({ columns }: Dataset): void {
    const column = columns.find((one) => one.kind === 'image');
    const url = column?.url.startsWith('blob:') ? column.url : null;
    if (this.held !== null && this.held !== url) URL.revokeObjectURL(this.held);
    this.held = url;
  }
}
