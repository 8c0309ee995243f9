import { GpuDevice, openDevice, type OpenOptions } from '../device.ts';

/** Opens the adapter of the test browser. Without one the test fails; it never skips. */
export async function openTestDevice(limits?: OpenOptions['limits']): Promise<GpuDevice> {
  const opened = await openDevice(limits ? { limits } : {});
  if (!(opened instanceof GpuDevice)) throw new Error(`No WebGPU device: ${opened.reason}`);
  return opened;
}
