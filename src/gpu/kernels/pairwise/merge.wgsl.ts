import type { PairKind } from '../../../math/kernels.ts';
import { GROUP_INDEX } from '../../dispatch.ts';
import { PAIR_PARAMS_WGSL } from './scores.wgsl.ts';

/** WGSL of what every merge is given, and of the order of lists: (value, index) has no equals. */
export const LISTS_WGSL = (kind: PairKind): string => /* wgsl */ `
${PAIR_PARAMS_WGSL}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> scores: array<f32>;
@group(0) @binding(2) var<storage, read_write> listValue: array<f32>;
@group(0) @binding(3) var<storage, read_write> listIndex: array<u32>;

fn ahead(value: f32, index: u32, otherValue: f32, otherIndex: u32) -> bool {
  if (value == otherValue) { return index < otherIndex; }
  return value ${kind === 'dot' ? '>' : '<'} otherValue;
}`;

const THREADS = 64;
/** Most scores looked at between two barriers. */
const STRIDE = 4 * THREADS;
/** Candidates are merged once there are more: sorting them costs the square of their number. */
const MERGE_AT = THREADS / 2;
/** A full stride fits on top of what is not yet merged. */
const CAPACITY = STRIDE + MERGE_AT;

/**
 * WGSL of the merge: one workgroup per row takes the row of a score block into the row's running list of the k best
 * items, kept sorted in storage (best first, ties by the smaller index), for any k.
 *
 * Scores that beat the last of the list are gathered in workgroup memory; a few of them are sorted and
 * merged in place: every entry's new place is its own rank plus its rank in the other list. The order (value, index)
 * has no equals, so the result does not depend on the order in which threads gather.
 */
export function mergeWgsl(kind: PairKind): string {
  return /* wgsl */ `
${LISTS_WGSL(kind)}

var<workgroup> gatheredValue: array<f32, ${CAPACITY}>;
var<workgroup> gatheredIndex: array<u32, ${CAPACITY}>;
// The gathered candidates in order, and where each goes in the list.
var<workgroup> candidateValue: array<f32, ${CAPACITY}>;
var<workgroup> candidateIndex: array<u32, ${CAPACITY}>;
var<workgroup> place: array<u32, ${CAPACITY}>;
var<workgroup> gatheredCount: atomic<u32>;
var<workgroup> countCopy: u32;
var<workgroup> firstChanged: u32;

// How many of the first \`length\` list entries stand before (value, index).
fn rankInList(base: u32, length: u32, value: f32, index: u32) -> u32 {
  var low = 0u;
  var high = length;
  while (low < high) {
    let middle = (low + high) / 2u;
    if (ahead(listValue[base + middle], listIndex[base + middle], value, index)) {
      low = middle + 1u;
    } else {
      high = middle;
    }
  }
  return low;
}

// How many of the sorted candidates stand before (value, index).
fn rankInCandidates(count: u32, value: f32, index: u32) -> u32 {
  var low = 0u;
  var high = count;
  while (low < high) {
    let middle = (low + high) / 2u;
    if (ahead(candidateValue[middle], candidateIndex[middle], value, index)) {
      low = middle + 1u;
    } else {
      high = middle;
    }
  }
  return low;
}

fn mergeCandidates(base: u32, length: u32, count: u32, thread: u32) {
  // Sort by counting: a candidate's place is the number of those before it. No barrier until all are placed.
  for (var i = thread; i < count; i += ${THREADS}u) {
    let value = gatheredValue[i];
    let index = gatheredIndex[i];
    var rank = 0u;
    for (var j = 0u; j < count; j++) {
      rank += select(0u, 1u, ahead(gatheredValue[j], gatheredIndex[j], value, index));
    }
    let listRank = rankInList(base, length, value, index);
    candidateValue[rank] = value;
    candidateIndex[rank] = index;
    place[rank] = rank + listRank;
    if (rank == 0u) { firstChanged = listRank; }
  }
  let unchanged = workgroupUniformLoad(&firstChanged);
  // Entries only move towards the end: taken from the end, none is overwritten before it is read.
  for (var end = length; end > unchanged; end -= min(end, ${THREADS}u)) {
    let own = end - min(end, ${THREADS}u) + thread;
    var value = 0.0;
    var index = 0u;
    var to = params.k;
    if (own < end) {
      value = listValue[base + own];
      index = listIndex[base + own];
      to = own + rankInCandidates(count, value, index);
    }
    storageBarrier();
    if (to < params.k) {
      listValue[base + to] = value;
      listIndex[base + to] = index;
    }
    storageBarrier();
  }
  for (var i = thread; i < count; i += ${THREADS}u) {
    if (place[i] < params.k) {
      listValue[base + place[i]] = candidateValue[i];
      listIndex[base + place[i]] = candidateIndex[i];
    }
  }
  storageBarrier();
  workgroupBarrier();
}

@compute @workgroup_size(${THREADS})
fn main(
  @builtin(workgroup_id) id: vec3<u32>,
  @builtin(num_workgroups) counts: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let row = ${GROUP_INDEX};
  if (row >= params.rows) { return; }
  let item = params.firstRow + row;
  let base = row * params.k;
  // Column blocks come in order from item 0: this is how many others the list has seen.
  var length = min(params.k, params.firstCol - select(0u, 1u, item < params.firstCol));

  var step = 0u;
  for (var start = 0u; start < params.cols; start += step) {
    let full = length == params.k;
    // As many as were seen before: about as many of them as the list is long will beat its last, never all of a long stride.
    step = clamp(params.firstCol + start, ${THREADS / 2}u, ${STRIDE}u);
    var lastValue = 0.0;
    var lastIndex = 0u;
    if (full) {
      lastValue = listValue[base + params.k - 1u];
      lastIndex = listIndex[base + params.k - 1u];
    }
    let end = min(params.cols, start + step);
    for (var col = start + thread; col < end; col += ${THREADS}u) {
      let value = scores[row * params.cols + col];
      let other = params.firstCol + col;
      if (other != item && (!full || ahead(value, other, lastValue, lastIndex))) {
        let slot = atomicAdd(&gatheredCount, 1u);
        gatheredValue[slot] = value;
        gatheredIndex[slot] = other;
      }
    }
    workgroupBarrier();
    if (thread == 0u) { countCopy = atomicLoad(&gatheredCount); }
    let count = workgroupUniformLoad(&countCopy);
    if (count > ${MERGE_AT}u || (count > 0u && (!full || end == params.cols))) {
      mergeCandidates(base, length, count, thread);
      length = min(params.k, length + count);
      if (thread == 0u) { atomicStore(&gatheredCount, 0u); }
      workgroupBarrier();
    }
  }
}
`;
}
