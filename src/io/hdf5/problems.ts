import { LocusError } from '../../base/errors.ts';
import { damageOf } from '../damage.ts';
import type { ByteSource } from '../source.ts';

/** E_HEADER, for a structure that HDF5 cannot follow. */
export const damaged = damageOf(
  'HDF5 file',
  'Get or write the file again. If h5py or MATLAB opens it, save the matrix as npy: numpy.save("x.npy", h5py.File(path)["X"][:]).',
);

/** E_READ, for bytes that the source does not give. */
export function unreadable(source: Pick<ByteSource, 'name'>, cause: string): LocusError {
  return new LocusError({
    code: 'E_READ',
    message: `${source.name} could not be read: ${cause}.`,
    file: source.name,
    place: 'the whole file',
    hint: 'The file may have been moved, changed or locked since it was chosen. Choose it again.',
  });
}
