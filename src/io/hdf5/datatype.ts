import { numberType, type NumberType } from '../number-type.ts';
import type { TypeInfo } from './library.ts';

/** HDF5's classes of types (H5T_class_t). */
export const CLASS = {
  integer: 0,
  float: 1,
  string: 3,
  compound: 6,
  reference: 7,
  enum: 8,
} as const;

const NAMES: readonly string[] = [
  'integers',
  'floats',
  'times',
  'texts',
  'bit fields',
  'opaque bytes',
  'records (compound)',
  'references',
  'names of a list (enum)',
  'lists of any length',
  'small arrays',
];

/** How numbers of a type come out of HDF5, which gives them little-endian; else what they are, in words. */
export function numberOf(info: TypeInfo): NumberType | string {
  const base = info.type === CLASS.enum ? (info.enum_type?.type ?? -1) : info.type;
  const { size } = info;
  if (info.type === CLASS.enum && isBoolean(info)) return numberType('bool', 1, 'bool');
  const { layout = 'standard' } = info;
  if (layout === 'unusual') {
    const kind = base === CLASS.integer ? 'integers' : 'floats';
    return `${kind} in ${size} bytes with an unusual layout of their bits`;
  }
  if (layout === 'bfloat16') return numberType('bfloat', 2, 'bfloat16');
  // Two layouts are common in 2 bytes, and taking one for the other gives wrong numbers.
  if (base === CLASS.float && size === 2 && layout === null)
    return 'floats in 2 bytes with a layout that cannot be told';
  if (base === CLASS.integer && [1, 2, 4, 8].includes(size)) {
    const kind = info.signed ? 'int' : 'uint';
    return numberType(kind, size, `${kind}${size * 8}`);
  }
  if (base === CLASS.float && [2, 4, 8].includes(size))
    return numberType('float', size, `float${size * 8}`);
  if (base === CLASS.integer || base === CLASS.float) return `numbers of ${size} bytes`;
  return isComplex(info) ? 'complex numbers' : (NAMES[info.type] ?? 'an unknown type');
}

/** h5py writes bool as a list of the names FALSE and TRUE. */
function isBoolean({ size, enum_type }: TypeInfo): boolean {
  const members = new Map(Object.entries(enum_type?.members ?? {}));
  return (
    size === 1 && members.size === 2 && members.get('FALSE') === 0 && members.get('TRUE') === 1
  );
}

/** h5py writes complex numbers as records of r and i, MATLAB of real and imag. */
function isComplex({ compound_type }: TypeInfo): boolean {
  const members = (compound_type as { members?: { name: string }[] } | undefined)?.members;
  const names = members?.map(({ name }) => name).join() ?? '';
  return names === 'r,i' || names === 'real,imag';
}
