import { CancelledError } from '../base/errors.ts';
import type { GpuDevice } from './device.ts';

/** Work handed to the GPU queue and waited for together. One per call: calls do not see each other's errors. */
export class Submission {
  readonly #gpu: GpuDevice;
  #checks: Promise<GPUError | null>[] = [];
  #started = 0;

  constructor(gpu: GpuDevice) {
    this.#gpu = gpu;
  }

  /** Encodes and submits at once, without waiting. */
  add(encode: (encoder: GPUCommandEncoder) => void): void {
    const { device } = this.#gpu;
    if (this.#checks.length === 0) this.#started = performance.now();
    device.pushErrorScope('validation');
    try {
      const encoder = device.createCommandEncoder();
      encode(encoder);
      device.queue.submit([encoder.finish()]);
    } finally {
      this.#checks.push(device.popErrorScope());
    }
  }

  /**
   * Waits until the GPU has finished all that was added since the last wait.
   * @returns Milliseconds from the first `add` to the end.
   * @param signal Stops the waiting; the GPU still finishes what it was given, with buffers that are destroyed meanwhile.
   * @throws CancelledError; DeviceLostError; Error when the browser refused a command.
   */
  async done(signal?: AbortSignal): Promise<number> {
    const checks = this.#checks;
    this.#checks = [];
    const { device } = this.#gpu;
    const [errors] = await this.#gpu.settle(
      unlessCancelled(
        Promise.all([Promise.all(checks), device.queue.onSubmittedWorkDone()]),
        signal,
      ),
    );
    const error = errors.find((found) => found !== null);
    if (error) throw new Error(`WebGPU refused a command: ${error.message}`);
    return performance.now() - this.#started;
  }
}

/** Waits for `work`, but not once the signal fires: a software adapter may take long over a submit. */
async function unlessCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let leave!: () => void;
  const cancelled = new Promise<never>((_, reject) => {
    leave = () => reject(new CancelledError());
    signal.addEventListener('abort', leave, { once: true });
  });
  if (signal.aborted) leave();
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** Waits for the work and hands the first `bytes` of a staging buffer to `take`, as long as they are mapped. */
export async function readBack<T>(
  gpu: GpuDevice,
  staging: GPUBuffer,
  bytes: number,
  take: (data: ArrayBuffer) => T,
): Promise<T> {
  await gpu.settle(staging.mapAsync(GPUMapMode.READ, 0, bytes));
  try {
    return take(staging.getMappedRange(0, bytes));
  } finally {
    staging.unmap();
  }
}
