import { z } from 'zod';
import type { ErrorDetails } from '../base/errors.ts';
import { fromRuns } from './selection.ts';
import type { Json, JsonObject, UnknownParts } from './unknown.ts';
import { upgrade } from './upgrade.ts';
import {
  emptyWorkspace,
  MAX_PANES,
  paneState,
  WORKSPACE_VERSION,
  workspaceSchema,
  type PaneState,
  type Workspace,
} from './workspace.ts';

export interface ReadWorkspace {
  readonly workspace: Workspace;
  /** One for each part that was left at its default. */
  readonly problems: readonly ErrorDetails[];
  readonly unknown: UnknownParts;
}

/**
 * A workspace from untrusted JSON. Every part is checked alone: one that is wrong falls back to its default and
 * is named in `problems`, one that is unknown is kept in `unknown`. Never throws.
 */
export function readWorkspace(stored: JsonObject): ReadWorkspace {
  const problems: ErrorDetails[] = [];
  const version = versionOf(stored, problems);
  const newer = version > WORKSPACE_VERSION;
  const { panes: storedPanes, ...parts } = upgrade(stored, version);

  const top = readFields(topParts, withRanges(parts), (name) =>
    problems.push(badPart(PART_NAMES[name] ?? name)),
  );
  const { panes, paneFields, placeholders } = readPanes(storedPanes, problems, newer);
  return {
    // Every field came through its own schema or is that schema's default.
    workspace: { ...emptyWorkspace(), ...top.values, ...(panes.length > 0 && { panes }) },
    problems,
    unknown: {
      version: newer ? version : null,
      parts: newer ? { ...top.unknown, ...top.refused } : top.unknown,
      paneFields,
      panes: placeholders,
    },
  };
}

const { data, selection, focus, neighbours, search } = workspaceSchema.shape;
/** All but the panes, which are read by their own rules. The version was read before: here any will do. */
const topParts = {
  version: z.any().transform(() => WORKSPACE_VERSION),
  data,
  selection,
  focus,
  neighbours,
  search,
} satisfies Record<Exclude<keyof Workspace, 'panes'>, z.ZodType>;

const PART_NAMES: Readonly<Record<string, string>> = {
  data: 'name of the data',
  focus: 'inspected item',
  neighbours: 'settings of the neighbours',
};

function versionOf({ version }: JsonObject, problems: ErrorDetails[]): number {
  if (version === undefined) return WORKSPACE_VERSION;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) {
    problems.push(badPart('version'));
    return WORKSPACE_VERSION;
  }
  if (version > WORKSPACE_VERSION) {
    problems.push({
      code: 'E_LINK_NEWER',
      message: `The link was made by a newer Locus (workspace version ${version}; this one reads ${WORKSPACE_VERSION}).`,
      hint: 'What this version knows is shown; the rest is kept in the link. Open it with a newer Locus to see all.',
    });
  }
  return version;
}

/** The selection may be written as runs (see `toRuns`) or as ranges. */
function withRanges(parts: JsonObject): JsonObject {
  const { selection } = parts;
  const isRuns = Array.isArray(selection) && selection.every((n) => typeof n === 'number');
  return isRuns ? { ...parts, selection: fromRuns(selection as number[]) } : parts;
}

/** Panes that can be shown, and panes of views that only a newer version has. */
function readPanes(
  stored: Json | undefined,
  problems: ErrorDetails[],
  newer: boolean,
): { panes: PaneState[] } & Pick<UnknownParts, 'paneFields'> & {
    placeholders: UnknownParts['panes'];
  } {
  const panes: PaneState[] = [];
  const paneFields = new Map<string, JsonObject>();
  const placeholders: { at: number; pane: JsonObject }[] = [];
  const list = Array.isArray(stored) ? (stored as readonly Json[]) : [];
  if (stored !== undefined && list.length === 0) problems.push(badPart('list of panes'));
  const ids = new Set<unknown>();
  const freeId = (): string => {
    let n = 1;
    while (ids.has(`p${n}`) || list.some((other) => isObject(other) && other['id'] === `p${n}`))
      n++;
    return `p${n}`;
  };
  for (const [at, pane] of list.entries()) {
    const place = `pane ${at + 1}`;
    if (Math.max(panes.length, placeholders.length) === MAX_PANES) {
      problems.push(badPart(`list of panes from ${place} on`));
      break;
    }
    if (!isObject(pane)) {
      problems.push(badPart(place));
      continue;
    }
    if (isUnknownView(pane['view'])) {
      problems.push(unknownView(place, pane['view']));
      placeholders.push({ at, pane });
      continue;
    }
    const named = paneState.shape.id.safeParse(pane['id']).success && !ids.has(pane['id']);
    if (!named) problems.push(badPart(`id of ${place}`));
    const id = named ? (pane['id'] as string) : freeId();
    ids.add(id);
    const fields = readFields(paneState.shape, { ...pane, id }, (name) =>
      problems.push(badPart(`${name} of ${place}`)),
    );
    // Every field came through its own schema or is that schema's default.
    panes.push(fields.values as PaneState);
    const kept = newer ? { ...fields.unknown, ...fields.refused } : fields.unknown;
    if (Object.keys(kept).length > 0) paneFields.set(id, kept);
  }
  return { panes, paneFields, placeholders };
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isUnknownView = (view: Json | undefined): view is string =>
  typeof view === 'string' && !paneState.shape.view.safeParse(view).success;

interface Fields {
  readonly values: Record<string, unknown>;
  /** Fields the shape does not have. */
  readonly unknown: JsonObject;
  /** Fields whose value the shape does not take. */
  readonly refused: JsonObject;
}

/** Checks each field alone; a wrong or absent one gets its default, or stays absent when it has none. */
function readFields(
  shape: Readonly<Record<string, z.ZodType>>,
  stored: JsonObject,
  refuse: (name: string) => void,
): Fields {
  const values: Record<string, unknown> = {};
  const refused: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(shape)) {
    const given = Object.hasOwn(stored, name) ? stored[name] : undefined;
    const checked = schema.safeParse(given);
    if (!checked.success) {
      refuse(name);
      refused[name] = given!;
    }
    const value = checked.success ? checked.data : schema.safeParse(undefined).data;
    if (value !== undefined) values[name] = value;
  }
  const unknown = Object.entries(stored).filter(([name]) => !Object.hasOwn(shape, name));
  return { values, unknown: Object.fromEntries(unknown), refused };
}

const badPart = (part: string): ErrorDetails => ({
  code: 'E_LINK_PART',
  message: `The ${part} in the link cannot be read and was left at its default.`,
  hint: 'Everything else in the link is shown. Ask the sender for a fresh link if something is missing.',
});

const unknownView = (place: string, view: string): ErrorDetails => ({
  code: 'E_LINK_NEWER',
  message: `The view "${view.slice(0, 60)}" of ${place} is not known to this version of Locus.`,
  hint: 'The pane is left out here and kept in the link. Open the link with a newer Locus to see it.',
});
