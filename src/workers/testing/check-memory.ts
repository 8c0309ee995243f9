import { expect } from 'vitest';
import type { Space } from '../../data/dataset.ts';
import { descriptors } from '../../analysis/descriptors.ts';
import type { Engine } from '../engine.ts';

/** Runs every method 100 times: the bytes held, by owner, stay what they are once each has run. */
export async function checkMemory(engine: Engine, space: Space): Promise<void> {
  await engine.load(space);
  const round = async (): Promise<void> => {
    for (const { id, params } of descriptors) {
      const few = 'epochs' in params.shape ? { epochs: 3 } : {};
      await engine.run({ method: id, space: space.key, params: few }, {});
    }
  };
  // Jobs on one thread start on alternating threads: two rounds warm both.
  await round();
  await round();
  const { bytes } = engine.status();
  expect(bytes['spaces']).toBeGreaterThan(0);
  for (let i = 0; i < 100; i++) await round();
  expect(engine.status().bytes).toEqual(bytes);
}
