import type { ErrorDetails } from '../../src/base/errors.ts';
import type { MethodDescriptor } from '../../src/analysis/types.ts';
import { paneState, type PaneState, type Workspace } from '../../src/state/workspace.ts';

type Methods = ReadonlyMap<string, MethodDescriptor>;

/** What a pane shows that says nothing else. */
const FALLBACK = paneState.shape.method.parse(undefined);

/**
 * The workspace of a link with every pane on a projection and on parameters that this version of Locus has, and
 * one problem for each that it does not have.
 */
export function withKnownMethods(
  workspace: Workspace,
  methods: Methods,
): { readonly workspace: Workspace; readonly problems: readonly ErrorDetails[] } {
  const problems: ErrorDetails[] = [];
  const panes = workspace.panes.map((pane) => {
    const method = methods.get(pane.method);
    if (method?.output === 'projection') return withTakenParams(pane, method, problems);
    problems.push(unknownMethod(pane.method, methods));
    return { ...pane, method: FALLBACK, params: {} };
  });
  return { workspace: problems.length > 0 ? { ...workspace, panes } : workspace, problems };
}

function withTakenParams(
  pane: PaneState,
  method: MethodDescriptor,
  problems: ErrorDetails[],
): PaneState {
  const checked = method.params.safeParse(pane.params);
  if (checked.success) return pane;
  const refused = new Set(checked.error.issues.map(({ path }) => String(path[0])));
  problems.push(refusedParams(method, refused));
  const rest = Object.fromEntries(Object.entries(pane.params).filter(([key]) => !refused.has(key)));
  return { ...pane, params: method.params.safeParse(rest).success ? rest : {} };
}

const unknownMethod = (id: string, methods: Methods): ErrorDetails => ({
  code: 'E_LINK_PART',
  message: `The projection "${id}" in the link is not known to this version of Locus; ${methods.get(FALLBACK)?.title ?? FALLBACK} is shown.`,
  hint: 'Open the link with a newer Locus, or choose another projection above the map.',
});

const refusedParams = (method: MethodDescriptor, names: ReadonlySet<string>): ErrorDetails => ({
  code: 'E_LINK_PART',
  message: `${method.title} in the link has values that it does not take: ${[...names].join(', ')}. Their defaults are used.`,
  hint: 'Set them under Parameters, or ask the sender for a fresh link.',
});
