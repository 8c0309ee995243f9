import type { PairKind } from '../../../math/kernels.ts';
import { GROUP_INDEX } from '../../dispatch.ts';

/** Rows and columns of the score block that one workgroup computes. */
export const TILE = 64;
/** Values each thread computes along one side of the tile. */
const REGISTERS = 4;
const THREADS = TILE / REGISTERS;
/** vec4s of a row that are held in workgroup memory at a time. */
const DEPTH = 4;
/** One more than TILE, so that the rows of the tile start in different memory banks. */
const PITCH = TILE + 1;

/** Parameters of one score block and its merge, as u32. Both kernels read the same buffer. */
export const PAIR_PARAMS = [
  'rows', // of the block
  'cols', // of the block
  'rowOffset', // first row of the block within its buffer
  'colOffset', // first column of the block within its buffer
  'firstRow', // the item of the first row
  'firstCol', // the item of the first column
  'depth', // vec4s per item
  'tilesAcross',
  'tiles',
  'k',
] as const;

export type PairParams = Readonly<Record<(typeof PAIR_PARAMS)[number], number>>;

export const PAIR_PARAMS_WGSL = `struct Params {\n${PAIR_PARAMS.map((name) => `  ${name}: u32,`).join('\n')}\n}`;

/**
 * WGSL of the score block: `scores[r * cols + c]` = inner product, or squared distance, of row r and column c.
 *
 * A register-blocked matrix product: 16 x 16 threads, 4 x 4 values each, operands through 8.1 KiB of workgroup
 * memory. Squared distances are sums of squared differences, not |a|^2 + |b|^2 - 2ab: the differences cost one more
 * operation and lose no digits when the items lie far from the origin.
 */
export function scoresWgsl(kind: PairKind): string {
  const each = [...Array(REGISTERS).keys()];
  const pairs = each.flatMap((i) => each.map((j) => ({ i, j })));
  const accumulate = ({ i, j }: { i: number; j: number }): string =>
    kind === 'dot'
      ? `      s${i}${j} += dot(a${i}, b${j});`
      : `      { let d = a${i} - b${j}; s${i}${j} += dot(d, d); }`;
  return /* wgsl */ `
${PAIR_PARAMS_WGSL}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> left: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> right: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> scores: array<f32>;

var<workgroup> tileA: array<vec4<f32>, ${DEPTH * PITCH}>;
var<workgroup> tileB: array<vec4<f32>, ${DEPTH * PITCH}>;

fn put(row: u32, col: u32, value: f32) {
  if (row < params.rows && col < params.cols) { scores[row * params.cols + col] = value; }
}

@compute @workgroup_size(${THREADS}, ${THREADS})
fn main(
  @builtin(workgroup_id) id: vec3<u32>,
  @builtin(num_workgroups) counts: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let tile = ${GROUP_INDEX};
  if (tile >= params.tiles) { return; }
  let row0 = (tile / params.tilesAcross) * ${TILE}u;
  let col0 = (tile % params.tilesAcross) * ${TILE}u;

  // Each thread brings one vec4 of either operand into workgroup memory.
  let loadLine = thread / ${DEPTH}u;
  let loadDepth = thread % ${DEPTH}u;
  let slot = loadDepth * ${PITCH}u + loadLine;
  let hasRow = row0 + loadLine < params.rows;
  let hasCol = col0 + loadLine < params.cols;
  let rowBase = (params.rowOffset + row0 + loadLine) * params.depth;
  let colBase = (params.colOffset + col0 + loadLine) * params.depth;

${pairs.map(({ i, j }) => `  var s${i}${j} = 0.0;`).join('\n')}
  for (var start = 0u; start < params.depth; start += ${DEPTH}u) {
    let at = start + loadDepth;
    let within = at < params.depth;
    var a = vec4<f32>();
    var b = vec4<f32>();
    if (hasRow && within) { a = left[rowBase + at]; }
    if (hasCol && within) { b = right[colBase + at]; }
    tileA[slot] = a;
    tileB[slot] = b;
    workgroupBarrier();
    for (var q = 0u; q < ${DEPTH}u; q++) {
${each.map((i) => `      let a${i} = tileA[q * ${PITCH}u + local.y + ${i * THREADS}u];`).join('\n')}
${each.map((j) => `      let b${j} = tileB[q * ${PITCH}u + local.x + ${j * THREADS}u];`).join('\n')}
${pairs.map(accumulate).join('\n')}
    }
    workgroupBarrier();
  }
${pairs
  .map(
    ({ i, j }) =>
      `  put(row0 + local.y + ${i * THREADS}u, col0 + local.x + ${j * THREADS}u, s${i}${j});`,
  )
  .join('\n')}
}
`;
}
