import { LocusError } from '../base/errors.ts';

/**
 * The GPU device went away (driver reset, tab in the background, unplugged, destroyed). Every call that was running
 * rejects with this; the caller opens a new device, or goes on with another backend.
 */
export class DeviceLostError extends LocusError {
  /** `destroyed`: we closed it ourselves. `unknown`: the system took it. */
  readonly reason: GPUDeviceLostReason;

  constructor(info: Pick<GPUDeviceLostInfo, 'reason' | 'message'>) {
    super({
      code: 'E_DEVICE_LOST',
      message: `The graphics device was lost${info.message ? `: ${info.message}` : '.'}`,
      hint: 'Run it again, or choose the WASM backend (?backend=wasm).',
    });
    this.reason = info.reason;
  }
}

/** The GPU has no room for what a call needs. */
export function outOfGpuMemory(label: string, bytes: number): LocusError {
  return new LocusError({
    code: 'E_GPU_MEMORY',
    message: `The graphics device could not give ${Math.ceil(bytes / 2 ** 20)} MiB for ${label}.`,
    hint: 'Use a sample of the items, close other tabs, or choose the WASM backend (?backend=wasm).',
  });
}

/** One indivisible part of the data is larger than the device lets a kernel see at once. */
export function beyondGpuLimit(what: string): LocusError {
  return new LocusError({
    code: 'E_GPU_LIMIT',
    message: `${what} is larger than this graphics device can bind at once.`,
    hint: 'Choose the WASM backend (?backend=wasm).',
  });
}
