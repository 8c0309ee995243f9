// The register block of products in float64: C (4 x 4) += A (4 x depth) . B (depth x 4). As `tile`, with half the lanes:
// both operands lie in panels of 4 interleaved rows (or columns), `depth` steps of 4 float64.

/** Bytes of one panel step, and of one 4 x 4 block. */
export const STEP64: usize = 32;
export const TILE64: usize = 128;

// @ts-ignore: decorator
@inline
function addProduct64(sum: v128, a: v128, b: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD
    ? f64x2.relaxed_madd(a, b, sum)
    : f64x2.add(sum, f64x2.mul(a, b));
}

/** out (4 x 4 float64, row-major) += A . B, for `depth` of at least 1. */
export function addTile64(a: usize, b: usize, depth: usize, out: usize): void {
  let c00 = v128.load(out);
  let c01 = v128.load(out, 16);
  let c10 = v128.load(out, 32);
  let c11 = v128.load(out, 48);
  let c20 = v128.load(out, 64);
  let c21 = v128.load(out, 80);
  let c30 = v128.load(out, 96);
  let c31 = v128.load(out, 112);
  const end = a + depth * STEP64;
  // Two steps a turn, with an exit between them: see `tile`.
  for (;;) {
    let b0 = v128.load(b);
    let b1 = v128.load(b, 16);
    let s = v128.load64_splat(a);
    c00 = addProduct64(c00, s, b0);
    c01 = addProduct64(c01, s, b1);
    s = v128.load64_splat(a, 8);
    c10 = addProduct64(c10, s, b0);
    c11 = addProduct64(c11, s, b1);
    s = v128.load64_splat(a, 16);
    c20 = addProduct64(c20, s, b0);
    c21 = addProduct64(c21, s, b1);
    s = v128.load64_splat(a, 24);
    c30 = addProduct64(c30, s, b0);
    c31 = addProduct64(c31, s, b1);
    a += STEP64;
    b += STEP64;
    if (a == end) break;
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    s = v128.load64_splat(a);
    c00 = addProduct64(c00, s, b0);
    c01 = addProduct64(c01, s, b1);
    s = v128.load64_splat(a, 8);
    c10 = addProduct64(c10, s, b0);
    c11 = addProduct64(c11, s, b1);
    s = v128.load64_splat(a, 16);
    c20 = addProduct64(c20, s, b0);
    c21 = addProduct64(c21, s, b1);
    s = v128.load64_splat(a, 24);
    c30 = addProduct64(c30, s, b0);
    c31 = addProduct64(c31, s, b1);
    a += STEP64;
    b += STEP64;
    if (a == end) break;
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
