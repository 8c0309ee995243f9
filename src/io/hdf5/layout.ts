import type { Control } from '../../base/control.ts';
import type { MatrixOffer, RawColumn, ReadMatrix } from '../types.ts';
import { likelyMatrices } from '../likely.ts';
import { anndataLayout, isAnnData } from './anndata.ts';
import { column, readCells } from './cells.ts';
import { readDense, type Reading } from './dense.ts';
import type { Hdf5File } from './file.ts';
import { isColumn, offerOf, walk } from './walk.ts';

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

/** Recognises AnnData and MATLAB; anything else is a tree of datasets. */
export async function layoutOf(file: Hdf5File, control: Control): Promise<Layout> {
  return isAnnData(file) ? anndataLayout(file, control) : plainLayout(file, control);
}

export const denseOffer = (path: string, offer: MatrixOffer, transposed = false): Offered => ({
  ...{ offer, refused: offer.refused },
  read: (reading) => readDense(reading, path, offer.name, transposed),
});

const MAX_COLUMNS = 200;

async function plainLayout(file: Hdf5File, control: Control): Promise<Layout> {
  const { datasets, notes } = await walk(file, control);
  const matlab = datasets.some(({ path }) => file.text(path, 'MATLAB_class') !== '');
  const found = datasets.map((dataset) => {
    const { path } = dataset;
    const isMatlab = matlab && file.text(path, 'MATLAB_class') !== '';
    let offer = offerOf(file, dataset, path.slice(1), isMatlab);
    const kind = file.text(path, 'MATLAB_class');
    const rank = dataset.info.shape?.length;
    if (isMatlab && offer.refused === undefined) {
      if (/^(char|cell|struct|function_handle|string)$/.test(kind))
        offer = { ...offer, refused: `a MATLAB ${kind}` };
      else if (file.attribute(path, 'MATLAB_sparse') || file.attribute(path, 'MATLAB_empty')) {
        offer = { ...offer, refused: 'an empty or sparse MATLAB variable' };
      }
    }
    // A file of 1-D columns and one matrix lists the matrix; columns are no failed matrices.
    return { offered: denseOffer(path, offer, isMatlab), isFlat: rank === 1, dataset };
  });
  const matrices = found.filter(({ isFlat }) => !isFlat).map(({ offered }) => offered);
  const offers = matrices.length > 0 ? matrices : found.map(({ offered }) => offered);
  const transposed = matlab
    ? [
        `${file.source.name}: MATLAB 7.3 stores variables transposed; rows and columns are as in MATLAB.`,
      ]
    : [];
  return {
    offers: propose(offers),
    notes: [...notes, ...transposed],
    async columns(rows, chosen, _notes, columnsControl) {
      const columns: RawColumn[] = [];
      for (const { dataset } of found) {
        if (columns.length >= MAX_COLUMNS || !isColumn(file, dataset, rows)) continue;
        const values = await readCells(file, dataset.path, chosen, columnsControl);
        columns.push(column(dataset.path.slice(1), values));
      }
      return columns;
    },
  };
}

function propose(offers: readonly Offered[]): readonly Offered[] {
  const likely = likelyMatrices(offers.map(({ offer }) => offer));
  return offers.map((offered) =>
    likely.includes(offered.offer)
      ? { ...offered, offer: { ...offered.offer, proposed: true } }
      : offered,
  );
}
