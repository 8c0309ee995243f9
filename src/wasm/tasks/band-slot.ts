import type { PairKind } from '../../math/kernels.ts';
import type { Instance } from '../instance.ts';

export interface BandShape {
  readonly cols: number;
  readonly kind: PairKind;
  readonly k: number;
  /** Most rows in a band. */
  readonly bandRows: number;
}

const PANEL = 8;
const F32 = 4;

/** Room for one band in WASM memory, with the `Band` of kernels/pairwise.ts that describes it. */
export class BandSlot {
  readonly address: number;
  readonly panels: number;
  readonly norms: number;
  readonly heaps: number;
  private readonly thresholds: number;
  private readonly wasm: Instance;
  first = 0;
  count = 0;

  constructor(wasm: Instance, { cols, k, kind, bandRows }: BandShape) {
    this.wasm = wasm;
    const padded = Math.ceil(bandRows / PANEL) * PANEL;
    this.address = wasm.allocate(6 * 4);
    this.panels = wasm.allocate(padded * cols * F32);
    this.norms = kind === 'sqeuclidean' ? wasm.allocate(padded * F32) : 0;
    this.heaps = wasm.allocate(bandRows * k * 8);
    this.thresholds = wasm.allocate(padded * F32);
  }

  describe(first: number, count: number): void {
    this.first = first;
    this.count = count;
    const { panels, norms, heaps, thresholds } = this;
    this.wasm.uint32(this.address, 6).set([first, count, panels, norms, heaps, thresholds]);
  }
}
