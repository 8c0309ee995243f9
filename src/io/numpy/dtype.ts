import type { NumberKind, NumberType } from '../number-type.ts';

/** NumPy type descriptions: which ones are numbers here, and what to do about the others. */

/** Why a type is refused: what it is and the way out. */
export interface RefusedType {
  readonly what: string;
  readonly hint: string;
}

type Kind = Extract<NumberKind, 'bool' | 'int' | 'uint' | 'float'>;

const SIZES: Readonly<Record<Kind, readonly number[]>> = {
  bool: [1],
  int: [1, 2, 4, 8],
  uint: [1, 2, 4, 8],
  float: [2, 4, 8],
};
const KINDS: Readonly<Record<string, Kind>> = { b: 'bool', i: 'int', u: 'uint', f: 'float' };

/**
 * Reads a `descr` such as `<f4`, `>i8`, `|u1`. Byte order `=` and `|` mean the order of the machine that wrote
 * it, in practice little-endian.
 */
export function parseDtype(descr: string): NumberType | RefusedType {
  const match = /^([<>=|]?)([a-zA-Z?])(\d*)/.exec(descr);
  if (!match) return { what: `an unknown type "${descr}"`, hint: AS_FLOAT };
  const [whole, order, letter, digits] = match;
  const size = letter === '?' ? 1 : Number(digits);
  const kind = letter === '?' ? 'bool' : KINDS[letter];
  if (kind && whole === descr && SIZES[kind].includes(size)) {
    const name = kind === 'bool' ? 'bool' : `${kind}${size * 8}`;
    return { kind, size, littleEndian: order !== '>', name };
  }
  return refused(letter, size, descr);
}

const AS_FLOAT = 'In Python: numpy.save(path, x.astype("float32")), and open that file.';

function refused(letter: string, size: number, descr: string): RefusedType {
  switch (letter) {
    case 'c':
      return {
        what: `complex numbers (${descr})`,
        hint: 'Choose what to look at: numpy.save(path, numpy.abs(x)), or x.real and x.imag side by side with numpy.hstack.',
      };
    case 'O':
      return {
        what: 'Python objects (a pickle inside)',
        hint: 'A pickle runs code when it is opened, so Locus never does. In Python: numpy.save(path, numpy.stack(x).astype("float32")).',
      };
    case 'U':
    case 'S':
    case 'a':
      return {
        what: `texts (${descr})`,
        hint: 'Texts belong into the metadata: numpy.savetxt("labels.csv", x, fmt="%s"), and drop it together with the vectors.',
      };
    case 'M':
    case 'm':
      return { what: `dates or durations (${descr})`, hint: AS_FLOAT };
    case 'V':
      return size === 2
        ? {
            what: 'raw 2-byte items (V2), probably bfloat16',
            hint: 'Convert before saving: numpy.save(path, x.astype("float32")), or tensor.float().numpy() in PyTorch.',
          }
        : { what: `raw bytes (${descr})`, hint: AS_FLOAT };
    case 'f':
      return {
        what: `numbers of ${size} bytes (${descr}), which only some machines have`,
        hint: AS_FLOAT,
      };
    default:
      return { what: `an unknown type "${descr}"`, hint: AS_FLOAT };
  }
}
