import { GROUP_INDEX } from '../../dispatch.ts';
import { NEGATIVE_SAMPLE_WGSL, negativeKey } from './negative-sample.wgsl.ts';

/** Items per workgroup, one thread each. */
export const THREADS = 64;

/** What one dispatch does: items `first .. first + count - 1` through one epoch. */
export interface Step {
  readonly n: number;
  readonly first: number;
  readonly count: number;
  /** Number of the first edge in the bound edge buffers. */
  readonly edgeBase: number;
  readonly negatives: number;
  readonly epoch: number;
  readonly seed: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
  readonly repulsion: number;
}

/** Bytes of one step as the kernel reads it. */
export const STEP_BYTES = 48;

/** Writes a step at byte `at`. */
export function writeStep(view: DataView, at: number, step: Step): void {
  const key = negativeKey(step.seed, step.epoch);
  const whole = [step.n, step.first, step.count, step.edgeBase, step.negatives, step.epoch, key];
  whole.forEach((value, i) => view.setUint32(at + 4 * i, value, true));
  const real = [step.alpha, step.a, step.b, step.repulsion];
  real.forEach((value, i) => view.setFloat32(at + 4 * (whole.length + i), value, true));
}

/** f32 lanes of one position in the buffers: 3-D positions lie as vec4 (vec3 is aligned to 16 bytes anyway). */
export function positionLanes(dims: 2 | 3): 2 | 4 {
  return dims === 2 ? 2 : 4;
}

/**
 * WGSL of one epoch of the layout rule (docs/UMAP.md): one item per thread, which gathers its own moves from the
 * positions of the epoch before. The fourth lane of 3-D positions stays zero throughout.
 */
export function layoutWgsl(dims: 2 | 3): string {
  const position = `vec${positionLanes(dims)}<f32>`;
  return /* wgsl */ `
struct Step {
  n: u32,
  first: u32,
  count: u32,
  edgeBase: u32,
  negatives: u32,
  epoch: u32,
  key: u32,
  alpha: f32,
  a: f32,
  b: f32,
  repulsion: f32,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> offsets: array<u32>;
@group(0) @binding(2) var<storage, read> targets: array<u32>;
@group(0) @binding(3) var<storage, read> rates: array<f32>;
@group(0) @binding(4) var<storage, read> before: array<${position}>;
@group(0) @binding(5) var<storage, read_write> after: array<${position}>;

${NEGATIVE_SAMPLE_WGSL}

fn fires(rate: f32) -> bool {
  return floor(f32(step.epoch + 1u) * rate) > floor(f32(step.epoch) * rate);
}

fn limited(shift: ${position}) -> ${position} {
  return clamp(shift, ${position}(-4.0), ${position}(4.0));
}

fn attracted(p: ${position}, other: ${position}) -> ${position} {
  let d = p - other;
  let d2 = dot(d, d);
  if (!(d2 > 0.0)) { return p; }
  let power = pow(d2, step.b);
  let g = -2.0 * step.a * step.b * (power / d2) / (1.0 + step.a * power);
  return p + step.alpha * limited(g * d);
}

fn repelled(p: ${position}, other: ${position}) -> ${position} {
  let d = p - other;
  let d2 = dot(d, d);
  if (!(d2 > 0.0)) { return p; }
  let g = 2.0 * step.repulsion * step.b / ((0.001 + d2) * (1.0 + step.a * pow(d2, step.b)));
  return p + step.alpha * limited(g * d);
}

@compute @workgroup_size(${THREADS})
fn main(
  @builtin(workgroup_id) id: vec3<u32>,
  @builtin(num_workgroups) counts: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let within = (${GROUP_INDEX}) * ${THREADS}u + thread;
  if (within >= step.count) { return; }
  let item = step.first + within;
  var p = before[item];
  let end = offsets[item + 1u];
  for (var edge = offsets[item]; edge < end; edge++) {
    if (!fires(rates[edge - step.edgeBase])) { continue; }
    let other = before[targets[edge - step.edgeBase]];
    p = attracted(p, other);
    p = attracted(p, other);
    for (var s = 0u; s < step.negatives; s++) {
      let j = negativeSample(step.key, edge, s, step.n);
      if (j != item) { p = repelled(p, before[j]); }
    }
  }
  after[item] = p;
}
`;
}
