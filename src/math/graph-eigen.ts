import { NO_CONTROL, type Control } from '../base/control.ts';
import { coarsen, finest, type Coarser, type Level } from './coarsen.ts';
import { symmetricEigen } from './eigen.ts';
import type { FuzzyGraph } from './fuzzy-graph.ts';
import { leadingEigenOf, type Operator } from './leading-eigen.ts';
import { createPace, type Pace } from './pace.ts';

export interface GraphEigen {
  /** `count` rows of n, each of length 1: the eigenvectors after the trivial one, those that vary least first. */
  readonly vectors: Float64Array;
  /** Whether the residual came under the tolerance. */
  readonly converged: boolean;
  /** Largest |N v - lambda v| of the unit vectors. */
  readonly residual: number;
}

/** Vectors improved at the same time: those wanted, and those that come close behind. */
const WIDTH = 4;
/** Items up to which Lanczos is quick. */
const COARSEST = 600;
/** A coarser level must be this much smaller, else Lanczos takes over. */
const SHRINKS = 0.8;
const LANCZOS = { tolerance: 1e-4, maxProducts: 2000 };
/** Products in one filter, and filters on each level at most. */
const DEGREE = 10;
const ROUNDS = 6;

/**
 * The leading eigenvectors of the normalised adjacency N = D^(-1/2) W D^(-1/2) of a connected graph after the trivial one
 * (the square roots of the degrees): the smallest of its normalised Laplacian. At most 4.
 *
 * Large graphs are solved coarse to fine: Lanczos on a graph of a few hundred groups, and on every finer level a few rounds
 * of subspace iteration with a Chebyshev filter (Zhou, Saad, Tiago and Chelikowsky 2006) from the vectors before.
 */
export async function leadingGraphEigen(
  graph: FuzzyGraph,
  options: { readonly count: number; readonly seed: number; readonly tolerance: number },
  control: Control = NO_CONTROL,
): Promise<GraphEigen> {
  const { count, seed, tolerance } = options;
  const pace = createPace(control, 'Eigenvectors');
  const { coarsest, steps } = await hierarchy(finest(graph), pace);
  const n = coarsest.n;
  const few = Math.min(WIDTH, n - 1);
  const width = steps.length > 0 ? few : Math.min(count, few);
  const start = await leadingEigenOf(
    lanczosOperator(coarsest),
    n,
    { count: width, seed, ...LANCZOS },
    control,
  );
  if (steps.length === 0)
    return { vectors: start.vectors, converged: start.converged, residual: start.residual };

  let block = interleaved(start.vectors, n);
  let residual = Infinity;
  let coarse = coarsest;
  for (const { fine, groups } of steps.reverse()) {
    block = prolonged(block, coarse, fine, groups);
    ({ block, residual } = await refined(block, fine, { count, tolerance }, pace));
    coarse = fine;
  }
  const vectors = new Float64Array(count * graph.n);
  for (let i = 0; i < graph.n; i++)
    for (let v = 0; v < count; v++) vectors[v * graph.n + i] = block[WIDTH * i + v]!;
  return { vectors, converged: residual <= tolerance, residual };
}

/** Levels from fine to coarse, until one is small or hardly shrinks. */
async function hierarchy(level: Level, pace: Pace) {
  const steps: { fine: Level; groups: Uint32Array }[] = [];
  let coarsest = level;
  while (coarsest.n > COARSEST) {
    const coarser: Coarser = await coarsen(coarsest, pace);
    if (coarser.level.n > SHRINKS * coarsest.n || coarser.level.n <= WIDTH) break;
    steps.push({ fine: coarsest, groups: coarser.groups });
    coarsest = coarser.level;
  }
  return { coarsest, steps };
}

/** x -> (I + N) x with the trivial eigenvector sent to 0: the wanted ones are the largest, none is negative. */
function lanczosOperator(level: Level): Operator {
  const normal = normalised(level);
  const { n, trivial } = normal;
  const { offsets, targets, weights, loops } = normal;
  return (x, y) => {
    let along = 0;
    for (let i = 0; i < n; i++) along += trivial[i]! * x[i]!;
    for (let i = 0; i < n; i++) {
      let value = (1 + loops[i]!) * x[i]! - 2 * along * trivial[i]!;
      for (let e = offsets[i]!; e < offsets[i + 1]!; e++) value += weights[e]! * x[targets[e]!]!;
      y[i] = value;
    }
  };
}

/** The entries of N, and its trivial eigenvector. */
function normalised(level: Level) {
  const { n, offsets, targets, degrees } = level;
  const inverse = degrees.map((degree) => 1 / Math.sqrt(degree));
  const weights = new Float64Array(targets.length);
  let total = 0;
  for (let i = 0; i < n; i++) {
    total += degrees[i]!;
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++)
      weights[e] = level.weights[e]! * inverse[i]! * inverse[targets[e]!]!;
  }
  const loops = level.loops.map((loop, i) => loop / degrees[i]!);
  const trivial = degrees.map((degree) => Math.sqrt(degree / total));
  return { n, offsets, targets, weights, loops, trivial };
}
type Normalised = ReturnType<typeof normalised>;

/** Rows of n -> WIDTH numbers an item. */
function interleaved(vectors: Float64Array, n: number): Float64Array {
  const block = new Float64Array(n * WIDTH);
  for (let v = 0; v < WIDTH; v++)
    for (let i = 0; i < n; i++) block[i * WIDTH + v] = vectors[v * n + i]!;
  return block;
}

/** The vectors of a coarser level on the finer one: the same in all items of a group, but for their degrees. */
function prolonged(
  block: Float64Array,
  coarse: Level,
  fine: Level,
  groups: Uint32Array,
): Float64Array {
  const out = new Float64Array(fine.n * WIDTH);
  for (let i = 0; i < fine.n; i++) {
    const group = groups[i]!;
    const share = Math.sqrt(fine.degrees[i]! / coarse.degrees[group]!);
    for (let v = 0; v < WIDTH; v++) out[i * WIDTH + v] = share * block[group * WIDTH + v]!;
  }
  return out;
}

/** Filters and Rayleigh-Ritz in turn until the residual of the first `count` vectors is under the tolerance. */
async function refined(
  start: Float64Array,
  level: Level,
  { count, tolerance }: { readonly count: number; readonly tolerance: number },
  pace: Pace,
): Promise<{ block: Float64Array; residual: number }> {
  const normal = normalised(level);
  let found = await rayleighRitz(start, normal, count, pace);
  for (let round = 0; round < ROUNDS && found.residual > tolerance; round++) {
    const filtered = await chebyshev(found.block, normal, found.values[WIDTH - 1]!, pace);
    found = await rayleighRitz(filtered, normal, count, pace);
  }
  return found;
}

/**
 * The Chebyshev polynomial of N that stays within +-1 on [-1, cut] and grows steeply beyond it: what belongs to
 * eigenvalues under `cut` fades from the block.
 */
async function chebyshev(
  block: Float64Array,
  normal: Normalised,
  cut: number,
  pace: Pace,
): Promise<Float64Array> {
  const centre = (cut - 1) / 2;
  const half = (cut + 1) / 2;
  let before = block;
  let now = new Float64Array(block.length);
  await product(normal, block, now, pace);
  for (let at = 0; at < now.length; at++) now[at] = (now[at]! - centre * before[at]!) / half;
  for (let degree = 2; degree <= DEGREE; degree++) {
    const next = new Float64Array(block.length);
    await product(normal, now, next, pace);
    for (let at = 0; at < next.length; at++)
      next[at] = (2 * (next[at]! - centre * now[at]!)) / half - before[at]!;
    [before, now] = [now, next];
  }
  return now;
}

/** The best approximate eigenvectors in the span of a block, orthogonal to the trivial one, largest value first. */
async function rayleighRitz(block: Float64Array, normal: Normalised, count: number, pace: Pace) {
  withoutTrivial(block, normal.trivial);
  const basis = orthonormal(block);
  const image = new Float64Array(basis.length);
  await product(normal, basis, image, pace);
  const { values, vectors } = symmetricEigen(inner(basis, image), WIDTH);
  const rotated = combined(basis, vectors);
  const rotatedImage = combined(image, vectors);
  let residual = 0;
  for (let v = 0; v < count; v++) {
    let square = 0;
    for (let at = v; at < rotated.length; at += WIDTH)
      square += (rotatedImage[at]! - values[v]! * rotated[at]!) ** 2;
    residual = Math.max(residual, Math.sqrt(square));
  }
  return { block: rotated, values, residual };
}

function withoutTrivial(block: Float64Array, trivial: Float64Array): void {
  for (let v = 0; v < WIDTH; v++) {
    let along = 0;
    for (let i = 0; i < trivial.length; i++) along += trivial[i]! * block[i * WIDTH + v]!;
    for (let i = 0; i < trivial.length; i++) block[i * WIDTH + v]! -= along * trivial[i]!;
  }
}

/** The same span with orthonormal vectors, by the eigenvectors of their inner products. */
function orthonormal(block: Float64Array): Float64Array {
  const { values, vectors } = symmetricEigen(inner(block, block), WIDTH);
  const smallest = values[0]! * Number.EPSILON;
  const scaled = vectors.map(
    (entry, at) => entry / Math.sqrt(Math.max(values[Math.floor(at / WIDTH)]!, smallest)),
  );
  return combined(block, scaled);
}

/** WIDTH x WIDTH inner products of the vectors of two blocks. */
function inner(a: Float64Array, b: Float64Array): Float64Array {
  const products = new Float64Array(WIDTH * WIDTH);
  for (let at = 0; at < a.length; at += WIDTH)
    for (let p = 0; p < WIDTH; p++)
      for (let q = 0; q < WIDTH; q++) products[p * WIDTH + q]! += a[at + p]! * b[at + q]!;
  return products;
}

/** Vector r of the outcome is the sum of weights[r][v] times vector v. */
function combined(block: Float64Array, weights: Float64Array): Float64Array {
  const out = new Float64Array(block.length);
  for (let at = 0; at < block.length; at += WIDTH)
    for (let r = 0; r < WIDTH; r++) {
      let value = 0;
      for (let v = 0; v < WIDTH; v++) value += weights[r * WIDTH + v]! * block[at + v]!;
      out[at + r] = value;
    }
  return out;
}

/** y := N x for all vectors of the block at once, so that an edge is read once for all. */
async function product(
  { n, offsets, targets, weights, loops }: Normalised,
  x: Float64Array,
  y: Float64Array,
  pace: Pace,
): Promise<void> {
  for (let i = 0; i < n; i++) {
    const own = i * WIDTH;
    const loop = loops[i]!;
    let [v0, v1, v2, v3] = [
      loop * x[own]!,
      loop * x[own + 1]!,
      loop * x[own + 2]!,
      loop * x[own + 3]!,
    ];
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const weight = weights[e]!;
      const at = targets[e]! * WIDTH;
      v0 += weight * x[at]!;
      v1 += weight * x[at + 1]!;
      v2 += weight * x[at + 2]!;
      v3 += weight * x[at + 3]!;
    }
    y[own] = v0;
    y[own + 1] = v1;
    y[own + 2] = v2;
    y[own + 3] = v3;
    if ((i & 1023) === 0 && pace.due()) await pace.rest(0, 0);
  }
}
