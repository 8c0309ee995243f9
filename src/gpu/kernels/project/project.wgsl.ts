import { GROUP_INDEX } from '../../dispatch.ts';

/** Rows and axes of the block of scores that one workgroup computes. */
export const TILE = 64;
/** Values each thread computes along one side of the tile. */
const REGISTERS = 4;
const THREADS = TILE / REGISTERS;
/** vec4s of a row that are held in workgroup memory at a time. */
const DEPTH = 4;
/** Of those, how many are summed before they join the total: 64 products. */
const RUN = 4 * DEPTH;
/** One more than TILE, so that the rows of the tile start in different memory banks. */
const PITCH = TILE + 1;

/** Parameters of one dispatch, as u32. */
export const PROJECT_PARAMS = [
  'rows',
  'axes',
  'depth', // vec4s per row
  'tilesAcross',
  'firstTile',
  'tiles',
] as const;

export type ProjectParams = Readonly<Record<(typeof PROJECT_PARAMS)[number], number>>;

const each = [...Array(REGISTERS).keys()];
const pairs = each.flatMap((i) => each.map((j) => `${i}${j}`));
const forPairs = (line: (pair: string) => string): string => pairs.map(line).join('\n');

/**
 * WGSL of the scores of centred rows along axes: a register-blocked matrix product, 16 x 16 threads, 4 x 4 values each.
 * The sums are two levels deep (64 products, then the runs): rounding grows with the root of each, not of D.
 */
export const PROJECT_WGSL = /* wgsl */ `
struct Params {
${PROJECT_PARAMS.map((name) => `  ${name}: u32,`).join('\n')}
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> rows: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> means: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> axes: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> scores: array<f32>;

var<workgroup> tileA: array<vec4<f32>, ${DEPTH * PITCH}>;
var<workgroup> tileB: array<vec4<f32>, ${DEPTH * PITCH}>;

fn put(row: u32, axis: u32, value: f32) {
  if (row < params.rows && axis < params.axes) { scores[row * params.axes + axis] = value; }
}

@compute @workgroup_size(${THREADS}, ${THREADS})
fn main(
  @builtin(workgroup_id) id: vec3<u32>,
  @builtin(num_workgroups) counts: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let group = ${GROUP_INDEX};
  if (group >= params.tiles) { return; }
  let tile = params.firstTile + group;
  let row0 = (tile / params.tilesAcross) * ${TILE}u;
  let axis0 = (tile % params.tilesAcross) * ${TILE}u;

  // Each thread brings one vec4 of either operand into workgroup memory.
  let loadLine = thread / ${DEPTH}u;
  let loadDepth = thread % ${DEPTH}u;
  let slot = loadDepth * ${PITCH}u + loadLine;
  let hasRow = row0 + loadLine < params.rows;
  let hasAxis = axis0 + loadLine < params.axes;
  let rowBase = (row0 + loadLine) * params.depth;
  let axisBase = (axis0 + loadLine) * params.depth;

${forPairs((pair) => `  var s${pair} = 0.0;\n  var p${pair} = 0.0;`)}
  for (var start = 0u; start < params.depth; start += ${DEPTH}u) {
    let at = start + loadDepth;
    let within = at < params.depth;
    var a = vec4<f32>();
    var b = vec4<f32>();
    if (hasRow && within) { a = rows[rowBase + at] - means[at]; }
    if (hasAxis && within) { b = axes[axisBase + at]; }
    tileA[slot] = a;
    tileB[slot] = b;
    workgroupBarrier();
    for (var q = 0u; q < ${DEPTH}u; q++) {
${each.map((i) => `      let a${i} = tileA[q * ${PITCH}u + local.y + ${i * THREADS}u];`).join('\n')}
${each.map((j) => `      let b${j} = tileB[q * ${PITCH}u + local.x + ${j * THREADS}u];`).join('\n')}
${forPairs((pair) => `      p${pair} += dot(a${pair[0]}, b${pair[1]});`)}
    }
    if (start % ${RUN}u == ${RUN - DEPTH}u) {
${forPairs((pair) => `      s${pair} += p${pair};\n      p${pair} = 0.0;`)}
    }
    workgroupBarrier();
  }
${forPairs(
  (pair) =>
    `  put(row0 + local.y + ${Number(pair[0]) * THREADS}u, axis0 + local.x + ${Number(pair[1]) * THREADS}u, s${pair} + p${pair});`,
)}
}
`;
