import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWorkspace } from './read-workspace.ts';
import { workspaces } from './testing/workspaces.ts';
import type { JsonObject } from './unknown.ts';
import { emptyWorkspace, workspaceSchema } from './workspace.ts';
import { writeWorkspace } from './write-workspace.ts';

const messages = (stored: JsonObject): string[] =>
  readWorkspace(stored).problems.map(({ message }) => message);

describe('reading a workspace', () => {
  it('replaces one wrong part by its default and keeps the others', () => {
    fc.assert(
      fc.property(
        workspaces,
        fc.constantFrom(
          'data' as const,
          'focus' as const,
          'neighbours' as const,
          'search' as const,
        ),
        (workspace, part) => {
          const stored = { ...writeWorkspace(workspace), [part]: 'rubbish' };
          const read = readWorkspace(stored);
          expect(read.workspace).toEqual({ ...workspace, [part]: emptyWorkspace()[part] });
          expect(read.problems).toHaveLength(1);
          expect(read.problems[0]).toMatchObject({ code: 'E_LINK_PART' });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('names the part, the pane and the field', () => {
    const stored = {
      version: 1,
      focus: -1,
      panes: [{ id: 'a', pointSize: 99, dims: 2 }, 7, { id: 'c', camera: { zoom: 1 } }],
    };
    const { workspace } = readWorkspace(stored);
    expect(workspace.panes.map(({ id, pointSize, dims }) => [id, pointSize, dims])).toEqual([
      ['a', 1, 2],
      ['c', 1, 3],
    ]);
    expect(workspace.panes[1]!.camera).toBeUndefined();
    expect(messages(stored)).toEqual([
      expect.stringMatching(/^The inspected item in the link cannot be read/),
      expect.stringMatching(/^The pointSize of pane 1 /),
      expect.stringMatching(/^The pane 2 /),
      expect.stringMatching(/^The camera of pane 3 /),
    ]);
  });

  it('gives panes with a double or impossible id a free one', () => {
    const stored = { panes: [{ id: 'p1' }, { id: 'p1', dims: 2 }, { id: '__proto__' }, {}] };
    const { workspace } = readWorkspace(stored);
    expect(workspace.panes.map(({ id }) => id)).toEqual(['p1', 'p2', 'p3', 'p4']);
    expect(workspace.panes[1]!.dims).toBe(2);
    expect(messages(stored)[0]).toContain('id of pane 2');
  });

  it('shows eight panes at most', () => {
    const stored = { panes: Array.from({ length: 12 }, (_, i) => ({ id: `x${i}` })) };
    expect(readWorkspace(stored).workspace.panes).toHaveLength(8);
    expect(messages(stored)).toEqual([expect.stringContaining('list of panes from pane 9 on')]);
  });

  it('takes a selection as runs or as ranges', () => {
    expect(readWorkspace({ selection: [2, 3] }).workspace.selection).toEqual([[2, 4]]);
    expect(readWorkspace({ selection: [[2, 4]] }).workspace.selection).toEqual([[2, 4]]);
    expect(messages({ selection: [[4, 2]] })).toEqual([expect.stringContaining('selection')]);
  });

  it.each([[0], ['1'], [1.5], [null]])('reads version %j as this one, and says so', (version) => {
    const read = readWorkspace({ version, focus: 3 });
    expect(read.workspace.focus).toBe(3);
    expect(read.problems).toMatchObject([{ message: expect.stringContaining('version') }]);
  });
});

describe('what a newer version wrote', () => {
  const stored: JsonObject = {
    version: 9,
    data: { kind: 'cloud', bucket: 'b' },
    panes: [
      { id: 'm', view: 'matrix', order: 'label' },
      { id: 'a', dims: 2, trails: true, labels: 'some' },
    ],
    focus: 4,
    notes: [{ at: [0, 1], text: 'here' }],
  };

  it('is shown as far as it is known', () => {
    const { workspace, problems } = readWorkspace(stored);
    expect(workspace).toEqual({
      ...emptyWorkspace(),
      focus: 4,
      panes: [{ ...emptyWorkspace().panes[0], dims: 2 }],
    });
    expect(problems[0]).toMatchObject({
      code: 'E_LINK_NEWER',
      message: expect.stringContaining('workspace version 9'),
    });
    expect(problems.map(({ message }) => message).join()).toContain('view "matrix" of pane 1');
  });

  it('is written back unchanged', () => {
    const { workspace, unknown } = readWorkspace(stored);
    expect(writeWorkspace(workspace, unknown)).toEqual(stored);
  });

  it('gives way to what the person does', () => {
    const { workspace, unknown } = readWorkspace(stored);
    const data = { kind: 'sample' as const, id: 'words' };
    const panes = [{ ...workspace.panes[0]!, labels: false }];
    const written = writeWorkspace({ ...workspace, data, panes }, unknown);
    expect(written['data']).toEqual(data);
    expect(written['panes']).toEqual([
      { id: 'm', view: 'matrix', order: 'label' },
      { id: 'a', dims: 2, trails: true, labels: false },
    ]);
  });

  it('of any shape gives a valid workspace that is written back the same', () => {
    const documents = fc
      .dictionary(
        fc.constantFrom('data', 'focus', 'search', 'notes', 'selection'),
        fc.jsonValue(),
        {
          noNullPrototype: true,
        },
      )
      .map((document) => JSON.parse(JSON.stringify({ ...document, version: 2 })) as JsonObject);
    fc.assert(
      fc.property(documents, (document) => {
        const { workspace, unknown } = readWorkspace(document);
        expect(workspaceSchema.safeParse(workspace).success).toBe(true);
        const again = readWorkspace(writeWorkspace(workspace, unknown));
        expect(again.workspace).toEqual(workspace);
        expect(again.unknown).toEqual(unknown);
      }),
    );
  });
});
