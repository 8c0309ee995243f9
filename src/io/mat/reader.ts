import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { readArray } from '../array.ts';
import { chosenEntries } from '../chosen-matrices.ts';
import { sha256 } from '../hash.ts';
import { likelyMatrices } from '../likely.ts';
import { count, extension, plural, unusedName } from '../names.ts';
import { numberTexts } from '../number-texts.ts';
import { chosenRows, pickRows } from '../row-choice.ts';
import { fromBytes, readRange, type ByteSource } from '../source.ts';
import type {
  FileContent,
  Format,
  MatrixOffer,
  Plan,
  RawColumn,
  ReadMatrix,
  Table,
} from '../types.ts';
import { viewOf } from '../view.ts';
import {
  byteOrder,
  damaged,
  elements,
  HEADER_BYTES,
  MI,
  truncated,
  unpack,
  unpackedLimit,
  type Element,
} from './file.ts';
import { isLevel4 } from './level4.ts';
import { MAX_HEADER, parseVariable, VariableError, type Variable } from './variable.ts';

/** A variable and where it lies. */
interface Placed {
  readonly element: Element;
  readonly variable: Variable;
  readonly offer: MatrixOffer;
}

interface MatPlan extends Plan {
  readonly placed: readonly Placed[];
}

const TITLE = 'MATLAB 5.0 MAT-file';

/** MATLAB's level 5 MAT-files (save -v6 and -v7, scipy.io.savemat). Level 7.3 is HDF5. */
export const format: Format<MatPlan> = {
  id: 'mat',
  title: 'a MATLAB file',
  extensions: ['.mat'],

  sniff({ head, name }) {
    if (byteOrder(head) || TITLE === String.fromCharCode(...head.subarray(0, TITLE.length))) {
      return 'certain';
    }
    return extension(name) === '.mat' && isLevel4(head) ? 'certain' : 'no';
  },

  about: {
    variants: [
      'level 5 (save -v6 and -v7, scipy.io.savemat), plain or compressed, either byte order',
      'double, single, int8 to int64, uint8 to uint64, logical; two axes; N x 1 variables as columns',
      'level 7.3 is read as HDF5',
    ],
    limits: [
      'char, cell, struct, sparse and complex variables are refused by name',
      'level 4 is refused',
      'a compressed variable of more than 2 GiB is refused',
    ],
    peers: [],
  },

  async plan(source, control) {
    const head = await readRange(source, 0, Math.min(HEADER_BYTES, source.byteLength));
    const order = byteOrder(head);
    if (!order)
      throw isLevel4(head) ? level4(source) : damaged(source, 0, 'it has no header of level 5');
    const placed: Placed[] = [];
    const taken = new Set<string>();
    for (const element of await elements(source, order === 'little', control)) {
      const variable = await variableAt(source, element, order === 'little', control);
      if (variable.name === '' && variable.refused === null) continue;
      const name = unusedName(variable.name || `(${variable.kind})`, taken);
      taken.add(name);
      placed.push({ element, variable, offer: offerOf(name, variable) });
    }
    const likely = likelyMatrices(placed.map(({ offer }) => offer));
    if (likely.length === 0) throw noMatrix(source, placed);
    const matrices = placed.map(({ offer }) => ({ ...offer, proposed: likely.includes(offer) }));
    const withOffers = placed.map((each, i) => ({ ...each, offer: matrices[i] }));
    const memory = Math.max(0, ...withOffers.map((each) => unpackedBytes(each)));
    return { matrices, placed: withOffers, memory: memory + (8 << 20) };
  },

  async read(source, { placed }, { matrices: names, rows: choice }, control): Promise<FileContent> {
    const wanted = chosenEntries(source, names, placed, 'variable');
    const hasher = await sha256();
    const see = (bytes: Uint8Array): void => hasher.update(bytes);
    const notes: string[] = [];
    const matrices: ReadMatrix[] = [];
    for (const each of wanted) {
      const { variable, offer } = each;
      const { type } = variable;
      if (!type) throw refused(source, offer.name, offer.refused ?? 'it holds no numbers');
      const { rows, cols } = offer;
      const chosen = chosenRows(choice, rows);
      const { bytes, start } = await dataOf(source, each, control);
      const place = { start, rows, cols, type, fortranOrder: true };
      const read = await readArray(bytes, offer.name, place, { chosen, see }, control);
      matrices.push(read.matrix);
      notes.push(...read.notes);
    }
    const first = wanted[0] ?? placed.find(({ offer }) => offer.proposed);
    const of = first?.offer.rows ?? 0;
    const kept = matrices[0]?.kept?.rows ?? null;
    const others = placed.filter((each) => each !== first && !wanted.includes(each));
    const table = await tableOf(source, others, of, kept, control);
    return {
      ...{ sha256: hasher.digest(), hashed: 'parts', matrices, table, notes },
      ...(kept && { kept: { rows: kept, of } }),
    };
  },
};

async function variableAt(
  source: ByteSource,
  element: Element,
  littleEndian: boolean,
  control: Control,
): Promise<Variable> {
  let head: Uint8Array;
  let size = element.end - element.start;
  if (element.type === MI.matrix) {
    head = await readRange(source, element.start, element.start + Math.min(size, MAX_HEADER));
  } else {
    const buffer = new Uint8Array(8 + MAX_HEADER);
    const n = await unpack(source, element, buffer.length, control, (part, at) =>
      buffer.set(part, at),
    );
    const view = new DataView(buffer.buffer);
    if (n < 8 || view.getUint32(0, littleEndian) !== MI.matrix) {
      throw damaged(source, element.start, 'a compressed element holds no variable');
    }
    size = view.getUint32(4, littleEndian);
    if (size > unpackedLimit(element)) {
      throw damaged(
        source,
        element.start,
        `a variable claims ${count(size)} bytes, more than ${count(element.end - element.start)} compressed ones can give`,
      );
    }
    head = buffer.subarray(8, Math.min(n, 8 + size));
  }
  if (size === 0) return EMPTY;
  try {
    return parseVariable(head, size, littleEndian);
  } catch (error) {
    if (!(error instanceof VariableError)) throw error;
    throw damaged(
      source,
      element.start + (element.type === MI.matrix ? error.at : 0),
      error.message,
    );
  }
}

/** MATLAB writes an element without content for an empty place. */
const EMPTY: Variable = {
  ...{ name: '', shape: [], kind: 'double', type: null, dataStart: 0, dataBytes: 0, refused: null },
};

function offerOf(name: string, { shape, kind, type, dataBytes, refused }: Variable): MatrixOffer {
  const [rows = 0, cols = 0] = shape;
  return {
    ...{ name, rows, cols, dtype: type?.name ?? kind, bytes: dataBytes, proposed: false },
    ...(refused !== null && { refused }),
  };
}

const MAX_UNPACKED = 2 ** 31;

const unpackedBytes = ({ element, variable, offer }: Placed): number =>
  offer.proposed && element.type === MI.compressed ? variable.dataBytes : 0;

/** The numbers of a variable as a source to read from: the file itself, or what was unpacked. */
async function dataOf(
  source: ByteSource,
  { element, variable, offer }: Placed,
  control: Control,
): Promise<{ readonly bytes: ByteSource; readonly start: number }> {
  if (element.type === MI.matrix) {
    return { bytes: source, start: element.start + variable.dataStart };
  }
  const skip = 8 + variable.dataStart;
  const size = variable.dataBytes;
  const data = room(source, offer.name, size);
  const put = (part: Uint8Array, at: number): void => {
    const from = Math.max(0, skip - at);
    if (from < part.length) data.set(part.subarray(from), at + from - skip);
    control.progress?.({ stage: `Unpacking ${source.name}`, done: at, total: skip + size });
  };
  const n = await unpack(source, element, skip + size, control, put, true);
  if (n < skip + size) throw truncated(source, size, n - skip);
  return { bytes: fromBytes(data, source.name), start: 0 };
}

function room(source: ByteSource, name: string, size: number): Uint8Array {
  try {
    if (size <= MAX_UNPACKED) return new Uint8Array(size);
  } catch {
    // falls through to the message
  }
  throw new LocusError({
    code: 'E_MEMORY',
    message: `${source.name}: ${name} is compressed and needs ${count(size)} bytes to unpack, more than can be held.`,
    file: source.name,
    place: name,
    hint: 'Save it without compression: save("x.mat", "x", "-v6") in MATLAB, or as npy in Python.',
  });
}

/** Most cells that a column beside the matrix may have, and most columns. */
const MAX_CELLS = 1 << 24;
const MAX_COLUMNS = 200;

/** N x 1 and 1 x N variables beside a matrix of N rows. */
async function tableOf(
  source: ByteSource,
  others: readonly Placed[],
  rows: number,
  chosen: Uint32Array | null,
  control: Control,
): Promise<Table | null> {
  const columns: RawColumn[] = [];
  for (const each of others) {
    const { type, shape } = each.variable;
    const fits = shape.includes(1) && shape[0] * shape[1] === rows && rows > 1 && rows <= MAX_CELLS;
    if (!type || !fits || columns.length >= MAX_COLUMNS) continue;
    const { bytes, start } = await dataOf(source, each, control);
    const part = await readRange(bytes, start, start + rows * type.size);
    const values = pickRows(numberTexts(type, viewOf(part), rows), chosen);
    columns.push({ name: each.offer.name, values });
  }
  if (columns.length === 0) return null;
  return { file: source.name, rows: chosen?.length ?? rows, columns, maybeHeader: false };
}

function refused(source: ByteSource, name: string, why: string): LocusError {
  return new LocusError({
    code: /MATLAB|complex|sparse/.test(why) ? 'E_DTYPE' : 'E_SHAPE',
    message: `${source.name}: ${name} cannot be taken: ${why}.`,
    file: source.name,
    place: name,
    hint: 'Choose another variable, or save a matrix of numbers, one row per item: save("x.mat", "x") in MATLAB.',
  });
}

function noMatrix(source: ByteSource, placed: readonly Placed[]): LocusError {
  const [first] = placed;
  if (!first) return refused(source, 'the file', 'it holds no variables');
  const others = placed.length - 1;
  const more =
    others > 0 ? ` (and ${plural(others, 'other variable')}, none of them N x D numbers)` : '';
  return refused(source, first.offer.name, `${first.offer.refused ?? 'no numbers'}${more}`);
}

function level4(source: ByteSource): LocusError {
  return new LocusError({
    code: 'E_FORMAT',
    message: `${source.name} is a MATLAB file of level 4 (before 1996), which is not read.`,
    file: source.name,
    place: 'byte 0',
    hint: 'Save it anew: save("x.mat", "x", "-v7") in MATLAB, or scipy.io.savemat("x.mat", scipy.io.loadmat(path)) in Python.',
  });
}
