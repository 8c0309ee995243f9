import { expect, test } from 'vitest';
import { SCORE_VARIANTS, variantsWithin } from './variants.ts';

const names = (workgroupThreads: number, workgroupBytes: number): string[] =>
  variantsWithin({ workgroupThreads, workgroupBytes }).map(({ name }) => name);

test('what every device offers is enough for all of them', () => {
  expect(names(256, 16 * 1024)).toHaveLength(SCORE_VARIANTS.length);
});

test('a variant that needs more than the device has is left out', () => {
  expect(names(256, 12 * 1024)).not.toContain('shared 128 x 64');
  expect(names(128, 16 * 1024)).toEqual(['shared 32 x 32', 'direct 64 x 64']);
  expect(names(64, 1024)).toEqual(['direct 64 x 64']);
});
