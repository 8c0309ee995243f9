import type { PairValue } from '../../../math/kernels.ts';
import { GROUP_INDEX } from '../../dispatch.ts';
import { PAIR_PARAMS_WGSL } from '../pairwise/scores.wgsl.ts';

/** Threads of a workgroup, and how many values each of them takes in. */
export const THREADS = 64;
export const VALUES_PER_THREAD = 16;

const valueOf = (value: PairValue, score: string): string =>
  value === 'euclidean' ? `sqrt(${score})` : score;

/** Numbers of a histogram, as f32. */
export const HISTOGRAM_RANGE = ['low', 'high', 'scale', 'bins'] as const;

/**
 * WGSL of the histogram of a score block: `counts[0]` below the range, `counts[bins + 1]` above it, the bins between them.
 * Only pairs whose column comes after their row count. Whole numbers, so the order of the atomics does not matter.
 */
export const histogramWgsl = (value: PairValue): string => /* wgsl */ `
${PAIR_PARAMS_WGSL}
struct Range {
${HISTOGRAM_RANGE.map((name) => `  ${name}: f32,`).join('\n')}
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<uniform> range: Range;
@group(0) @binding(2) var<storage, read> scores: array<f32>;
@group(0) @binding(3) var<storage, read_write> counts: array<atomic<u32>>;

@compute @workgroup_size(${THREADS})
fn main(
  @builtin(workgroup_id) id: vec3<u32>,
  @builtin(num_workgroups) counts3: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let group = ${GROUP_INDEX.replace('counts', 'counts3')};
  let values = params.rows * params.cols;
  let bins = u32(range.bins);
  var at = group * ${THREADS * VALUES_PER_THREAD}u + thread;
  for (var step = 0u; step < ${VALUES_PER_THREAD}u && at < values; step++) {
    let row = at / params.cols;
    if (params.firstCol + at - row * params.cols > params.firstRow + row) {
      let value = ${valueOf(value, 'scores[at]')};
      var slot = 0u;
      if (value > range.high) {
        slot = bins + 1u;
      } else if (value >= range.low) {
        slot = 1u + min(bins - 1u, u32((value - range.low) * range.scale));
      }
      atomicAdd(&counts[slot], 1u);
    }
    at += ${THREADS}u;
  }
}
`;

/** Values that one thread adds up in float32; float64 takes over from there. */
export const RUN = 16;

/**
 * WGSL of the sums of a score block along its rows, or along its columns: for each of `lines` lines and each run of 16 of
 * its values the sum, the sum of squares, the least and the largest, as one vec4. Values come times `scale`, a power of two
 * that keeps their squares in range. The pair of a row with itself is left out; a run of nothing else is (0, 0, 1, -1).
 */
export const momentsWgsl = (value: PairValue, along: 'rows' | 'cols'): string => {
  const [lines, length] = along === 'rows' ? ['rows', 'cols'] : ['cols', 'rows'];
  const [row, col] = along === 'rows' ? ['line', 'at'] : ['at', 'line'];
  return /* wgsl */ `
${PAIR_PARAMS_WGSL}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<uniform> scale: vec4<f32>;
@group(0) @binding(2) var<storage, read> scores: array<f32>;
@group(0) @binding(3) var<storage, read_write> sums: array<vec4<f32>>;

@compute @workgroup_size(${THREADS})
fn main(
  @builtin(workgroup_id) id: vec3<u32>,
  @builtin(num_workgroups) counts: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let runs = (params.${length} + ${RUN - 1}u) / ${RUN}u;
  let own = (${GROUP_INDEX}) * ${THREADS}u + thread;
  if (own >= runs * params.${lines}) { return; }
  // Neighbouring threads take neighbouring lines: along the columns they read neighbouring values.
  let line = own % params.${lines};
  let start = own / params.${lines} * ${RUN}u;
  let end = min(params.${length}, start + ${RUN}u);
  var result = vec4<f32>(0.0, 0.0, 1.0, -1.0);
  for (var at = start; at < end; at++) {
    if (params.firstRow + ${row} != params.firstCol + ${col}) {
      let value = ${valueOf(value, `scores[${row} * params.cols + ${col}]`)} * scale.x;
      let empty = result.z > result.w;
      result = vec4<f32>(
        result.x + value,
        result.y + value * value,
        select(min(result.z, value), value, empty),
        select(max(result.w, value), value, empty),
      );
    }
  }
  sums[own] = result;
}
`;
};
