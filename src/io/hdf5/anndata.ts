import type { Control } from '../../base/control.ts';
import type { RawColumn } from '../types.ts';
import { count, inNaturalOrder } from '../names.ts';
import { readCells } from './cells.ts';
import type { Hdf5File } from './file.ts';
import { obsColumns } from './obs.ts';
import { denseOffer, type Layout, type Offered } from './offered.ts';
import { readSparse, sparseKind, sparseOffer } from './sparse.ts';
import { offerOf } from './walk.ts';

/** AnnData (https://anndata.readthedocs.io, "on-disk format"): observations, variables and matrices over both. */
export function isAnnData(file: Hdf5File): boolean {
  const names = new Set(file.names('/'));
  if (!names.has('obs') || !names.has('var')) return false;
  if (file.text('/', 'encoding-type') === 'anndata') return true;
  const isTable = (path: string): boolean =>
    file.kind(path) === 'group' && file.text(path, '_index') !== '';
  return (isTable('/obs') && isTable('/var')) || (names.has('X') && names.has('uns'));
}

/** X, then layers, then what was made of X: obsm. */
export async function anndataLayout(file: Hdf5File, control: Control): Promise<Layout> {
  const root = new Set(file.names('/'));
  const paths = root.has('X') ? ['/X'] : [];
  for (const group of ['layers', 'obsm']) {
    if (!root.has(group) || file.kind(`/${group}`) !== 'group') continue;
    for (const name of [...file.names(`/${group}`)].sort(inNaturalOrder)) {
      if (!name.includes('/')) paths.push(`/${group}/${name}`);
    }
  }
  const offers = paths.map((path) => offered(file, path));
  const notes = await variableNotes(file, control);
  return {
    offers: propose(offers),
    notes,
    columns: (...args): Promise<RawColumn[]> => obsColumns(file, ...args),
  };
}

function offered(file: Hdf5File, path: string): Offered {
  const name = path.slice(1);
  const kind = file.kind(path);
  if (kind === 'dataset') {
    return denseOffer(path, offerOf(file, { path, info: file.info(path) }, name));
  }
  const sparse = kind === 'group' ? sparseKind(file, path) : null;
  if (sparse) {
    const offer = sparseOffer(file, path, name, sparse);
    return {
      ...{ offer, refused: offer.refused },
      isSparse: true,
      read: (reading) => readSparse(reading, path, name, sparse),
    };
  }
  const what = kind === 'group' ? file.text(path, 'encoding-type') || 'a group' : `an ${kind}`;
  const refused = `${what}, no matrix; in Python: adata.obsm[name] = adata.obsm[name].to_numpy()`;
  const offer = { name, rows: 0, cols: 0, dtype: what, bytes: 0, proposed: false, refused };
  return { offer, refused, read: () => Promise.reject(new TypeError(refused)) };
}

/** More columns than this are genes, not an embedding. */
const MANY_COLUMNS = 5000;
/** What is made of X to work in, the commonest first; maps of two columns are the last resort. */
const REDUCED = [/^X_pca$/i, /pca/i, /scvi|scanvi|harmony|lsi|glue|mofa|embed|latent/i, /^X_/];

function propose(offers: readonly Offered[]): readonly Offered[] {
  const able = offers.filter(({ refused }) => refused === undefined);
  const x = able.find(({ offer }) => offer.name === 'X');
  const isWide = !x || x.offer.cols > MANY_COLUMNS || x.isSparse === true;
  const reduced = able.filter(({ offer }) => offer.name.startsWith('obsm/') && offer.cols > 3);
  const ranked = REDUCED.flatMap((name) =>
    reduced.filter(({ offer }) => name.test(offer.name.slice(5))),
  );
  const best = (isWide ? (ranked[0] ?? reduced[0]) : undefined) ?? x ?? able[0];
  return offers.map((entry) =>
    entry === best ? { ...entry, offer: { ...entry.offer, proposed: true } } : entry,
  );
}

const SHOWN = 5;

/** How the columns of X are called. */
async function variableNotes(file: Hdf5File, control: Control): Promise<string[]> {
  if (file.kind('/var') !== 'group') return [];
  const index = `/var/${file.text('/var', '_index') || '_index'}`;
  if (!file.has(index) || file.kind(index) !== 'dataset') return [];
  const { shape } = file.info(index);
  if (shape?.length !== 1 || shape[0] === 0) return [];
  const first = Uint32Array.from({ length: Math.min(SHOWN, shape[0]) }, (_, i) => i);
  const names = await readCells(file, index, first, control);
  const more = shape[0] > SHOWN ? ' ...' : '';
  return [
    `${file.source.name}: ${count(shape[0])} variables (columns of X): ${names.join(', ')}${more}`,
  ];
}
