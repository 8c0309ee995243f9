import type { Control } from '../base/control.ts';

export type BackendId = 'webgpu' | 'wasm' | 'reference';

/** A row-major rows x cols matrix of float32. */
export interface Matrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly cols: number;
}

/**
 * Rows that are made when they are wanted: those of a matrix as they are, or scaled to length 1, centred or cut out on
 * the way, so that no prepared copy of the whole matrix is ever held.
 */
export interface Rows {
  readonly rows: number;
  readonly cols: number;
  /** Writes rows `from` to `to` (not included) as float32, row-major, to the start of `out`. The same each time. */
  read(from: number, to: number, out: Float32Array): void;
}

export interface Candidates {
  /** rows x k item indices, best first; ties by the smaller index. */
  readonly indices: Uint32Array;
  /** rows x k values in float32: inner products (falling) or squared distances (rising). */
  readonly values: Float32Array;
}

/** The candidates of neighbouring rows, from row `first` on. */
export interface CandidateBlock extends Candidates {
  readonly first: number;
}

/** `dot`: larger is nearer. `sqeuclidean`: smaller is nearer. Cosine is `dot` on unit rows. */
export type PairKind = 'dot' | 'sqeuclidean';

/**
 * What a pair of rows is worth in a tile, histogram or moment. `euclidean` is the root of `sqeuclidean`. The cosine
 * distance is half of `sqeuclidean` on unit rows: unlike 1 - dot it is exactly 0 for equal rows.
 *
 * Values are float32 in plain float32 arithmetic, squared distances expanded as max(0, |a|^2 + |b|^2 - 2ab) with all three
 * sums in one order, so that equal rows are at distance 0 exactly. With u = `rounding.operation` and D columns the error of an inner
 * product is at most (D + 4) u sum |a_d b_d|, that of a squared distance at most 2 (D + 4) u (|a|^2 + |b|^2): far from
 * the origin it drowns small distances, so callers pass rows with the column means taken off.
 */
export type PairValue = PairKind | 'euclidean';

/** The pairs i < j by their value; `counts`, `below` and `above` add up to all rows (rows - 1) / 2 of them. */
export interface PairHistogram {
  /** Bin b holds low + b w <= value < low + (b + 1) w, w = (high - low) / bins; the last one holds `high` too. */
  readonly counts: Float64Array;
  readonly below: number;
  readonly above: number;
}

/** Sums over all other rows, and the range of all pairs together. */
export interface PairMoments {
  /** Length rows: sums over j != i of value(i, j) and of its square. */
  readonly rowSums: Float64Array;
  readonly rowSquares: Float64Array;
  /** Over all pairs i < j; Infinity and -Infinity when there are none. */
  readonly least: number;
  readonly largest: number;
}

/** Rows `rows[0]..rows[1]` against rows `cols[0]..cols[1]`, ends not included. */
export interface TileOptions {
  readonly value: PairValue;
  readonly rows: readonly [number, number];
  readonly cols: readonly [number, number];
}

export interface HistogramOptions {
  readonly value: PairValue;
  readonly low: number;
  readonly high: number;
  readonly bins: number;
}

/** Values of pairs of rows, reduced block by block: rows x rows values are never held, only the tile asked for. */
export interface PairKernels {
  /**
   * One tile of the RDM, row-major float32. Where row and column are the same row: 0 as a distance, its squared norm as
   * an inner product.
   * @throws LocusError `E_RANGE` for a range outside the rows, `E_OVERFLOW` when a value leaves the range of float32.
   */
  pairTile(x: Rows, options: TileOptions, control: Control): Promise<Float32Array>;

  /**
   * Histogram of the values of all pairs i < j, in exact whole numbers. `low` and `high` are rounded to float32, and so is
   * every step of (value - low) * (bins / (high - low)): a value closer to an edge than that may fall on its other side.
   * @throws LocusError `E_RANGE` unless low < high and 1 <= bins <= 65,536, `E_OVERFLOW` as for tiles.
   */
  pairHistogram(x: Rows, options: HistogramOptions, control: Control): Promise<PairHistogram>;

  /**
   * For each row the sums of its values and squared values with all other rows (what Gram matrices are centred by): float32
   * values, float64 sums in an order that does not depend on the number of threads.
   * @throws LocusError `E_OVERFLOW` as for tiles.
   */
  pairMoments(
    x: Rows,
    options: { readonly value: PairValue },
    control: Control,
  ): Promise<PairMoments>;
}

/** Rows, and for each as many rows that it is paired with. */
export interface RowLists {
  readonly rows: Uint32Array;
  /** rows x count. */
  readonly items: Uint32Array;
}

/** Rows in cells, one cell after another, and for every row the cells whose items it looks at. */
export interface Cells {
  /** Cell c holds rows offsets[c] .. offsets[c + 1]. */
  readonly offsets: Uint32Array;
  /** rows x count cells, no cell twice in a row. */
  readonly probes: Uint16Array;
  readonly count: number;
}

/** What the search in cells (approximate-neighbours.ts) is made of; written plainly in reference-cells.ts. */
export interface CellKernels {
  /**
   * For each row of `x` the `k` nearest of `items` (1 <= k <= their number), block by block as `topkBlocks` gives them.
   * @throws LocusError `E_OVERFLOW` when values leave the range of float32
   */
  topkAmong(
    x: Rows,
    items: Rows,
    options: { readonly kind: PairKind; readonly k: number },
    take: (block: CandidateBlock) => Promise<void>,
    control: Control,
  ): Promise<void>;

  /**
   * As `topkBlocks`, of those pairs of rows only of which at least one looks into the cell of the other. Where a row has
   * met fewer than `k`, the places left hold 0xffffffff.
   */
  topkInCells(
    x: Rows,
    cells: Cells,
    options: { readonly kind: PairKind; readonly k: number },
    take: (block: CandidateBlock) => Promise<void>,
    control: Control,
  ): Promise<void>;
}

export interface Moments {
  /** Column means, length D. */
  readonly mean: Float64Array;
  /** D x D covariance, divided by N. */
  readonly covariance: Float64Array;
}

/** Directions in a space, and the point they start from. */
export interface Axes {
  /** Length D; subtracted from every row. */
  readonly mean: Float64Array;
  /** count x D, of any length and angle. */
  readonly axes: Float64Array;
}

/** Largest relative errors of a backend's arithmetic. */
export interface Rounding {
  /** Of one operation: 2^-24 for float32 rounded to nearest, 2^-23 where the direction is left open (WGSL). */
  readonly operation: number;
  /** Of a value of the rows as `topk` keeps it: 0 for float32, 2^-11 for half precision. */
  readonly storage: number;
}

/** Symmetric weighted neighbour graph in compressed rows: edges of i are offsets[i]..offsets[i+1]. */
export interface LayoutGraph {
  readonly n: number;
  /** Length n + 1. */
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
  /** Firing rate of each edge, weight / largest weight, in (0, 1]. The same for (i,j) and (j,i). */
  readonly rates: Float32Array;
}

export interface LayoutParams {
  readonly dims: 2 | 3;
  readonly epochs: number;
  /** Curve 1 / (1 + a r^(2b)). */
  readonly a: number;
  readonly b: number;
  readonly repulsion: number;
  readonly negatives: number;
  readonly learningRate: number;
  readonly seed: number;
}

/**
 * The numerical core, once per backend. Every implementation is compared with the float64 reference
 * (`reference-kernels.ts`) at awkward sizes. All calls are cancellable between blocks of about 50 ms and report
 * progress through `control`.
 */
export interface Kernels extends PairKernels, Partial<CellKernels> {
  readonly backend: BackendId;
  /** What it runs on, for the status bar and the recipe: "WASM SIMD, 2 threads", "Apple M2". */
  readonly device: string;
  /** Arithmetic of the kernels: "f32 products, f64 sums". */
  readonly precision: string;
  /** What `exact-neighbours.ts` bounds the error of `topk` from. */
  readonly rounding: Rounding;

  /**
   * The same kernels with the rows of `topk` kept as float16: half the memory, and fewer digits, which
   * `exact-neighbours.ts` makes good in float64 wherever they might matter. Not there where it would save nothing.
   */
  readonly halves?: Kernels;

  /**
   * For each row of `x` the `k` nearest other rows (1 <= k <= rows - 1), without holding rows x rows values.
   * Plain float32 sums of products in any order, fused or not; squared distances may be expanded as
   * |a|^2 + |b|^2 - 2ab. Nothing else is done to the values: `exact-neighbours.ts` bounds the error from this.
   * @throws CancelledError when the signal fires.
   */
  topk(
    x: Rows,
    options: { readonly kind: PairKind; readonly k: number },
    control: Control,
  ): Promise<Candidates>;

  /**
   * The lists of `topk`, handed over block by block as they are done: every row once, in any order. For callers that need
   * not hold all of them. What `take` is given is its own to keep; the next block waits for it.
   */
  topkBlocks?(
    x: Rows,
    options: { readonly kind: PairKind; readonly k: number },
    take: (block: CandidateBlock) => Promise<void>,
    control: Control,
  ): Promise<void>;

  /**
   * The inner products or squared distances (by direct differences) of listed pairs of rows in float64, to the bit as
   * `dot` and `squaredDistance` of `metric.ts`. Where a backend has no such kernel, or it would need too much memory for
   * this matrix (null), the caller computes them itself.
   */
  listedPairs?(
    x: Matrix,
    lists: RowLists & { readonly kind: PairKind },
    control: Control,
  ): Promise<Float64Array> | null;

  /** Column means and covariance of `x`, centred before multiplying (METHODS R1), summed in float64. */
  covariance(x: Matrix, control: Control): Promise<Moments>;

  /**
   * Scores of the centred rows along given axes, rows x count: `(x_i - mean) . axes_r`. Sums of at most 64 products in
   * float32, or better: with u = 2^-24 the error is at most (D / 64 + 70) u sum |x_id - mean_d| |axes_rd|. `wasm` sums in
   * float64 and rounds once.
   */
  project(x: Matrix, along: Axes, control: Control): Promise<Float32Array>;

  /**
   * The transpose of `project`: for each of `count` columns of `weights` (rows x count) the weighted sum of the centred
   * rows, count x D, in float64. Without it the caller does it in JavaScript.
   */
  weightedSums?(
    x: Matrix,
    by: { readonly mean: Float64Array; readonly weights: Float64Array; readonly count: number },
    control: Control,
  ): Promise<Float64Array>;

  /**
   * Runs the whole UMAP layout from `start` (n x dims) and returns the final n x dims coordinates.
   * The update rule is written once, in docs/UMAP.md and `reference-kernels.ts`.
   */
  umapLayout(
    graph: LayoutGraph,
    start: Float32Array,
    params: LayoutParams,
    control: Control,
  ): Promise<Float32Array>;

  /** Bytes this backend holds outside its calls (GPU buffers, WASM memory). */
  bytes(): number;
  /** The same, by what it is held for ("neighbours", "layout"). */
  bytesByOwner?(): Readonly<Record<string, number>>;
  dispose(): void;
}
