import { expect, test } from 'vitest';
import { chooseBackend } from './choose-backend.ts';

const REAL = { name: 'apple metal-3', isFallbackAdapter: false };
const SOFTWARE = { name: 'google swiftshader', isFallbackAdapter: true };
const NONE = { reason: 'This browser has no WebGPU' };

test('a real adapter is used, software or none means WASM', () => {
  expect(chooseBackend({ adapter: REAL })).toEqual({ backend: 'webgpu', reason: 'apple metal-3' });
  expect(chooseBackend({ adapter: SOFTWARE, forced: null }).backend).toBe('wasm');
  expect(chooseBackend({ adapter: SOFTWARE }).reason).toMatch(/swiftshader.*software/);
  expect(chooseBackend({ adapter: NONE })).toEqual({ backend: 'wasm', reason: NONE.reason });
});

test('what is asked for is used', () => {
  for (const adapter of [REAL, SOFTWARE, NONE]) {
    expect(chooseBackend({ adapter, forced: 'wasm' }).backend).toBe('wasm');
    expect(chooseBackend({ adapter, forced: 'reference' }).backend).toBe('reference');
  }
  expect(chooseBackend({ adapter: REAL, forced: 'webgpu' }).backend).toBe('webgpu');
  expect(chooseBackend({ adapter: SOFTWARE, forced: 'webgpu' }).backend).toBe('webgpu');
});

test('WebGPU asked for where there is none: an error with the reason and the way out', () => {
  expect(() => chooseBackend({ adapter: NONE, forced: 'webgpu' })).toThrow(
    expect.objectContaining({
      code: 'E_NO_WEBGPU',
      message: expect.stringContaining(NONE.reason) as string,
      hint: expect.stringContaining('backend=webgpu') as string,
    }),
  );
});
