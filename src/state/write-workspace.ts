import { toRuns } from './selection.ts';
import { NOTHING_UNKNOWN, type JsonObject, type UnknownParts } from './unknown.ts';
import {
  colourState,
  emptyWorkspace,
  paneState,
  type PaneState,
  type Workspace,
} from './workspace.ts';

/**
 * The workspace as stored: only what differs from the default, and what came unknown from a newer version. The
 * inverse of `readWorkspace`. The parts that matter most stand first, so that a link cut short keeps them.
 */
export function writeWorkspace(
  workspace: Workspace,
  unknown: UnknownParts = NOTHING_UNKNOWN,
): JsonObject {
  const base = emptyWorkspace();
  const own = onlyNew(
    {
      data: workspace.data,
      panes: withPlaceholders(
        workspace.panes.map((pane) => writePane(pane, unknown.paneFields.get(pane.id))),
        unknown.panes,
      ),
      focus: workspace.focus,
      neighbours: onlyNew(workspace.neighbours, base.neighbours),
      search: onlyNew(workspace.search, base.search),
      selection: toRuns(workspace.selection),
    },
    {
      data: null,
      panes: base.panes.map((pane) => writePane(pane)),
      focus: null,
      neighbours: {},
      search: {},
      selection: [],
    },
  );
  const version = unknown.version ?? workspace.version;
  // What is known wins over a kept part of the same name: the person has changed it since.
  const kept = Object.entries(unknown.parts).filter(([name]) => !Object.hasOwn(own, name));
  return { version, ...own, ...Object.fromEntries(kept) } as JsonObject;
}

function writePane(pane: PaneState, kept: JsonObject = {}): JsonObject {
  const base = paneState.parse({ id: pane.id });
  const { colour, ...fields } = onlyNew(inOrder(pane, paneState.shape), base);
  const own = {
    id: pane.id,
    ...fields,
    ...(colour && { colour: onlyNew(inOrder(colour, colourState.shape), base.colour) }),
  };
  return { ...kept, ...own } as JsonObject;
}

/** Puts panes of unknown views back where they stood. */
function withPlaceholders(panes: JsonObject[], placeholders: UnknownParts['panes']): JsonObject[] {
  const all = [...panes];
  for (const { at, pane } of placeholders) all.splice(at, 0, pane);
  return all;
}

/** The fields in the order of their schema, however they came to be set: one view has one address. */
function inOrder<T extends object>(value: T, shape: Readonly<Record<keyof T, unknown>>): T {
  const names = Object.keys(shape).filter((name) => Object.hasOwn(value, name));
  return Object.fromEntries(names.map((name) => [name, value[name as keyof T]])) as T;
}

/** The fields whose JSON differs from that of `base`. */
function onlyNew<T extends object>(value: T, base: T): Partial<T> {
  const differs = ([name, field]: [string, unknown]): boolean =>
    JSON.stringify(field) !== JSON.stringify(base[name as keyof T]);
  return Object.fromEntries(Object.entries(value).filter(differs)) as Partial<T>;
}
