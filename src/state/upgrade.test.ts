import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readWorkspace } from './read-workspace.ts';
import type { JsonObject } from './unknown.ts';
import { upgrade, UPGRADERS, type Upgrader } from './upgrade.ts';
import { WORKSPACE_VERSION, workspaceSchema } from './workspace.ts';

const VERSIONS = Array.from({ length: WORKSPACE_VERSION }, (_, i) => i + 1);

/** What a version stored, and the workspace of today that it opens as. */
const fixture = (version: number): { stored: JsonObject; workspace: unknown } =>
  JSON.parse(readFileSync(new URL(`testdata/v${version}.json`, import.meta.url), 'utf8'));

describe('upgrading', () => {
  it.each(VERSIONS)('opens what version %d stored', (version) => {
    const { stored, workspace } = fixture(version);
    const read = readWorkspace(stored);
    expect(read.problems).toEqual([]);
    expect(read.workspace).toEqual(workspace);
    expect(workspaceSchema.parse(read.workspace)).toEqual(workspace);
  });

  it('knows the way from every version before this one', () => {
    expect([...UPGRADERS.keys()]).toEqual(VERSIONS.slice(0, -1));
  });

  it('takes one step after the other', () => {
    const upgraders = new Map<number, Upgrader>([
      [1, ({ metric, ...rest }) => ({ ...rest, neighbours: { metric: metric ?? 'cosine' } })],
      [2, (old) => ({ ...old, notes: `from ${String(old['version'])}` })],
    ]);
    expect(upgrade({ version: 1, metric: 'dot' }, 1, 3, upgraders)).toEqual({
      version: 3,
      neighbours: { metric: 'dot' },
      notes: 'from 2',
    });
    expect(upgrade({ version: 9 }, 9, 3, upgraders)).toEqual({ version: 9 });
    expect(() => upgrade({}, 1, 4, upgraders)).toThrow('No upgrader from workspace version 3');
  });
});
