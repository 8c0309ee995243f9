import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import { Bytes, Dict, List, NumpyArray, Plain, Tensor, Text, type Value } from './values.ts';

/** Dense numbers: one block of any number of axes. */
export type Dense = Tensor | NumpyArray;

/** A row: an array of one axis, or a list of numbers. */
export type Row = Dense | List;

/** Something in the tree of objects that may be a matrix. */
export interface Found {
  /** The way to it: "model.embed_tokens.weight". Unique. */
  readonly name: string;
  readonly what: Dense | Rows | Plain;
}

/** Rows of equal length that lie apart: a list of lists, or a dict of one array per key. */
export class Rows {
  readonly rows: readonly Row[];
  readonly cols: number;
  /** Of a dict: what each row belongs to, texts and numbers. */
  readonly keys: readonly Value[] | null;
  constructor(rows: readonly Row[], cols: number, keys: readonly Value[] | null) {
    this.rows = rows;
    this.cols = cols;
    this.keys = keys;
  }
}

/** A list of texts and numbers, or an array of one axis: it may belong to the rows of a matrix. */
export interface ColumnFound {
  readonly name: string;
  readonly what: List | Dense;
}

/** Large checkpoints with the state of their optimiser have some thousands. */
const MAX_ARRAYS = 100_000;
/** Python itself gives up at about 300. */
const MAX_DEPTH = 200;

/**
 * All arrays in the tree, each list and dict once: a file in which objects hold each other many times over stays as
 * small as it is.
 * @throws LocusError E_PICKLE when lists and dicts are nested too deep
 */
export function findArrays(
  root: Value,
  rootName: string,
  file: string,
): { readonly arrays: readonly Found[]; readonly columns: readonly ColumnFound[] } {
  const found: Found[] = [];
  const columns: ColumnFound[] = [];
  const names = new Set<string>();
  const next = new Map<string, number>();
  const seen = new Set<Value>();
  const lengths: Lengths = new Map();
  const add = (path: string, what: Found['what']): void => {
    if (found.length === MAX_ARRAYS) throw tooMany(file);
    const base = path || rootName;
    let name = base;
    for (let i = next.get(base) ?? 2; names.has(name); i++) {
      name = `${base} (${i})`;
      next.set(base, i + 1);
    }
    names.add(name);
    found.push({ name, what });
  };
  const visit = (value: Value, path: string, depth: number): void => {
    if (value instanceof Tensor || value instanceof NumpyArray) {
      if (value instanceof NumpyArray && value.objects && isColumn(value.objects))
        columns.push({ name: path || rootName, what: value.objects });
      add(path, value);
      const { name } = found.at(-1)!;
      if (value.shape.length === 1) columns.push({ name, what: value });
      return;
    }
    if (value instanceof Plain && value.what.includes('tensor')) return add(path, value);
    if (!(value instanceof List) && !(value instanceof Dict)) return;
    if (seen.has(value)) return;
    seen.add(value);
    if (depth > MAX_DEPTH) throw tooDeep(file);
    const rows = rowsOf(value, lengths);
    if (rows) return add(path, rows);
    if (value instanceof List && isColumn(value)) {
      columns.push({ name: path || rootName, what: value });
      return;
    }
    const parts = value instanceof List ? value.items : value.values;
    parts.forEach((part, i) => {
      if (typeof part !== 'object' || part === null) return;
      const key = value instanceof Dict ? keyText(value.keys[i]!) : null;
      visit(part, joined(path, key ?? String(i)), depth + 1);
    });
  };
  visit(root, '', 0);
  return { arrays: found, columns };
}

const isColumn = ({ items }: List): boolean =>
  items.length > 0 &&
  items.every(
    (item) =>
      item === null ||
      typeof item === 'string' ||
      isNumber(item) ||
      item instanceof Text ||
      item instanceof Bytes,
  );

/** Names stay readable whatever a file nests. */
const MAX_NAME = 200;
const joined = (path: string, part: string): string => {
  const name = path ? `${path}.${part}` : part;
  return name.length > MAX_NAME ? `...${name.slice(-MAX_NAME)}` : name;
};

function rowsOf(value: List | Dict, lengths: Lengths): Rows | null {
  const parts = value instanceof List ? value.items : value.values;
  if (parts.length < 2) return null;
  const cols = rowLength(parts[0]!, lengths);
  if (cols === null || cols === 0) return null;
  if (!parts.every((part) => rowLength(part, lengths) === cols)) return null;
  const keys = value instanceof Dict ? value.keys : null;
  if (keys?.every(isKey) === false) return null;
  return new Rows(parts as Row[], cols, keys);
}

/** Lists that are rows of many others are looked at once. */
type Lengths = Map<List, number | null>;

/** How many numbers a row holds; null for what is no row. */
function rowLength(value: Value, lengths: Lengths): number | null {
  if (value instanceof Tensor || value instanceof NumpyArray) {
    if ('refused' in value.type || value.shape.length !== 1) return null;
    return value.shape[0]!;
  }
  if (!(value instanceof List)) return null;
  let length = lengths.get(value);
  if (length === undefined) {
    length = value.items.every(isNumber) ? value.items.length : null;
    lengths.set(value, length);
  }
  return length;
}

/** Whether a value counts as a number, as it does for NumPy: whole, a fraction, true or false. */
export const isNumber = (value: Value): value is number | bigint | boolean =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';

const isKey = (key: Value): boolean =>
  typeof key === 'string' || key instanceof Text || key instanceof Bytes || isNumber(key);

/** A key of a dict as a part of a name; null where it is no short text and no number. */
function keyText(key: Value): string | null {
  if (typeof key === 'string') return key;
  if (key instanceof Bytes && key.data) return new TextDecoder('utf-8').decode(key.data);
  return isNumber(key) ? String(key) : null;
}

function tooMany(file: string): LocusError {
  return new LocusError({
    code: 'E_LIMIT',
    message: `${file} holds more than ${count(MAX_ARRAYS)} arrays of different sizes.`,
    file,
    place: 'the tree of objects',
    hint: 'Put the rows of one matrix together: numpy.save("x.npy", numpy.stack(arrays)), and open x.npy.',
  });
}

function tooDeep(file: string): LocusError {
  return new LocusError({
    code: 'E_PICKLE',
    message: `${file} nests lists or dicts more than ${MAX_DEPTH} deep.`,
    file,
    place: 'the tree of objects',
    hint: 'Save the numbers by themselves: numpy.save("x.npy", numpy.asarray(x)), and open x.npy.',
  });
}
