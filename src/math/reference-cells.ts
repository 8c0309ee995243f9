import { throwIfCancelled } from '../base/control.ts';
import type { CandidateBlock, CellKernels, PairKind, Rows } from './kernels.ts';
import { createPace } from './pace.ts';
import { NO_NEIGHBOUR } from './ranked-lists.ts';
import { matrixOf } from './rows.ts';

/** Rows handed over at once. */
const BLOCK = 256;

/** The readable truth of `CellKernels`, in float64: what does the work where a backend has no such kernels. */
export const referenceCells: CellKernels = {
  async topkAmong(x, items, { kind, k }, take, control) {
    const value = valuesOf(x, items, kind);
    const all = Array.from({ length: items.rows }, (_, j) => j);
    await eachBlock(x.rows, k, kind, (i) => all.map((j) => [value(i, j), j]), take, control);
  },

  async topkInCells(x, { offsets, probes, count }, { kind, k }, take, control) {
    const value = valuesOf(x, x, kind);
    const home = new Uint16Array(x.rows);
    for (let c = 0; c + 1 < offsets.length; c++) home.fill(c, offsets[c], offsets[c + 1]);
    const looksInto = Array.from(
      { length: x.rows },
      (_, i) => new Set(probes.subarray(i * count, (i + 1) * count)),
    );
    const met = (i: number): [number, number][] => {
      const pairs: [number, number][] = [];
      for (let j = 0; j < x.rows; j++)
        if (j !== i && (looksInto[i]!.has(home[j]!) || looksInto[j]!.has(home[i]!)))
          pairs.push([value(i, j), j]);
      return pairs;
    };
    await eachBlock(x.rows, k, kind, met, take, control);
  },
};

function valuesOf(x: Rows, items: Rows, kind: PairKind): (i: number, j: number) => number {
  const { cols } = x;
  const rows = matrixOf(x).data;
  const others = matrixOf(items).data;
  return (i, j) => {
    let sum = 0;
    for (let d = 0; d < cols; d++) {
      const a = rows[i * cols + d]!;
      const b = others[j * cols + d]!;
      sum += kind === 'dot' ? a * b : (a - b) ** 2;
    }
    return sum;
  };
}

/** Hands over the k best of what each row has met, best first and equal values by the smaller index. */
async function eachBlock(
  rows: number,
  k: number,
  kind: PairKind,
  met: (row: number) => [value: number, index: number][],
  take: (block: CandidateBlock) => Promise<void>,
  control: Parameters<CellKernels['topkAmong']>[4],
): Promise<void> {
  throwIfCancelled(control);
  const pace = createPace(control, 'Neighbours in cells');
  const sign = kind === 'dot' ? -1 : 1;
  for (let first = 0; first < rows; first += BLOCK) {
    const count = Math.min(BLOCK, rows - first);
    const indices = new Uint32Array(count * k).fill(NO_NEIGHBOUR);
    const values = new Float32Array(count * k);
    for (let r = 0; r < count; r++) {
      const best = met(first + r).sort((a, b) => sign * (a[0] - b[0]) || a[1] - b[1]);
      best.slice(0, k).forEach(([value, index], rank) => {
        indices[r * k + rank] = index;
        values[r * k + rank] = value;
      });
      if (pace.due()) await pace.rest(first + r, rows);
    }
    await take({ first, indices, values });
  }
}
