import { numberType } from '../number-type.ts';
import type { ElementType, NumpyType } from './values.ts';

/** Types of numbers by their names in PyTorch and NumPy: which are read, and why the others are not. */

const TORCH: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['float64', numberType('float', 8, 'float64')],
  ['float32', numberType('float', 4, 'float32')],
  ['float16', numberType('float', 2, 'float16')],
  ['bfloat16', numberType('bfloat', 2, 'bfloat16')],
  ['float8_e4m3fn', numberType('float8_e4m3fn', 1, 'float8_e4m3fn')],
  ['float8_e5m2', numberType('float8_e5m2', 1, 'float8_e5m2')],
  ['int64', numberType('int', 8, 'int64')],
  ['int32', numberType('int', 4, 'int32')],
  ['int16', numberType('int', 2, 'int16')],
  ['int8', numberType('int', 1, 'int8')],
  ['uint64', numberType('uint', 8, 'uint64')],
  ['uint32', numberType('uint', 4, 'uint32')],
  ['uint16', numberType('uint', 2, 'uint16')],
  ['uint8', numberType('uint', 1, 'uint8')],
  ['bool', numberType('bool', 1, 'bool')],
  ...['complex32', 'complex64', 'complex128'].map(
    (name) => [name, { refused: 'complex numbers', name }] as const,
  ),
  ...['qint8', 'quint8', 'qint32', 'quint4x2', 'quint2x4'].map(
    (name) => [name, { refused: 'quantised numbers', name }] as const,
  ),
  ...['float8_e4m3fnuz', 'float8_e5m2fnuz', 'float8_e8m0fnu', 'float4_e2m1fn_x2'].map(
    (name) => [name, { refused: `numbers of the type ${name}`, name }] as const,
  ),
]);

/** `torch.float32`: without the module. */
export const torchType = (name: string): ElementType | undefined => TORCH.get(name);

const STORAGES: ReadonlyMap<string, string> = new Map([
  ['Double', 'float64'],
  ['Float', 'float32'],
  ['Half', 'float16'],
  ['BFloat16', 'bfloat16'],
  ['Float8_e4m3fn', 'float8_e4m3fn'],
  ['Float8_e5m2', 'float8_e5m2'],
  ['Long', 'int64'],
  ['Int', 'int32'],
  ['Short', 'int16'],
  ['Char', 'int8'],
  ['Byte', 'uint8'],
  ['Bool', 'bool'],
  ['ComplexFloat', 'complex64'],
  ['ComplexDouble', 'complex128'],
  ['QInt8', 'qint8'],
  ['QUInt8', 'quint8'],
  ['QInt32', 'qint32'],
  ['QUInt4x2', 'quint4x2'],
  ['QUInt2x4', 'quint2x4'],
]);

/** The numbers of `torch.FloatStorage`; null for storages without a type; undefined for anything else. */
export function storageType(name: string): ElementType | null | undefined {
  if (/^torch\.storage\._?(Untyped|Typed)Storage$/.test(name)) return null;
  const kind = /^torch\.(?:cuda\.)?(\w+)Storage$/.exec(name)?.[1];
  const type = kind === undefined ? undefined : STORAGES.get(kind);
  return type === undefined ? undefined : TORCH.get(type);
}

const KINDS = { i: 'int', u: 'uint', f: 'float' } as const;

/** The numbers of a NumPy type: `f4` with its order. */
export function numpyType({ descr, order, isCompound }: NumpyType): ElementType {
  const refused = (reason: string): ElementType => ({ refused: reason, name: descr });
  if (isCompound) return refused('records, not plain numbers');
  const littleEndian = order !== '>';
  if (descr === 'b1' || descr === '?') {
    return { kind: 'bool', size: 1, littleEndian: true, name: 'bool' };
  }
  const match = /^([iuf])([1248])$/.exec(descr);
  if (match && descr !== 'f1') {
    const kind = KINDS[match[1] as keyof typeof KINDS];
    const size = Number(match[2]);
    return { kind, size, littleEndian, name: `${kind}${size * 8}` };
  }
  switch (descr[0]) {
    case 'c':
      return refused('complex numbers');
    case 'O':
      return refused('Python objects');
    case 'U':
    case 'S':
      return refused('texts');
    case 'M':
    case 'm':
      return refused('dates or durations');
    case 'V':
      return refused('raw bytes');
    default:
      return refused('numbers that only some machines have');
  }
}
