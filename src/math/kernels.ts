import type { Control } from '../base/control.ts';

export type BackendId = 'webgpu' | 'wasm' | 'reference';

/** A row-major rows x cols matrix of float32. */
export interface Matrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly cols: number;
}

export interface Candidates {
  /** rows x k item indices, best first; ties by the smaller index. */
  readonly indices: Uint32Array;
  /** rows x k values in float32: inner products (falling) or squared distances (rising). */
  readonly values: Float32Array;
}

/** `dot`: larger is nearer. `sqeuclidean`: smaller is nearer. Cosine is `dot` on unit rows. */
export type PairKind = 'dot' | 'sqeuclidean';

/** Rows, and for each as many rows that it is paired with. */
export interface RowLists {
  readonly rows: Uint32Array;
  /** rows x count. */
  readonly items: Uint32Array;
}

export interface Moments {
  /** Column means, length D. */
  readonly mean: Float64Array;
  /** D x D covariance, divided by N. */
  readonly covariance: Float64Array;
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
export interface Kernels {
  readonly backend: BackendId;
  /** What it runs on, for the status bar and the recipe: "WASM SIMD, 2 threads", "Apple M2". */
  readonly device: string;
  /** Arithmetic of the kernels: "f32 products, f64 sums". */
  readonly precision: string;

  /**
   * For each row of `x` the `k` nearest other rows (1 <= k <= rows - 1), without holding rows x rows values.
   * Plain float32 sums of products in any order, fused or not; squared distances may be expanded as
   * |a|^2 + |b|^2 - 2ab. Nothing else is done to the values: `exact-neighbours.ts` bounds the error from this.
   * @throws CancelledError when the signal fires.
   */
  topk(
    x: Matrix,
    options: { readonly kind: PairKind; readonly k: number },
    control: Control,
  ): Promise<Candidates>;

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
  dispose(): void;
}
