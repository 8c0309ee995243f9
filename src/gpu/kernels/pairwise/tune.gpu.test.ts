import { expect, test } from 'vitest';
import { GpuDevice, openDevice, type TuningStore } from '../../device.ts';
import { openTestDevice } from '../../testing/open.ts';
import { fastestVariant, measureVariants } from './tune.ts';
import { SCORE_VARIANTS, variantsWithin } from './variants.ts';

test('the fastest variant is found once and kept for the next visit', async () => {
  const kept = new Map<string, string>();
  const tuning: TuningStore = {
    get: (adapter) => Promise.resolve(kept.get(adapter)),
    set: async (adapter, found) => void kept.set(adapter, found),
  };
  const gpu = await openDevice({ tuning });
  if (!(gpu instanceof GpuDevice)) throw new Error(gpu.reason);
  const fastest = await fastestVariant(gpu);
  expect([...kept.values()]).toEqual([fastest.name]);
  expect([...kept.keys()][0]).toContain(gpu.name);
  kept.clear();
  expect(await fastestVariant(gpu)).toBe(fastest);
  expect(kept.size).toBe(0);
  expect(gpu.memory.bytes).toBe(0);
  gpu.dispose();
});

test('what the store knows is not measured again; what it cannot mean is', async () => {
  const slowest = SCORE_VARIANTS[1]!;
  const open = async (workgroupThreads: number, name: string): Promise<GpuDevice> => {
    const tuning = { get: () => Promise.resolve(name), set: () => Promise.resolve() };
    const gpu = await openDevice({ tuning, limits: { workgroupThreads } });
    if (!(gpu instanceof GpuDevice)) throw new Error(gpu.reason);
    return gpu;
  };
  const known = await open(255, SCORE_VARIANTS[2]!.name);
  expect(await fastestVariant(known)).toBe(SCORE_VARIANTS[2]);
  known.dispose();
  // A variant that this device cannot run, as after a change of drivers.
  const small = await open(100, slowest.name);
  expect(variantsWithin(small.limits)).toContain(await fastestVariant(small));
  small.dispose();
});

test('every variant that fits is measured', async () => {
  const gpu = await openTestDevice();
  const times = await measureVariants(gpu, SCORE_VARIANTS);
  expect([...times.keys()]).toEqual([...SCORE_VARIANTS]);
  for (const time of times.values()) expect(time).toBeGreaterThan(0);
  gpu.dispose();
});
