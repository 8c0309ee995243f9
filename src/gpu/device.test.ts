import { afterEach, expect, test, vi } from 'vitest';
import { BufferScope } from './buffers.ts';
import { GpuDevice, openDevice } from './device.ts';

afterEach(() => vi.unstubAllGlobals());

/** An adapter of 4 GiB whose driver gives a device only up to `most` bytes a buffer. */
function browserWith(most: number, info: object, asked: (number | undefined)[] = []) {
  const adapter = {
    limits: { maxStorageBufferBindingSize: 2 ** 32, maxBufferSize: 2 ** 32 },
    info,
    requestDevice: ({ requiredLimits }: GPUDeviceDescriptor) => {
      const size = requiredLimits?.maxBufferSize;
      asked.push(size);
      if ((size ?? 0) > most) return Promise.reject(new Error('too much'));
      return Promise.resolve({
        limits: { maxStorageBufferBindingSize: size ?? 2 ** 27 },
        lost: new Promise(() => {}),
        addEventListener: () => {},
      });
    },
  };
  return { gpu: { requestAdapter: () => Promise.resolve(adapter) } };
}

test('says why there is no device', async () => {
  vi.stubGlobal('navigator', undefined);
  expect(await openDevice()).toEqual({ reason: 'This browser has no WebGPU' });
  vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.resolve(null) } });
  expect(await openDevice()).toEqual({ reason: 'WebGPU found no graphics adapter' });
  vi.stubGlobal('navigator', browserWith(-1, {}));
  expect(await openDevice()).toEqual({ reason: 'The graphics adapter gave no device: too much' });
});

test('asks for the most the adapter has, and for less in steps', async () => {
  const asked: (number | undefined)[] = [];
  vi.stubGlobal(
    'navigator',
    browserWith(2 ** 29, { vendor: 'acme', architecture: 'gen-1' }, asked),
  );
  const opened = await openDevice();
  expect(asked).toEqual([2 ** 32, 2 ** 30, 2 ** 29]);
  expect(opened).toBeInstanceOf(GpuDevice);
  expect(opened).toMatchObject({
    name: 'acme gen-1',
    isFallbackAdapter: false,
    limits: { maxBindingBytes: 2 ** 29 },
  });
});

test('takes the default limits when nothing more is given', async () => {
  const asked: (number | undefined)[] = [];
  vi.stubGlobal('navigator', browserWith(0, { isFallbackAdapter: true }, asked));
  expect(await openDevice()).toMatchObject({ name: 'WebGPU adapter', isFallbackAdapter: true });
  expect(asked.at(-1)).toBeUndefined();
});

test('no room on the GPU is an error for the person', async () => {
  vi.stubGlobal('GPUBufferUsage', { STORAGE: 1, COPY_DST: 2, COPY_SRC: 4 });
  const scopes: string[] = [];
  const device = {
    pushErrorScope: (filter: string) => scopes.push(filter),
    popErrorScope: () =>
      Promise.resolve(scopes.pop() === 'out-of-memory' ? { message: 'full' } : null),
    createBuffer: ({ label, size }: GPUBufferDescriptor) => ({ label, size, destroy: () => {} }),
  };
  let bytes = 0;
  const scope = new BufferScope(device as unknown as GPUDevice, 'layout', (n) => (bytes += n));
  scope.storage('positions', 3 * 2 ** 20);
  await expect(scope.ready()).rejects.toMatchObject({
    code: 'E_GPU_MEMORY',
    message: expect.stringContaining('3 MiB for layout: positions') as string,
  });
  expect(bytes).toBe(3 * 2 ** 20);
  scope.dispose();
  expect(bytes).toBe(0);
  expect(scopes).toEqual([]);
});
