import { expect, it } from 'vitest';
import { descriptorById } from '../../src/analysis/descriptors.ts';
import { emptyWorkspace, type PaneState } from '../../src/state/workspace.ts';
import { withKnownMethods } from './known-methods.ts';

const workspaceWith = (pane: Partial<PaneState>) => {
  const empty = emptyWorkspace();
  return { ...empty, focus: 3, panes: [{ ...empty.panes[0]!, ...pane }] };
};
const check = (pane: Partial<PaneState>) => {
  const { workspace, problems } = withKnownMethods(workspaceWith(pane), descriptorById);
  return { workspace, pane: workspace.panes[0]!, problems };
};

it('leaves a workspace that fits as it is', () => {
  const given = workspaceWith({ method: 'umap', params: { neighbours: 30 } });
  expect(withKnownMethods(given, descriptorById)).toEqual({ workspace: given, problems: [] });
});

it.each(['warp', 'data-check', '__proto__'])('shows PCA in place of "%s" and says so', (method) => {
  const { workspace, pane, problems } = check({ method, params: { seed: 2 }, dims: 2 });
  expect(pane).toMatchObject({ method: 'pca', params: {}, dims: 2 });
  expect(workspace.focus).toBe(3);
  expect(problems).toHaveLength(1);
  expect(problems[0]!.message).toContain(`"${method}"`);
});

it('keeps the parameters that the method takes and names the others', () => {
  const { pane, problems } = check({
    method: 'umap',
    params: { neighbours: 'many', seed: 7, epochs: -1 },
  });
  expect(pane.params).toEqual({ seed: 7 });
  expect(problems.map(({ message }) => message)).toEqual([
    'UMAP in the link has values that it does not take: neighbours, epochs. Their defaults are used.',
  ]);
});
