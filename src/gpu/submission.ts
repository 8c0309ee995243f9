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
   * @throws DeviceLostError; Error when the browser refused a command.
   */
  async done(): Promise<number> {
    const checks = this.#checks;
    this.#checks = [];
    const { device } = this.#gpu;
    const [errors] = await this.#gpu.settle(
      Promise.all([Promise.all(checks), device.queue.onSubmittedWorkDone()]),
    );
    const error = errors.find((found) => found !== null);
    if (error) throw new Error(`WebGPU refused a command: ${error.message}`);
    return performance.now() - this.#started;
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
