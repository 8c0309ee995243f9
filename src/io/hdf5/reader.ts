import type { LocusError } from '../../base/errors.ts';
import { isolated, type Tasks } from '../isolation.ts';
import type { FileContent, Format, Plan } from '../types.ts';
import { damaged } from './problems.ts';
import { isSuperblock, SUPERBLOCKS } from './signature.ts';

/** The library is loaded with the first file, and in a thread of its own where there is one: it may never come back. */
const work = {
  load: async (): Promise<Tasks> => (await import('./tasks.ts')).tasks,
  stuck: (file: string, seconds: number): LocusError =>
    damaged(
      { name: file },
      'its structure',
      `HDF5 gave no sign of life for ${seconds} seconds while it followed its structure, and was ended`,
    ),
};

/** HDF5, AnnData (.h5ad) and MATLAB 7.3, which are HDF5 inside. */
export const format: Format = {
  id: 'hdf5',
  title: 'an HDF5 file',
  extensions: ['.h5', '.hdf5', '.h5ad', '.hdf', '.he5'],

  sniff: ({ head }) => (SUPERBLOCKS.some((at) => isSuperblock(head, at)) ? 'certain' : 'no'),

  about: {
    variants: [
      'HDF5: every 2-D dataset of numbers; 1-D datasets of as many rows as columns; contiguous, chunked, gzip, shuffle',
      'bool, int8 to int64, uint8 to uint64, float16, bfloat16, float32, float64, either byte order',
      'AnnData (.h5ad): X and layers, dense or sparse (csr, csc), obsm, obs with categories and their colours, names and nullable columns',
      'MATLAB 7.3 (.mat): variables, transposed as MATLAB means them',
    ],
    limits: [
      'Blosc, LZF, Zstandard, LZ4 and other filters are refused by name',
      'other files are never followed: external links, external storage, virtual datasets',
      'complex numbers, texts and records are no matrix; three axes or more are refused',
      'sparse matrices become dense, up to 2 GiB',
      'floats and integers with unusual bits are refused by name',
      'a file on which HDF5 gives no sign of life for 2 seconds is given up',
    ],
    library: 'h5wasm',
    peers: [],
  },

  plan: (source, control) => isolated<Plan>(source, { ...work, task: 'plan' }, control),

  read: (source, _plan, selection, control) =>
    isolated<FileContent>(source, { ...work, task: 'read', argument: selection }, control),
};
