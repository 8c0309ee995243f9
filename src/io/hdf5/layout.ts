import type { Control } from '../../base/control.ts';
import type { RawColumn } from '../types.ts';
import { likelyMatrices } from '../likely.ts';
import { anndataLayout, isAnnData } from './anndata.ts';
import { column, readCells } from './cells.ts';
import type { Hdf5File } from './file.ts';
import { asVariable, isVector, matlabClass, transposedNote } from './matlab.ts';
import { denseOffer, type Layout, type Offered } from './offered.ts';
import { isColumn, offerOf, walk } from './walk.ts';

/** Recognises AnnData and MATLAB; anything else is a tree of datasets. */
export async function layoutOf(file: Hdf5File, control: Control): Promise<Layout> {
  return isAnnData(file) ? anndataLayout(file, control) : plainLayout(file, control);
}

const MAX_COLUMNS = 200;

async function plainLayout(file: Hdf5File, control: Control): Promise<Layout> {
  const { datasets, notes } = await walk(file, control);
  const found = datasets.map((dataset) => {
    const { path, info } = dataset;
    const isMatlab = matlabClass(file, path) !== '';
    const plain = offerOf(file, dataset, path.slice(1), isMatlab);
    const offer = isMatlab ? asVariable(file, path, plain) : plain;
    const isFlat = info.shape?.length === 1;
    return { offered: denseOffer(path, offer, isMatlab), isFlat, isMatlab, dataset };
  });
  // A file of 1-D columns and one matrix lists the matrix; columns are no failed matrices.
  const matrices = found.filter(({ isFlat }) => !isFlat).map(({ offered }) => offered);
  const offers = matrices.length > 0 ? matrices : found.map(({ offered }) => offered);
  const isMatlab = found.some((each) => each.isMatlab);
  return {
    offers: propose(offers),
    notes: isMatlab ? [...notes, transposedNote(file.source.name)] : notes,
    async columns(rows, chosen, _notes, columnsControl) {
      const columns: RawColumn[] = [];
      for (const { dataset, offered, isMatlab: isVariable } of found) {
        const fits = isVariable ? isVector(offered.offer, rows) : isColumn(file, dataset, rows);
        if (columns.length >= MAX_COLUMNS || !fits) continue;
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
