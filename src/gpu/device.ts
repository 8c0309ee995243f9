import { macrotask } from '../base/control.ts';
import { GpuMemory } from './buffers.ts';
import { DeviceLostError } from './errors.ts';

/** What bounds the size of one dispatch. */
export interface GpuLimits {
  /** Largest part of a buffer that a kernel sees through one binding, in bytes. */
  readonly maxBindingBytes: number;
  readonly maxBufferBytes: number;
  /** Workgroups along one dimension of a dispatch. */
  readonly maxGroupsPerDimension: number;
}

/** What bounds one workgroup. WebGPU guarantees 256 threads and 16 KiB. */
export interface WorkgroupLimits {
  readonly workgroupThreads: number;
  /** Memory that the threads of a workgroup share. */
  readonly workgroupBytes: number;
}

/** Keeps what was found out about an adapter for the next visit: IndexedDB, a Map in tests. */
export interface TuningStore {
  get(adapter: string): Promise<string | undefined>;
  set(adapter: string, found: string): Promise<void>;
}

export interface OpenOptions {
  /** Lower limits than the adapter's, to try the sharded paths on small data. */
  readonly limits?: Partial<GpuLimits & WorkgroupLimits>;
  /** Where the fastest kernel variants of an adapter are kept. Default: only in memory. */
  readonly tuning?: TuningStore;
  /** Told of errors that no call caught, so that the person learns of them. Default: the console. */
  readonly onUncaptured?: (message: string) => void;
}

/** Sizes asked for, in turn, when the device refuses the adapter's own maximum. */
const BUFFER_STEPS = [Infinity, 2 ** 30, 2 ** 29, 2 ** 28] as const;

/**
 * Opens the graphics device with the largest buffers it can give. This is the only place that touches
 * `navigator.gpu`; it works on a page and in a worker.
 *
 * @returns The device, or why there is none, in words for the person.
 */
export async function openDevice(
  options: OpenOptions = {},
): Promise<GpuDevice | { readonly reason: string }> {
  // Typed as always present, but absent in Node, in older browsers and on insecure pages.
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu as GPU | undefined;
  if (!gpu) return { reason: 'This browser has no WebGPU' };
  let refusal = '';
  for (const most of [...BUFFER_STEPS, null]) {
    // A fresh adapter for every try: an adapter may be used up by a request.
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return { reason: 'WebGPU found no graphics adapter' };
    const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
    const requiredLimits = most !== null && {
      maxStorageBufferBindingSize: Math.min(maxStorageBufferBindingSize, most),
      maxBufferSize: Math.min(maxBufferSize, most),
    };
    try {
      const device = await adapter.requestDevice(requiredLimits ? { requiredLimits } : {});
      return new GpuDevice(device, describeAdapter(adapter), options);
    } catch (error) {
      refusal = error instanceof Error ? error.message : String(error);
    }
  }
  return { reason: `The graphics adapter gave no device: ${refusal}` };
}

function describeAdapter(adapter: GPUAdapter): { name: string; isFallbackAdapter: boolean } {
  const { info } = adapter;
  const words = [info.vendor, info.architecture, info.description].filter(Boolean);
  // Before 2025 the flag stood on the adapter itself.
  const older = adapter as unknown as { isFallbackAdapter?: boolean };
  return {
    name: words.join(' ') || 'WebGPU adapter',
    isFallbackAdapter: info.isFallbackAdapter ?? older.isFallbackAdapter ?? false,
  };
}

/** An open graphics device: its limits, memory, compiled kernels, and what happens when it goes away. */
export class GpuDevice {
  readonly device: GPUDevice;
  /** "vendor architecture description", as the browser tells it. */
  readonly name: string;
  /** True for a software adapter. */
  readonly isFallbackAdapter: boolean;
  readonly limits: GpuLimits & WorkgroupLimits;
  readonly tuning: TuningStore | null;
  readonly memory: GpuMemory;
  /** Resolves, never rejects, when the device is gone. */
  readonly lost: Promise<DeviceLostError>;

  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  readonly #waiting = new Set<(error: DeviceLostError) => void>();
  readonly #onUncaptured: (message: string) => void;
  #loss: DeviceLostError | null = null;

  constructor(
    device: GPUDevice,
    adapter: { readonly name: string; readonly isFallbackAdapter: boolean },
    options: OpenOptions = {},
  ) {
    this.device = device;
    this.name = adapter.name;
    this.isFallbackAdapter = adapter.isFallbackAdapter;
    this.limits = {
      maxBindingBytes: device.limits.maxStorageBufferBindingSize,
      maxBufferBytes: device.limits.maxBufferSize,
      maxGroupsPerDimension: device.limits.maxComputeWorkgroupsPerDimension,
      workgroupThreads: device.limits.maxComputeInvocationsPerWorkgroup,
      workgroupBytes: device.limits.maxComputeWorkgroupStorageSize,
      ...options.limits,
    };
    this.tuning = options.tuning ?? null;
    this.memory = new GpuMemory(device);
    this.#onUncaptured = options.onUncaptured ?? ((message) => console.error(`WebGPU: ${message}`));
    device.addEventListener('uncapturederror', (event) => this.#onUncaptured(event.error.message));
    this.lost = device.lost.then((info) => {
      const loss = new DeviceLostError(info);
      this.#loss = loss;
      for (const reject of this.#waiting) reject(loss);
      this.#waiting.clear();
      return loss;
    });
  }

  /** The kernel for this source, compiled once per device. @throws Error with the compiler's words. */
  pipeline(label: string, code: string): Promise<GPUComputePipeline> {
    let pipeline = this.#pipelines.get(code);
    if (!pipeline) {
      pipeline = this.#compile(label, code);
      this.#pipelines.set(code, pipeline);
    }
    return this.settle(pipeline);
  }

  async #compile(label: string, code: string): Promise<GPUComputePipeline> {
    const module = this.device.createShaderModule({ label, code });
    try {
      return await this.device.createComputePipelineAsync({
        label,
        layout: 'auto',
        compute: { module, entryPoint: 'main' },
      });
    } catch (error) {
      const { messages } = await module.getCompilationInfo();
      const words = messages.map((m) => `line ${m.lineNum}: ${m.message}`).join('; ');
      throw words ? new Error(`Kernel "${label}": ${words}`, { cause: error }) : error;
    }
  }

  /**
   * Waits for something the device does, and no longer than the device lives.
   * @throws DeviceLostError when it is gone before or meanwhile.
   */
  async settle<T>(work: Promise<T>): Promise<T> {
    if (this.#loss) throw this.#loss;
    let onLoss!: (error: DeviceLostError) => void;
    const loss = new Promise<never>((_, reject) => {
      onLoss = reject;
      this.#waiting.add(reject);
    });
    try {
      return await Promise.race([work, loss]);
    } catch (error) {
      // A map or compilation that fails because the device went away is told just before the loss is.
      await macrotask();
      throw this.#loss ?? error;
    } finally {
      this.#waiting.delete(onLoss);
    }
  }

  /** Gives the device back. Calls still running reject with DeviceLostError. */
  dispose(): void {
    this.#pipelines.clear();
    this.device.destroy();
  }
}
