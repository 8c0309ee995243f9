// Inner products or squared distances of listed pairs of rows, in float64 and to the bit as `dot` and `squaredDistance` of
// src/math/metric.ts: even and odd columns are summed apart, a last odd one joins the even.

/**
 * Values of the `count` items that each of `rows` rows lists.
 * @param data all rows of the matrix, cols float32 each
 * @param list the rows (uint32)
 * @param items rows x count rows (uint32)
 * @param wide cols float64 of scratch: the row at hand
 * @param values rows x count float64
 */
export function listedPairs(
  data: usize,
  cols: usize,
  list: usize,
  rows: usize,
  items: usize,
  count: usize,
  squared: bool,
  wide: usize,
  values: usize,
): void {
  for (let r: usize = 0; r < rows; r++, items += count << 2, values += count << 3) {
    const row = rowAt(data, cols, list + (r << 2));
    for (let d: usize = 0; d < cols; d++) {
      store<f64>(wide + (d << 3), <f64>load<f32>(row + (d << 2)));
    }
    // Four at once, because a sum waits for its last addition. The last four may name the last item several times.
    for (let c: usize = 0; c < count; c += 4) {
      const c1 = min(c + 1, count - 1);
      const c2 = min(c + 2, count - 1);
      const c3 = min(c + 3, count - 1);
      const i0 = rowAt(data, cols, items + (c << 2));
      const i1 = rowAt(data, cols, items + (c1 << 2));
      const i2 = rowAt(data, cols, items + (c2 << 2));
      const i3 = rowAt(data, cols, items + (c3 << 2));
      let s0 = f64x2.splat(0);
      let s1 = f64x2.splat(0);
      let s2 = f64x2.splat(0);
      let s3 = f64x2.splat(0);
      const pairs = cols & ~1;
      if (squared) {
        for (let d: usize = 0; d < pairs; d += 2) {
          const a = v128.load(wide + (d << 3));
          const u0 = f64x2.sub(a, two(i0 + (d << 2)));
          const u1 = f64x2.sub(a, two(i1 + (d << 2)));
          const u2 = f64x2.sub(a, two(i2 + (d << 2)));
          const u3 = f64x2.sub(a, two(i3 + (d << 2)));
          s0 = f64x2.add(s0, f64x2.mul(u0, u0));
          s1 = f64x2.add(s1, f64x2.mul(u1, u1));
          s2 = f64x2.add(s2, f64x2.mul(u2, u2));
          s3 = f64x2.add(s3, f64x2.mul(u3, u3));
        }
      } else {
        for (let d: usize = 0; d < pairs; d += 2) {
          const a = v128.load(wide + (d << 3));
          s0 = f64x2.add(s0, f64x2.mul(a, two(i0 + (d << 2))));
          s1 = f64x2.add(s1, f64x2.mul(a, two(i1 + (d << 2))));
          s2 = f64x2.add(s2, f64x2.mul(a, two(i2 + (d << 2))));
          s3 = f64x2.add(s3, f64x2.mul(a, two(i3 + (d << 2))));
        }
      }
      store<f64>(values + (c << 3), total(s0, wide, i0, cols, squared));
      store<f64>(values + (c1 << 3), total(s1, wide, i1, cols, squared));
      store<f64>(values + (c2 << 3), total(s2, wide, i2, cols, squared));
      store<f64>(values + (c3 << 3), total(s3, wide, i3, cols, squared));
    }
  }
}

function rowAt(data: usize, cols: usize, index: usize): usize {
  return data + <usize>load<u32>(index) * (cols << 2);
}

/** Two neighbouring float32 as float64. */
function two(from: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(from));
}

/** Even and odd sums together, with the last column if their number is odd. */
function total(sums: v128, wide: usize, item: usize, cols: usize, squared: bool): f64 {
  let even = f64x2.extract_lane(sums, 0);
  if (cols & 1) {
    const a = load<f64>(wide + ((cols - 1) << 3));
    const b = <f64>load<f32>(item + ((cols - 1) << 2));
    even += squared ? (a - b) * (a - b) : a * b;
  }
  return even + f64x2.extract_lane(sums, 1);
}
