import type { Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import type { Space, SpaceInfo } from '../data/dataset.ts';
import { narrow, widen } from '../math/float16.ts';
import { inputOf } from '../analysis/input-of.ts';
import type { RecipeInput } from '../analysis/types.ts';
import type { Storage } from './protocol.ts';

/** Intermediate results kept of one space; the oldest goes first. */
const MOST_SHARED = 8;

/** The vectors of a space as the engine holds them, and what methods computed of them that others need as well. */
export class HeldSpace {
  private readonly shared = new Map<string, unknown>();

  private constructor(
    readonly info: SpaceInfo,
    private readonly data: Float32Array | Uint16Array,
  ) {}

  /** @throws LocusError E_SHAPE; E_OVERFLOW when a value does not fit into float16 */
  static async of({ data, ...info }: Space, storage: Storage): Promise<HeldSpace> {
    if (data.length !== info.rows * info.cols) throw wrongShape(info, data.length);
    if (storage === 'f32') return new HeldSpace(info, data);
    return new HeldSpace(info, await narrow(data, info.cols, info.name));
  }

  get storage(): Storage {
    return this.data instanceof Uint16Array ? 'f16' : 'f32';
  }

  /** What a recipe says of it. */
  get input(): RecipeInput {
    const input = inputOf(this.info);
    return this.storage === 'f16' ? { ...input, storage: 'float16' } : input;
  }

  /** As methods take it. Float16 is expanded for each caller and given up with it: that is what it saves. */
  async matrix(control: Control): Promise<Space> {
    const { data } = this;
    return { ...this.info, data: data instanceof Uint16Array ? await widen(data, control) : data };
  }

  /** A copy of some rows, in the order given; no others are expanded. */
  async take(rows: Uint32Array): Promise<Float32Array> {
    const { data } = this;
    const { cols } = this.info;
    const size = rows.length * cols;
    const taken = data instanceof Uint16Array ? new Uint16Array(size) : new Float32Array(size);
    rows.forEach((row, i) => taken.set(data.subarray(row * cols, (row + 1) * cols), i * cols));
    return taken instanceof Uint16Array ? widen(taken, {}) : taken;
  }

  get bytes(): number {
    return this.data.byteLength;
  }

  /** Of the intermediate results. */
  get sharedBytes(): number {
    return bytesOf([...this.shared.values()]);
  }

  /** Forgets the intermediate results. */
  clear(): void {
    this.shared.clear();
  }

  /**
   * Computes once per key. Only what is finished is shared: to wait for a run that lent its turn, perhaps paused, would
   * stop both.
   *
   * @param onReuse called when the value was there already
   */
  async share<T>(key: string, compute: () => Promise<T>, onReuse: () => void): Promise<T> {
    if (this.shared.has(key)) {
      onReuse();
      return this.shared.get(key) as T;
    }
    const value = await compute();
    this.shared.set(key, value);
    const [oldest] = this.shared.keys();
    if (this.shared.size > MOST_SHARED) this.shared.delete(oldest!);
    return value;
  }
}

/** Of the typed arrays in a result. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, field) => sum + bytesOf(field), 0);
}

const wrongShape = ({ name, rows, cols, source }: SpaceInfo, found: number): LocusError =>
  new LocusError({
    code: 'E_SHAPE',
    message: `${name}: expected ${rows} x ${cols} numbers, found ${found}.`,
    file: source.name,
    hint: 'Open the file again.',
  });
