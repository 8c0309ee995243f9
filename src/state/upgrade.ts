import type { JsonObject } from './unknown.ts';
import { WORKSPACE_VERSION } from './workspace.ts';

/**
 * Turns a workspace of one version, as stored (only non-defaults, unchecked), into the next version. Whatever
 * the JSON, it must not throw: links are untrusted.
 */
export type Upgrader = (old: JsonObject) => JsonObject;

/**
 * By the version they start from. A change of the workspace that old links would misread raises
 * WORKSPACE_VERSION, adds its upgrader here and a fixture to testdata/; both stay for ever.
 */
export const UPGRADERS: ReadonlyMap<number, Upgrader> = new Map();

/** Takes a stored workspace to version `to`. What is newer already is given back as it is. */
export function upgrade(
  stored: JsonObject,
  from: number,
  to = WORKSPACE_VERSION,
  upgraders = UPGRADERS,
): JsonObject {
  let current = stored;
  for (let version = from; version < to; version++) {
    const step = upgraders.get(version);
    if (!step) throw new Error(`No upgrader from workspace version ${version}`);
    current = { ...step(current), version: version + 1 };
  }
  return current;
}
