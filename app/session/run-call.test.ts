import { expect, it } from 'vitest';
import { z } from 'zod';
import type { MethodDescriptor } from '../../src/analysis/types.ts';
import { datasetOf } from '../../src/state/testing/workspaces.ts';
import { emptyWorkspace } from '../../src/state/workspace.ts';
import { choiceOfSpace, heldType } from './run-call.ts';

const [space] = datasetOf(10, 'layer 2').spaces;
const method = {
  params: z.object({
    onto: z.string().default('').meta({ kind: 'space' }),
    title: z.string().default(''),
  }),
} as unknown as MethodDescriptor;

it.each([
  [{ onto: 'layer 2', title: 'layer 2' }, { title: 'layer 2' }],
  [{ onto: 'layer 1' }, { onto: 'layer 1' }],
])('never places a space on its own map: %o', (params, kept) => {
  const pane = { ...emptyWorkspace().panes[0]!, params };
  expect(choiceOfSpace(pane, space!, method)).toEqual({ space: 'layer 2', params: kept });
});

it('says how the numbers are held where that is not as in the file', () => {
  expect([heldType(space!, 'f32'), heldType(space!, 'f16')]).toEqual([
    'float32',
    'float32, held as float16',
  ]);
  expect(heldType({ ...space!, dtype: 'float16' }, 'f16')).toBe('float16');
  expect(heldType({ ...space!, dtype: 'text' }, 'f32')).toBe('numbers as text');
});
