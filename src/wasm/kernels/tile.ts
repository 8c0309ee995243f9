// The register block that carries all dense work: C (4 x 8) = A (4 x depth) . B (depth x 8).
//
// Both operands lie in panels: 8 neighbouring items (or columns) interleaved, `depth` steps of 8 float32 (32 bytes).
// A 4-row block of A is one half of a panel, so the same packed copy serves on either side.
// 8 accumulators + 2 vectors of B + 1 broadcast of A stay within the 15 registers x86 engines give us.
// Every product is summed in the order of `depth`: A.B and B.A are the same bits, and equal rows give equal values
// wherever they lie.

/** Bytes of one panel step: 8 float32. */
export const STEP: usize = 32;

/** Bytes of one 4 x 8 float32 block. */
export const TILE: usize = 128;

/**
 * sum + a * b. Compiled with relaxed SIMD it may be fused into one instruction with one rounding: that is up to the
 * machine, but the same everywhere on one machine, so that equal rows still give equal values.
 */
// @ts-ignore: decorator
@inline
export function addProduct(sum: v128, a: v128, b: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD
    ? f32x4.relaxed_madd(a, b, sum)
    : f32x4.add(sum, f32x4.mul(a, b));
}

/**
 * out (4 x 8 float32, row-major) = or += A . B.
 * @param a first step of the 4 rows (panel start, or panel start + 16 for rows 4..7)
 * @param b first step of the panel of 8
 */
export function tile(a: usize, b: usize, depth: usize, out: usize, accumulate: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  // Two steps a turn halve the cost of the loop. The exit between them matters: it pins the first step's sums, where V8
  // would otherwise hoist the loads of both steps above all arithmetic and spill the accumulators.
  const end = a + depth * STEP;
  for (;;) {
    let b0 = v128.load(b);
    let b1 = v128.load(b, 16);
    let s = v128.load32_splat(a);
    c00 = addProduct(c00, s, b0);
    c01 = addProduct(c01, s, b1);
    s = v128.load32_splat(a, 4);
    c10 = addProduct(c10, s, b0);
    c11 = addProduct(c11, s, b1);
    s = v128.load32_splat(a, 8);
    c20 = addProduct(c20, s, b0);
    c21 = addProduct(c21, s, b1);
    s = v128.load32_splat(a, 12);
    c30 = addProduct(c30, s, b0);
    c31 = addProduct(c31, s, b1);
    a += STEP;
    b += STEP;
    if (a == end) break;
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    s = v128.load32_splat(a);
    c00 = addProduct(c00, s, b0);
    c01 = addProduct(c01, s, b1);
    s = v128.load32_splat(a, 4);
    c10 = addProduct(c10, s, b0);
    c11 = addProduct(c11, s, b1);
    s = v128.load32_splat(a, 8);
    c20 = addProduct(c20, s, b0);
    c21 = addProduct(c21, s, b1);
    s = v128.load32_splat(a, 12);
    c30 = addProduct(c30, s, b0);
    c31 = addProduct(c31, s, b1);
    a += STEP;
    b += STEP;
    if (a == end) break;
  }
  if (accumulate) {
    c00 = f32x4.add(v128.load(out), c00);
    c01 = f32x4.add(v128.load(out, 16), c01);
    c10 = f32x4.add(v128.load(out, 32), c10);
    c11 = f32x4.add(v128.load(out, 48), c11);
    c20 = f32x4.add(v128.load(out, 64), c20);
    c21 = f32x4.add(v128.load(out, 80), c21);
    c30 = f32x4.add(v128.load(out, 96), c30);
    c31 = f32x4.add(v128.load(out, 112), c31);
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out, c10, 32);
  v128.store(out, c11, 48);
  v128.store(out, c20, 64);
  v128.store(out, c21, 80);
  v128.store(out, c30, 96);
  v128.store(out, c31, 112);
}
