import type { Control } from '../../base/control.ts';
import type { MatrixOffer, RawColumn, ReadMatrix } from '../types.ts';
import { readDense, type Reading } from './dense.ts';

/** A matrix of a file, and how it is read. */
export interface Offered {
  readonly offer: MatrixOffer;
  readonly refused: string | undefined;
  /** Stored as the places that are not 0. */
  readonly isSparse?: true;
  readonly read: (reading: Reading) => Promise<ReadMatrix>;
}

/** What a file holds. */
export interface Layout {
  readonly offers: readonly Offered[];
  readonly notes: readonly string[];
  /** Columns for matrices of `rows` rows. Adds to `notes`. */
  columns(
    rows: number,
    chosen: Uint32Array | null,
    notes: string[],
    control: Control,
  ): Promise<RawColumn[]>;
}

/** A dataset of numbers as it lies in the file. */
export const denseOffer = (path: string, offer: MatrixOffer, transposed = false): Offered => ({
  ...{ offer, refused: offer.refused },
  read: (reading) => readDense(reading, path, offer.name, transposed),
});
