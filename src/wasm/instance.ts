import { LocusError } from '../base/errors.ts';
import { compiledKernels } from './module.ts';

/** The functions of src/wasm/kernels. All arguments are byte addresses, counts or plain numbers; see the sources. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapBase(): number;
  packRows(rows: number, count: number, cols: number, panels: number): void;
  panelNorms(panels: number, count: number, cols: number, norms: number): void;
  readThresholds(band: number, k: number): void;
  scanPanels(
    a: number,
    b: number,
    cols: number,
    k: number,
    groupFrom: number,
    groups: number,
    panelFrom: number,
    panelTo: number,
    both: number,
    scratch: number,
  ): void;
  sortHeaps(
    heaps: number,
    k: number,
    rows: number,
    indices: number,
    values: number,
    distances: number,
  ): void;
  listedPairs(
    data: number,
    cols: number,
    list: number,
    rows: number,
    items: number,
    count: number,
    squared: number,
    wide: number,
    values: number,
  ): void;
  meetCell(
    a: number,
    list: number,
    count: number,
    b: number,
    from: number,
    to: number,
    cols: number,
    k: number,
    panels: number,
    norms: number,
    scratch: number,
  ): void;
  pairValues(
    rows: number,
    items: number,
    cols: number,
    groups: number,
    rowNorms: number,
    itemNorms: number,
    root: number,
    values: number,
  ): void;
  storeValues(values: number, rows: number, to: number, stride: number): void;
  countValues(
    values: number,
    rows: number,
    row: number,
    item: number,
    itemEnd: number,
    low: number,
    high: number,
    bins: number,
    counts: number,
  ): void;
  addValues(
    values: number,
    rows: number,
    row: number,
    item: number,
    itemEnd: number,
    rowSums: number,
    itemSums: number,
    range: number,
  ): void;
  packCentred(rows: number, count: number, cols: number, mean: number, panels: number): void;
  addProducts(
    panels: number,
    count: number,
    panelFrom: number,
    panelTo: number,
    sums: number,
    scratch: number,
  ): void;
  packCentredRows(rows: number, count: number, cols: number, mean: number, panels: number): void;
  projectPanels(
    rows: number,
    count: number,
    cols: number,
    axes: number,
    dims: number,
    panelFrom: number,
    panelTo: number,
    scores: number,
    scratch: number,
  ): void;
  packCentredColumns(rows: number, count: number, cols: number, mean: number, panels: number): void;
  addWeighted(
    panels: number,
    count: number,
    weights: number,
    weightPanels: number,
    panelFrom: number,
    panelTo: number,
    sums: number,
  ): void;
  layoutTableBytes(): number;
  layoutTables(a: number, b: number, repulsion: number, attract: number, repel: number): void;
  layoutBatch(): number;
  layoutEpoch(
    old: number,
    fresh: number,
    first: number,
    from: number,
    to: number,
    n: number,
    offsets: number,
    targets: number,
    rates: number,
    edgeBase: number,
    tables: number,
    ends: number,
    moves: number,
    epoch: number,
    seed: number,
    negatives: number,
    alpha: number,
  ): void;
}

const PAGE = 65536;
const ALIGN = 64;

/**
 * One instance of the kernels with its memory. Arrays are placed one after another and all given up together by `reset`:
 * a task allocates once, when it opens.
 */
export class Instance {
  readonly kernels: KernelExports;
  private top: number;

  constructor() {
    this.kernels = new WebAssembly.Instance(compiledKernels()).exports as unknown as KernelExports;
    this.top = align(this.kernels.heapBase());
  }

  /** Size of the memory, used or not. */
  get bytes(): number {
    return this.kernels.memory.buffer.byteLength;
  }

  /** Gives up everything allocated; the memory keeps its size. */
  reset(): void {
    this.top = align(this.kernels.heapBase());
  }

  /**
   * The address of `bytes` fresh bytes (not cleared), 64-byte aligned.
   * @throws LocusError `E_BUDGET` when the memory cannot grow.
   */
  allocate(bytes: number): number {
    const address = this.top;
    const end = align(address + bytes);
    const missing = end - this.bytes;
    if (missing > 0) this.grow(missing);
    this.top = end;
    return address;
  }

  float32(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.kernels.memory.buffer, address, length);
  }

  float64(address: number, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.kernels.memory.buffer, address, length);
  }

  uint32(address: number, length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.kernels.memory.buffer, address, length);
  }

  uint64(address: number, length: number): BigUint64Array<ArrayBuffer> {
    return new BigUint64Array(this.kernels.memory.buffer, address, length);
  }

  private grow(bytes: number): void {
    try {
      this.kernels.memory.grow(Math.ceil(bytes / PAGE));
    } catch {
      const megabytes = Math.ceil((this.bytes + bytes) / 1e6);
      throw new LocusError({
        code: 'E_BUDGET',
        message: `This computation needs ${megabytes} MB of WASM memory in one thread, more than this machine gives.`,
        hint: 'Take a sample of the items, reduce the dimensions first, or close other tabs.',
      });
    }
  }
}

function align(address: number): number {
  return Math.ceil(address / ALIGN) * ALIGN;
}
