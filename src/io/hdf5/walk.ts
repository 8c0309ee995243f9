import { checkpoint, type Control } from '../../base/control.ts';
import type { MatrixOffer } from '../types.ts';
import { count, inNaturalOrder } from '../names.ts';
import { CLASS, numberOf } from './datatype.ts';
import type { Hdf5File } from './file.ts';
import type { ArrayInfo } from './library.ts';

/** A dataset of a file. */
export interface Found {
  /** "/layers/counts" */
  readonly path: string;
  readonly info: ArrayInfo;
}

/** What `walk` found. */
export interface Walked {
  readonly datasets: readonly Found[];
  readonly notes: readonly string[];
}

/** Objects that are looked at, and groups within groups. */
const MAX_OBJECTS = 20_000;
const MAX_DEPTH = 32;

/** Groups that hold what a program keeps for itself. */
const SKIPPED = /^#(refs|subsystem)#$/;

/** All datasets in natural order: "layer_2" before "layer_10". Links are not followed; each object is visited once. */
export async function walk(file: Hdf5File, control: Control): Promise<Walked> {
  const datasets: Found[] = [];
  const notes: string[] = [];
  const visited = new Set<string>([file.identity('/')]);
  const name = file.source.name;
  let objects = 0;

  async function visit(group: string, depth: number): Promise<void> {
    for (const child of [...file.names(group)].sort(inNaturalOrder)) {
      if (++objects > MAX_OBJECTS) return;
      if (objects % 500 === 0) await checkpoint(control);
      const path = `${group === '/' ? '' : group}/${child}`;
      if (child.includes('/') || SKIPPED.test(child)) continue;
      const kind = file.kind(path);
      if (kind === 'external link') {
        notes.push(
          `${name}: ${path} points to another file, ${JSON.stringify(file.externalFile(path))}; not followed.`,
        );
        continue;
      }
      if (kind !== 'group' && kind !== 'dataset') continue;
      const identity = file.identity(path);
      if (visited.has(identity)) continue;
      visited.add(identity);
      if (kind === 'dataset') datasets.push({ path, info: file.info(path) });
      else if (depth < MAX_DEPTH) await visit(path, depth + 1);
      else notes.push(`${name}: groups below ${path} were not looked into (${MAX_DEPTH} deep).`);
    }
  }
  await visit('/', 0);
  if (objects > MAX_OBJECTS) {
    notes.push(`${name}: only the first ${count(MAX_OBJECTS)} objects were looked at.`);
  }
  return { datasets, notes };
}

/** Filters that the library undoes: deflate, shuffle, Fletcher's sum, szip, n-bit, scale and offset. */
const FILTERS = new Set([1, 2, 3, 4, 5, 6]);
const FILTER_NAMES: Readonly<Record<number, string>> = {
  307: 'bzip2',
  32000: 'LZF',
  32001: 'Blosc',
  32004: 'LZ4',
  32008: 'bitshuffle',
  32013: 'ZFP',
  32015: 'Zstandard',
  32026: 'Blosc2',
};
/** Deflate makes nothing smaller than by this. */
const MAX_RATIO = 1032;
const SMALL = 16 << 20;
/** A chunk is undone as a whole. */
const MAX_CHUNK = 256 << 20;

/** A dataset as an offer under `name`; whatever stands against it is said there. `transposed`: as MATLAB writes. */
export function offerOf(
  file: Hdf5File,
  { path, info }: Found,
  name: string,
  transposed = false,
): MatrixOffer {
  const shape = info.shape ?? [];
  const type = numberOf(info);
  const refused = refusal(file, path, info, type);
  const [rows = 0, cols = 0] = transposed ? [shape[1], shape[0]] : shape;
  return {
    ...{ name, rows, cols, proposed: false },
    dtype: typeof type === 'string' ? type : type.name,
    bytes: info.size * info.total_size,
    ...(refused !== null && { refused }),
  };
}

/** Why a dataset cannot be taken, as a half sentence. */
function refusal(
  file: Hdf5File,
  path: string,
  info: ArrayInfo,
  type: ReturnType<typeof numberOf>,
): string | null {
  const { shape } = info;
  if (!shape) return 'it is empty';
  if (typeof type === 'string') return type;
  if (shape.length === 0) return 'a single number';
  if (shape.length === 1) return 'one number per item (1-D); usable as a column';
  if (shape.length > 2) {
    const text = shape.map(count).join(' x ');
    return `${text} (${shape.length}-D); make it two-dimensional with reshape(len(x), -1), or take one vector per item`;
  }
  if (shape.some((n) => n === 0)) return 'it holds no numbers';
  if (!shape.every((n) => Number.isSafeInteger(n)) || !Number.isSafeInteger(info.total_size * 8)) {
    return 'its shape is absurd';
  }
  return storageRefusal(file, { path, info });
}

/** Why the numbers or texts of a dataset cannot be had from this file, as a half sentence. */
export function storageRefusal(file: Hdf5File, { path, info }: Found): string | null {
  const { chunks } = info;
  if (info.virtual_sources) {
    const other = info.virtual_sources[0]?.file_name ?? '';
    return `a virtual dataset over other data (${JSON.stringify(other)}); copy it into one dataset`;
  }
  const filter = file.filters(path).find(({ id }) => !FILTERS.has(id));
  if (filter) {
    const called = FILTER_NAMES[filter.id] ?? (filter.name || 'unknown');
    return `it is compressed with ${called} (filter ${filter.id}), which cannot be undone here; repack with gzip: h5repack -f GZIP=4 in.h5 out.h5`;
  }
  if (chunks && chunks.reduce((product, n) => product * n, info.size) > MAX_CHUNK) {
    return `its chunks are larger than ${count(MAX_CHUNK)} bytes; repack with smaller ones: h5repack -l CHUNK=1000x100`;
  }
  // Without chunks the numbers take their full length, unless they were never written or lie in another file.
  const { byteLength } = file.source;
  if (info.size * info.total_size > (chunks ? MAX_RATIO * byteLength + SMALL : byteLength)) {
    return `it claims ${count(info.size * info.total_size)} bytes, more than this file can hold, or lies in another file`;
  }
  return null;
}

/** Whether a dataset is a column of as many cells: numbers or texts. */
export function isColumn(file: Hdf5File, found: Found, rows: number): boolean {
  const { info } = found;
  if (info.shape?.length !== 1 || info.shape[0] !== rows) return false;
  const known = info.type === CLASS.string || typeof numberOf(info) !== 'string';
  return known && storageRefusal(file, found) === null;
}
