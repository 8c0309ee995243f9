import type { Placed } from '../folders.ts';
import type { ByteSource } from '../source.ts';
import type { ImageHeader } from './header.ts';

/** An image of a drop, with what its header says. */
export interface ImageFile {
  readonly source: ByteSource;
  readonly header: ImageHeader;
}

/** A sprite sheet that another file of the drop names. */
export interface SheetClaim {
  /** The file that names it. */
  readonly by: Placed;
  /** The image: its name, or a path that ends in it. */
  readonly file: string;
  /** Width and height of a tile in pixels. */
  readonly tile: readonly [number, number];
}

/** The images of a drop and what is said of them. */
export interface ImageSet {
  readonly files: readonly ImageFile[];
  readonly sheets: readonly SheetClaim[];
}

/** Of a drop without images. */
export const NO_IMAGES: ImageSet = { files: [], sheets: [] };

/** Which picture belongs to which item; nothing is decoded yet. */
export interface Pictures {
  /** Item i has tile number `tiles[i]`; -1 for none. */
  readonly tiles: Int32Array;
  readonly from:
    | {
        readonly kind: 'sheet';
        readonly image: ImageFile;
        /** Of a tile, in pixels. */
        readonly width: number;
        readonly height: number;
        readonly perRow: number;
      }
    /** Tile t is to be drawn from image t. */
    | { readonly kind: 'files'; readonly images: readonly ImageFile[] };
}
