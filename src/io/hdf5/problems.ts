import { LocusError } from '../../base/errors.ts';
import type { ByteSource } from '../source.ts';

export function damaged(
  source: Pick<ByteSource, 'name'>,
  place: string,
  cause: string,
): LocusError {
  return new LocusError({
    code: 'E_HEADER',
    message: `${source.name} is no valid HDF5 file: ${cause}.`,
    file: source.name,
    place,
    hint: 'Get or write the file again. If h5py or MATLAB opens it, save the matrix as npy: numpy.save("x.npy", h5py.File(path)["X"][:]).',
  });
}

export function unreadable(source: Pick<ByteSource, 'name'>, cause: string): LocusError {
  return new LocusError({
    code: 'E_READ',
    message: `${source.name} could not be read: ${cause}.`,
    file: source.name,
    place: 'the whole file',
    hint: 'The file may have been moved, changed or locked since it was chosen. Choose it again.',
  });
}
