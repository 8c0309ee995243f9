import { expect, test } from 'vitest';
import { createGpuKernels } from './backend.ts';
import { GpuDevice, openDevice } from './device.ts';
import { DeviceLostError } from './errors.ts';
import { Submission } from './submission.ts';
import { openTestDevice } from './testing/open.ts';

test('opens the software adapter, with all it can give', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  const gpu = await openTestDevice();
  expect(gpu.isFallbackAdapter).toBe(true);
  expect(gpu.name).toMatch(/swiftshader/i);
  expect(gpu.limits.maxBindingBytes).toBe(adapter!.limits.maxStorageBufferBindingSize);
  expect(gpu.limits.maxBufferBytes).toBe(adapter!.limits.maxBufferSize);
  gpu.dispose();
});

test('the kernels say what they run on, and close the device', async () => {
  const gpu = await openTestDevice();
  const kernels = createGpuKernels(gpu);
  expect(kernels).toMatchObject({ backend: 'webgpu', device: gpu.name });
  expect(kernels.bytes()).toBe(0);
  kernels.dispose();
  expect(await gpu.lost).toMatchObject({ code: 'E_DEVICE_LOST', reason: 'destroyed' });
});

test('whoever waits when the device goes is told', async () => {
  const gpu = await openTestDevice();
  const never = gpu.settle(new Promise(() => {}));
  gpu.dispose();
  await expect(never).rejects.toBeInstanceOf(DeviceLostError);
  await expect(gpu.settle(Promise.resolve())).rejects.toBeInstanceOf(DeviceLostError);
});

test('memory is counted by owner', async () => {
  const gpu = await openTestDevice();
  const one = gpu.memory.scope('one');
  const other = gpu.memory.scope('other');
  one.storage('a', 1000);
  one.uniform('b', 3);
  other.staging('c', 64);
  await Promise.all([one.ready(), other.ready()]);
  expect([...gpu.memory.byOwner()]).toEqual([
    ['one', 1016],
    ['other', 64],
  ]);
  one.dispose();
  one.dispose();
  expect([...gpu.memory.byOwner()]).toEqual([['other', 64]]);
  other.dispose();
  expect(gpu.memory.bytes).toBe(0);
  gpu.dispose();
});

test('a buffer beyond the device is an error of the call that asked for it', async () => {
  const uncaught: string[] = [];
  const gpu = await openDevice({ onUncaptured: (message) => uncaught.push(message) });
  if (!(gpu instanceof GpuDevice)) throw new Error(gpu.reason);
  const scope = gpu.memory.scope('test');
  scope.storage('far too large', 2 * gpu.limits.maxBufferBytes);
  await expect(scope.ready()).rejects.toThrow('far too large');
  scope.dispose();
  expect(gpu.memory.bytes).toBe(0);
  expect(uncaught).toEqual([]);
  gpu.dispose();
});

test('a command the browser refuses is an error of the call that gave it', async () => {
  const gpu = await openTestDevice();
  const scope = gpu.memory.scope('test');
  const small = scope.storage('small', 16);
  const submission = new Submission(gpu);
  submission.add((encoder) => encoder.copyBufferToBuffer(small, 0, small, 0, 64));
  await expect(submission.done()).rejects.toThrow('WebGPU refused a command');
  submission.add((encoder) => encoder.clearBuffer(small));
  expect(await submission.done()).toBeGreaterThanOrEqual(0);
  scope.dispose();
  gpu.dispose();
});

test('a kernel that does not compile says so in the words of the compiler', async () => {
  const gpu = await openDevice({ onUncaptured: () => {} });
  if (!(gpu instanceof GpuDevice)) throw new Error(gpu.reason);
  await expect(gpu.pipeline('wrong', 'fn main() { nonsense(); }')).rejects.toThrow(
    /wrong.*nonsense/s,
  );
  gpu.dispose();
});
