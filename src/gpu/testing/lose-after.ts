import type { GpuDevice } from '../device.ts';

/**
 * Takes the device away right after its `submits`-th submit from now on, while the GPU still works on it: what a driver
 * reset in the middle of a call looks like from here. `Infinity` only counts, which tells how many places there are to lose
 * it at; 0 takes it away at once.
 *
 * @returns The submits so far, counting on.
 */
export function loseAfter(gpu: GpuDevice, submits: number): { readonly submits: number } {
  const { queue } = gpu.device;
  const submit = queue.submit.bind(queue);
  const count = { submits: 0 };
  queue.submit = (commands) => {
    submit(commands);
    count.submits++;
    if (count.submits === submits) gpu.device.destroy();
  };
  if (submits === 0) gpu.device.destroy();
  return count;
}
