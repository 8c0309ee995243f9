import { describe, expect, it } from 'vitest';
import type { Control, Progress } from '../base/control.ts';
import { createWasmKernels } from '../wasm/backend.ts';
import { InlineExecutor } from '../wasm/inline.ts';
import { clusters } from '../math/testing/random.ts';
import { descriptorById, descriptors } from './descriptors.ts';
import { runOn } from './run-in-test.ts';
import { countStages } from './stages.ts';
import type { MethodDescriptor } from './types.ts';

const stages = [
  { name: 'a', share: 1 },
  { name: 'b', share: 3 },
];
const method: MethodDescriptor = { ...descriptorById.get('umap')!, stages };

function told(reports: readonly Progress[]): Progress[] {
  const seen: Progress[] = [];
  const control: Control = { progress: (progress) => seen.push(progress) };
  const { progress } = countStages(control, method);
  for (const report of reports) progress!(report);
  return seen;
}

describe('countStages', () => {
  it('says which stage it is, and how much of the whole is done', () => {
    const seen = told([
      { stage: 'a', done: 1, total: 2 },
      { stage: 'b', done: 0, total: 10 },
      { stage: 'b', done: 5, total: 10 },
      { stage: 'b', done: 10, total: 10 },
    ]);
    expect(seen.map(({ step }) => step)).toEqual([1, 2, 2, 2]);
    expect(seen.map(({ steps }) => steps)).toEqual([2, 2, 2, 2]);
    expect(seen.map(({ overall }) => overall)).toEqual([0.125, 0.25, 0.625, 1]);
  });

  it('never goes back: for a stage that is not listed, met again, or of unknown length', () => {
    const seen = told([
      { stage: 'other', done: 1, total: 2 },
      { stage: 'b', done: 0, total: 0 },
      { stage: 'other', done: 1, total: 2 },
      { stage: 'a', done: 2, total: 2 },
    ]);
    expect(seen.map(({ step }) => step)).toEqual([1, 2, 2, 2]);
    expect(seen.map(({ overall }) => overall)).toEqual([0, 0.25, 0.25, 0.25]);
  });
});

/** The list of a method and the words of its run belong together: a stage that is renamed is missed here. */
it.each(descriptors.filter(({ stages: own }) => own).map(({ id }) => id))(
  '%s reports stages that it lists',
  async (id) => {
    const names = descriptorById.get(id)!.stages!.map(({ name }) => name);
    const seen = new Set<string>();
    const progress = ({ stage }: Progress): unknown => seen.add(stage);
    const x = id === 'data-check' ? clusters(40_000, 60, 5) : clusters(3000, 60, 5);
    const params = id === 'umap' ? { epochs: 3 } : {};
    const kernels = createWasmKernels(new InlineExecutor());
    // Blocks of no length: every loop reports.
    await runOn(id, x, params, kernels, { progress, budget: () => 0 });
    expect([...seen].filter((stage) => names.includes(stage))).toEqual(names);
  },
);
