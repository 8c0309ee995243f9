import type { MatrixOffer } from '../types.ts';
import type { Hdf5File } from './file.ts';

/** MATLAB 7.3 marks its variables with their class; an empty text for datasets of others. */
export const matlabClass = (file: Hdf5File, path: string): string =>
  file.text(path, 'MATLAB_class');

/** Refuses what is no matrix of numbers though it is stored as one. */
export function asVariable(file: Hdf5File, path: string, offer: MatrixOffer): MatrixOffer {
  const kind = matlabClass(file, path);
  if (/^(char|cell|struct|function_handle|string)$/.test(kind)) {
    return { ...offer, refused: `a MATLAB ${kind}, no numbers` };
  }
  if (file.attribute(path, 'MATLAB_empty')) return { ...offer, refused: 'it is empty' };
  return offer;
}

/** In MATLAB everything has two axes: N x 1 and 1 x N beside a matrix of N rows are columns. */
export const isVector = ({ rows, cols, refused }: MatrixOffer, items: number): boolean =>
  refused === undefined && items > 1 && rows * cols === items && (rows === 1 || cols === 1);

/** Beside every file with variables of MATLAB. */
export const transposedNote = (file: string): string =>
  `${file}: MATLAB 7.3 stores variables transposed; rows and columns are as in MATLAB.`;
