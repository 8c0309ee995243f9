import { checkpoint } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { Float32Sink } from '../float32.ts';
import { count } from '../names.ts';
import { scanMatrix } from '../scan.ts';
import type { MatrixOffer, ReadMatrix } from '../types.ts';
import { numberOf } from './datatype.ts';
import { BlockDecoder, numbers, type Reading } from './dense.ts';
import type { Hdf5File } from './file.ts';
import { damaged } from './problems.ts';
import { storageRefusal } from './walk.ts';

/** A sparse matrix of AnnData: values, the places in their row (csr) or column (csc), and where each of those begins. */
export interface Sparse {
  readonly path: string;
  readonly kind: 'csr' | 'csc';
  readonly rows: number;
  readonly cols: number;
  /** How many values are stored. */
  readonly stored: number;
}

/** A dense matrix of more bytes than this is not made out of a sparse one. */
const MAX_DENSE_BYTES = 2 ** 31;
/** Values read at once, and numbers of the dense block. */
const BATCH = 1 << 20;
/** Up to this a length is believed that is only said, with more places than values: beyond either, it takes memory for nothing. */
const BELIEVED = 1 << 16;
const BELIEVED_BYTES = 64 << 20;

/** Whether a group is a sparse matrix, by its attributes. */
export function sparseKind(file: Hdf5File, path: string): 'csr' | 'csc' | null {
  const name = file.text(path, 'encoding-type') || file.text(path, 'h5sparse_format');
  return name.startsWith('csr') ? 'csr' : name.startsWith('csc') ? 'csc' : null;
}

/** Checks that the parts fit each other. A half sentence says why they do not. */
function sparseAt(file: Hdf5File, path: string, kind: 'csr' | 'csc'): Sparse | string {
  const shape = file.attribute(path, 'shape') ?? file.attribute(path, 'h5sparse_shape');
  const [rows, cols] = (shape ?? []).map(Number);
  if (!(Number.isSafeInteger(rows * cols) && rows > 0 && cols > 0))
    return 'its shape is missing or wrong';
  for (const part of ['data', 'indices', 'indptr']) {
    if (!file.has(`${path}/${part}`) || file.kind(`${path}/${part}`) !== 'dataset')
      return `it has no ${part}`;
    const found = { path: `${path}/${part}`, info: file.info(`${path}/${part}`) };
    const type = numberOf(found.info);
    if (found.info.shape?.length !== 1) return `its ${part} is no row of numbers`;
    if (typeof type === 'string') return `its ${part} holds ${type}`;
    const refused = storageRefusal(file, found);
    if (refused !== null) return refused;
  }
  const length = (part: string): number => file.info(`${path}/${part}`).shape![0];
  const stored = length('data');
  if (length('indices') !== stored) return 'its parts data and indices differ in length';
  if (length('indptr') !== (kind === 'csr' ? rows : cols) + 1)
    return 'its indptr does not fit its shape';
  return { path, kind, rows, cols, stored };
}

/** A sparse matrix as an offer under `name`; `bytes` are those of the stored values. Parts that do not fit are its refusal. */
export function sparseOffer(
  file: Hdf5File,
  path: string,
  name: string,
  kind: 'csr' | 'csc',
): MatrixOffer {
  const sparse = sparseAt(file, path, kind);
  if (typeof sparse === 'string') {
    return { name, rows: 0, cols: 0, dtype: kind, bytes: 0, proposed: false, refused: sparse };
  }
  const data = file.info(`${path}/data`);
  const type = numberOf(data);
  const dtype = typeof type === 'string' ? type : type.name;
  const { rows, cols } = sparse;
  return { name, rows, cols, dtype, bytes: sparse.stored * data.size, proposed: false };
}

/**
 * Reads a sparse matrix into a dense one, block by block. Values stored twice at one place are added, as scipy does.
 * @throws LocusError E_MEMORY where the dense one is too large, E_HEADER where an index points outside
 */
export async function readSparse(
  reading: Reading,
  path: string,
  name: string,
  kind: 'csr' | 'csc',
): Promise<ReadMatrix> {
  const { file, chosen, notes } = reading;
  const { source } = file;
  const sparse = sparseAt(file, path, kind);
  if (typeof sparse === 'string') throw damaged(source, name, sparse);
  const { cols } = sparse;
  const rows = chosen?.length ?? sparse.rows;
  if (4 * rows * cols > MAX_DENSE_BYTES) throw tooLarge(source.name, name, rows, cols);
  if (4 * rows * cols > BELIEVED_BYTES && isEmptyShape(sparse))
    throw tooEmpty(source.name, name, sparse);
  const type = numberOf(file.info(`${path}/data`));
  if (typeof type === 'string') throw damaged(source, name, type);
  const sink = new Float32Sink(source.name, rows, cols);
  const decoder = new BlockDecoder(type);
  await (kind === 'csr' ? byRow : byColumn)(reading, sparse, sink, decoder);
  notes.push(
    ...sink.notes(),
    ...decoder.notes(source.name),
    `${source.name}: ${name} is sparse (${kind}, ${count(sparse.stored)} values stored); places without a value are 0.`,
  );
  const { data } = sink;
  const issues = scanMatrix(data, rows, cols);
  return { name, rows, cols, dtype: type.name, data, summary: sink.summary(), issues };
}

/** indptr bears out the rows of csr and the columns of csc; the other length is only said, and no value may lie there. */
const isEmptyShape = ({ kind, rows, cols, stored }: Sparse): boolean =>
  (kind === 'csr' ? cols : rows) > Math.max(BELIEVED, stored);

/** Where each row (csr) or column (csc) begins and the last one ends, checked: rising, from 0 to the number of values at most. */
function begins(file: Hdf5File, { path, kind, rows, cols, stored }: Sparse): Float64Array {
  const pointers = numbers(file, `${path}/indptr`, 0, (kind === 'csr' ? rows : cols) + 1);
  let last = 0;
  for (let i = 0; i < pointers.length; i++) {
    const value = pointers[i];
    if (!(value >= last && value <= stored) || (i === 0 && value !== 0)) {
      throw damaged(
        file.source,
        `${path}/indptr`,
        `${path}/indptr does not rise from 0 to ${count(stored)}`,
      );
    }
    last = value;
  }
  return pointers;
}

async function byRow(
  { file, chosen, hasher, control }: Reading,
  sparse: Sparse,
  sink: Float32Sink,
  decoder: BlockDecoder,
): Promise<void> {
  const { path, rows: all, cols, stored } = sparse;
  const pointers = begins(file, sparse);
  const rows = chosen?.length ?? all;
  const rowOf = (i: number): number => chosen?.[i] ?? i;
  const blockRows = Math.max(1, Math.floor(BATCH / cols));
  const dense = new Float64Array(Math.min(rows, blockRows) * cols);
  for (let i = 0; i < rows;) {
    await checkpoint(control);
    const first = i;
    const from = pointers[rowOf(first)];
    let to = pointers[rowOf(first) + 1];
    for (i++; i < rows && i - first < blockRows && pointers[rowOf(i) + 1] - from <= BATCH; i++)
      to = pointers[rowOf(i) + 1];
    dense.fill(0);
    if (to > from) {
      const { values, places } = entries(file, path, from, to, decoder, hasher.update);
      for (let row = first; row < i; row++) {
        const end = pointers[rowOf(row) + 1] - from;
        for (let k = pointers[rowOf(row)] - from; k < end; k++) {
          if (!(places[k] >= 0 && places[k] < cols)) throw outside(file, path, from + k, cols);
          dense[(row - first) * cols + places[k]] += values[k];
        }
      }
    }
    sink.put(dense, (i - first) * cols, first * cols);
    control.progress?.({ stage: `Reading ${file.source.name}`, done: to, total: stored });
  }
}

async function byColumn(
  { file, chosen, hasher, control }: Reading,
  sparse: Sparse,
  sink: Float32Sink,
  decoder: BlockDecoder,
): Promise<void> {
  const { path, rows: all, cols, stored } = sparse;
  const pointers = begins(file, sparse);
  const rows = chosen?.length ?? all;
  const to = chosen ? new Int32Array(all).fill(-1) : null;
  chosen?.forEach((row, i) => (to![row] = i));
  const dense = new Float64Array(rows);
  for (let col = 0; col < cols;) {
    await checkpoint(control);
    const first = col;
    const from = pointers[first];
    for (
      col++;
      col < cols && (col - first) * rows < 4 * BATCH && pointers[col + 1] - from <= BATCH;
    )
      col++;
    const end = pointers[col];
    const read = end > from ? entries(file, path, from, end, decoder, hasher.update) : null;
    for (let at = first; at < col; at++) {
      dense.fill(0);
      for (let k = pointers[at] - from; read && k < pointers[at + 1] - from; k++) {
        const row = read.places[k];
        if (!(row >= 0 && row < all)) throw outside(file, path, from + k, all);
        const place = to ? to[row] : row;
        if (place >= 0) dense[place] += read.values[k];
      }
      sink.put(dense, rows, at, cols);
    }
    control.progress?.({ stage: `Reading ${file.source.name}`, done: end, total: stored });
  }
}

function entries(
  file: Hdf5File,
  path: string,
  from: number,
  to: number,
  decoder: BlockDecoder,
  see: (bytes: Uint8Array) => void,
): { readonly values: Float64Array; readonly places: Float64Array } {
  const block = file.block(`${path}/data`, [from], [to - from]);
  see(block);
  const places = numbers(file, `${path}/indices`, from, to);
  see(new Uint8Array(places.buffer, places.byteOffset, places.byteLength));
  return { values: decoder.take(block), places };
}

const outside = ({ source }: Hdf5File, path: string, at: number, size: number): LocusError =>
  damaged(
    source,
    `${path}/indices, number ${at}`,
    `an index of ${path} points outside its ${count(size)} places`,
  );

function tooLarge(file: string, name: string, rows: number, cols: number): LocusError {
  return new LocusError({
    code: 'E_MEMORY',
    message: `${file}: ${name} is sparse; made dense, ${count(rows)} x ${count(cols)} need ${count(4 * rows * cols)} bytes of memory, and ${count(MAX_DENSE_BYTES)} are the most.`,
    file,
    place: name,
    hint: 'Take fewer rows, or a matrix of fewer columns such as obsm/X_pca: in Python, scanpy.pp.pca(adata), then adata.write(path).',
  });
}

function tooEmpty(file: string, name: string, { rows, cols, stored }: Sparse): LocusError {
  return new LocusError({
    code: 'E_LIMIT',
    message: `${file}: ${name} is said to be ${count(rows)} x ${count(cols)}, far more places than its ${count(stored)} values could fill.`,
    file,
    place: name,
    hint: 'Correct its attribute shape, or leave out what is empty: in Python, scanpy.pp.filter_genes(adata, min_cells=1), then adata.write(path).',
  });
}
