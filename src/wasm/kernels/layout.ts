// One epoch of the UMAP layout over a range of vertices: the rule of docs/UMAP.md in float32.
// Positions take 4 float32 each (unused ones are 0), so that 2-D and 3-D run the same vector code.

// The force factors depend on d2 only and come from a table: 256 cells an octave over 2^-40 .. 2^40, each holding the
// chord `intercept + slope * d2`. Its relative error is at most (1/256)^2 / 8 * |x^2 f'' / f|, with rounding under 3e-5 for b <= 2.
// Outside that range (distances below 1e-6 or above 1e6) the factor of the nearest end is used.
const LOWEST: u32 = (127 - 40) << 23;
const HIGHEST: u32 = (127 + 40) << 23;
const CELL_SHIFT: u32 = 15;
const CELLS: usize = (HIGHEST - LOWEST) >> CELL_SHIFT;

/** Bytes of one table (attraction or repulsion). */
export function layoutTableBytes(): usize {
  return CELLS << 3;
}

/** Fills both tables. Computed here rather than by the host, whose `Math.pow` may differ between engines. */
export function layoutTables(a: f64, b: f64, repulsion: f64, attract: usize, repel: usize): void {
  let x0 = <f64>reinterpret<f32>(LOWEST);
  let power = NativeMath.pow(x0, b);
  let attract0 = attraction(x0, power, a, b);
  let repel0 = repulsive(x0, power, a, b, repulsion);
  for (let cell: usize = 0; cell < CELLS; cell++, attract += 8, repel += 8) {
    const x1 = <f64>reinterpret<f32>(LOWEST + ((<u32>cell + 1) << CELL_SHIFT));
    power = NativeMath.pow(x1, b);
    const attract1 = attraction(x1, power, a, b);
    const repel1 = repulsive(x1, power, a, b, repulsion);
    chord(attract, x0, attract0, x1, attract1);
    chord(repel, x0, repel0, x1, repel1);
    x0 = x1;
    attract0 = attract1;
    repel0 = repel1;
  }
}

function attraction(d2: f64, power: f64, a: f64, b: f64): f64 {
  return (-2 * a * b * (power / d2)) / (1 + a * power);
}

function repulsive(d2: f64, power: f64, a: f64, b: f64, repulsion: f64): f64 {
  return (2 * repulsion * b) / ((0.001 + d2) * (1 + a * power));
}

function chord(cell: usize, x0: f64, y0: f64, x1: f64, y1: f64): void {
  const slope = (y1 - y0) / (x1 - x0);
  store<f32>(cell, <f32>(y0 - slope * x0));
  store<f32>(cell, <f32>slope, 4);
}

/** The same mixing round as `hash32` in src/math/rng.ts. */
function hash32(x: u32): u32 {
  x ^= x >> 16;
  x *= 0x7feb352d;
  x ^= x >> 15;
  x *= 0x846ca68b;
  x ^= x >> 16;
  return x;
}

/**
 * A move is the address of the other position; its lowest bit, free as positions are aligned, says which force: attraction
 * 0, repulsion 1.
 */
const REPEL: u32 = 1;

/** p moved once by alpha * clip(factor(|p - o|^2) * (p - o)). Equal positions give a zero step. */
function moved(p: v128, move: u32, tables: usize, alpha: v128): v128 {
  const diff = f32x4.sub(p, v128.load(<usize>(move & ~REPEL)));
  let d2 = f32x4.mul(diff, diff);
  d2 = f32x4.add(d2, v128.shuffle<f32>(d2, d2, 1, 0, 3, 2));
  d2 = f32x4.add(d2, v128.shuffle<f32>(d2, d2, 2, 3, 0, 1));
  // pmax(low, x) is x only where low < x: a NaN falls to the lowest cell, never outside the table.
  d2 = f32x4.pmax(f32x4.splat(reinterpret<f32>(LOWEST)), d2);
  d2 = f32x4.pmin(f32x4.splat(reinterpret<f32>(HIGHEST - 1)), d2);
  const table = tables + <usize>(move & REPEL) * (CELLS << 3);
  const cell = table + <usize>(((i32x4.extract_lane(d2, 0) - LOWEST) >> CELL_SHIFT) << 3);
  const factor = f32x4.add(v128.load32_splat(cell), f32x4.mul(v128.load32_splat(cell, 4), d2));
  let step = f32x4.mul(factor, diff);
  step = f32x4.pmin(f32x4.splat(4), f32x4.pmax(f32x4.splat(-4), step));
  return f32x4.add(p, f32x4.mul(alpha, step));
}

/**
 * Lists the moves of vertex i in their order at `moves` and returns where they end.
 * @param e, end its edges
 */
function listMoves(
  i: u32,
  moves: usize,
  old: usize,
  n: u32,
  e: u32,
  end: u32,
  targets: usize,
  rates: usize,
  edgeBase: u32,
  epoch: u32,
  key: u32,
  negatives: u32,
): usize {
  const before = f32x4.splat(<f32>epoch);
  const after = f32x4.splat(<f32>(epoch + 1));
  for (; e < end; e += 4) {
    const r = v128.load(rates + ((<usize>e) << 2));
    const fires = f32x4.gt(f32x4.floor(f32x4.mul(after, r)), f32x4.floor(f32x4.mul(before, r)));
    let mask = i32x4.bitmask(fires);
    if (end - e < 4) mask &= (1 << (end - e)) - 1;
    while (mask) {
      const edge = e + <u32>ctz(mask);
      mask &= mask - 1;
      const target = <u32>old + (load<u32>(targets + ((<usize>edge) << 2)) << 4);
      store<u32>(moves, target);
      store<u32>(moves, target, 4);
      moves += 8;
      const sample = hash32(key ^ (edgeBase + edge));
      for (let s: u32 = 0; s < negatives; s++) {
        const j = hash32(sample + s) % n;
        store<u32>(moves, (<u32>old + (j << 4)) | REPEL);
        // An item does not repel itself: its move is written over.
        moves += j == i ? 0 : 4;
      }
    }
  }
  return moves;
}

/** Vertices whose moves are listed at a time. */
const BATCH: u32 = 64;

/** As BATCH: the list must have room for every edge of so many vertices to fire, 4 bytes a move. */
export function layoutBatch(): u32 {
  return BATCH;
}

/**
 * Moves vertices `from .. to` by one epoch.
 * @param old positions of all n vertices at the end of the last epoch, 16 bytes each
 * @param fresh receives the new position of vertex v at (v - first) * 16
 * @param first first vertex of this worker; `offsets` (to - first + 1 entries) starts there and counts edges from its own
 * @param rates ends with 16 spare bytes
 * @param edgeBase number of the first own edge in the whole graph, which keys the negative samples
 * @param tables of attraction and repulsion, one after the other
 * @param ends BATCH + 1 addresses
 * @param moves the list of a batch (`layoutBatch`)
 */
export function layoutEpoch(
  old: usize,
  fresh: usize,
  first: u32,
  from: u32,
  to: u32,
  n: u32,
  offsets: usize,
  targets: usize,
  rates: usize,
  edgeBase: u32,
  tables: usize,
  ends: usize,
  moves: usize,
  epoch: u32,
  seed: u32,
  negatives: u32,
  alpha: f32,
): void {
  const rate = f32x4.splat(alpha);
  const key = hash32(seed ^ (epoch * 0x9e3779b1));
  for (let start = from; start < to; start += BATCH) {
    const count = min(BATCH, to - start);
    let at = moves;
    for (let v: u32 = 0; v < count; v++) {
      store<usize>(ends + ((<usize>v) << 2), at);
      const row = offsets + ((<usize>(start + v - first)) << 2);
      const e = load<u32>(row);
      const end = load<u32>(row, 4);
      at = listMoves(
        start + v,
        at,
        old,
        n,
        e,
        end,
        targets,
        rates,
        edgeBase,
        epoch,
        key,
        negatives,
      );
    }
    store<usize>(ends + ((<usize>count) << 2), at);
    const half = moves + (((at - moves) >> 1) & ~3);
    let middle: u32 = 0;
    while (middle < count && load<usize>(ends + ((<usize>middle) << 2)) < half) middle++;
    followMoves(
      old + ((<usize>start) << 4),
      fresh + ((<usize>(start - first)) << 4),
      ends,
      middle,
      count,
      tables,
      rate,
    );
  }
}

/**
 * Follows the lists of vertices 0 .. middle and middle .. count side by side. Every move of a vertex waits for the one
 * before it; those of two vertices do not wait for each other.
 */
function followMoves(
  old: usize,
  fresh: usize,
  ends: usize,
  middle: u32,
  count: u32,
  tables: usize,
  rate: v128,
): void {
  let i: u32 = 0;
  let j = middle;
  let a = load<usize>(ends);
  let b = load<usize>(ends + ((<usize>middle) << 2));
  let aEnd = a;
  let bEnd = b;
  let p = rate;
  let q = rate;
  if (i < middle) {
    p = v128.load(old);
    aEnd = load<usize>(ends, 4);
  }
  if (j < count) {
    q = v128.load(old + ((<usize>j) << 4));
    bEnd = load<usize>(ends + ((<usize>j) << 2), 4);
  }
  while (i < middle && j < count) {
    for (let stop = a + min(aEnd - a, bEnd - b); a < stop; a += 4, b += 4) {
      p = moved(p, load<u32>(a), tables, rate);
      q = moved(q, load<u32>(b), tables, rate);
    }
    if (a == aEnd) {
      v128.store(fresh + ((<usize>i) << 4), p);
      if (++i < middle) {
        p = v128.load(old + ((<usize>i) << 4));
        aEnd = load<usize>(ends + ((<usize>i) << 2), 4);
      }
    }
    if (b == bEnd) {
      v128.store(fresh + ((<usize>j) << 4), q);
      if (++j < count) {
        q = v128.load(old + ((<usize>j) << 4));
        bEnd = load<usize>(ends + ((<usize>j) << 2), 4);
      }
    }
  }
  if (j < count) {
    i = j;
    middle = count;
    a = b;
    p = q;
    aEnd = bEnd;
  }
  while (i < middle) {
    for (; a < aEnd; a += 4) p = moved(p, load<u32>(a), tables, rate);
    v128.store(fresh + ((<usize>i) << 4), p);
    if (++i < middle) {
      p = v128.load(old + ((<usize>i) << 4));
      aEnd = load<usize>(ends + ((<usize>i) << 2), 4);
    }
  }
}
