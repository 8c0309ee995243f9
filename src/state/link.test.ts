import { deepStrictEqual } from 'node:assert';
import { deflateSync, inflateSync, strToU8 } from 'fflate';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64url } from './base64url.ts';
import { decodeLink, encodeLink, MAX_LINK, MAX_PAYLOAD } from './link.ts';
import { createRng } from '../math/rng.ts';
import { toRanges } from './selection.ts';
import { workspaces } from './testing/workspaces.ts';
import { NOTHING_UNKNOWN } from './unknown.ts';
import { emptyWorkspace, workspaceSchema, type PaneState, type Workspace } from './workspace.ts';

const linkOf = (json: string): string =>
  `#w=1.${toBase64url(deflateSync(strToU8(json), { level: 9 }))}`;
const sample: Workspace = {
  ...emptyWorkspace(),
  data: { kind: 'sample', id: 'words' },
  focus: 12,
  search: { text: 'river', regex: false },
  selection: [
    [3, 8],
    [20, 20],
  ],
};
const valid = (workspace: Workspace): boolean => workspaceSchema.safeParse(workspace).success;

describe('a link', () => {
  it('gives back any valid workspace exactly', () => {
    fc.assert(
      fc.property(workspaces, (workspace) => {
        expect(valid(workspace)).toBe(true);
        const { fragment, leftOut } = encodeLink(workspace);
        fc.pre(leftOut === null);
        const decoded = decodeLink(fragment) ?? { workspace: emptyWorkspace(), problems: [] };
        // Not toStrictEqual: it takes a parameter named `constructor` for the object's own.
        deepStrictEqual(decoded.workspace, workspace);
        expect(decoded.problems).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('of a fresh page is empty, and holds only what differs from it', () => {
    expect(encodeLink(emptyWorkspace())).toEqual({ fragment: '', leftOut: null });
    expect(encodeLink({ ...emptyWorkspace(), focus: 1 }).fragment.length).toBeLessThan(50);
  });

  it('is the same however the view came about', () => {
    const [pane] = emptyWorkspace().panes;
    const colour = { ...pane!.colour, column: 'kind' };
    const backwards = <T extends object>(value: T): T =>
      Object.fromEntries(Object.entries(value).reverse()) as T;
    const shown: PaneState = { ...pane!, space: 'b', dims: 2, colour };
    const one: Workspace = { ...sample, panes: [shown] };
    const other = { ...sample, panes: [backwards({ ...shown, colour: backwards(colour) })] };
    expect(encodeLink(other)).toEqual(encodeLink(one));
  });

  it('is found among other parts of the fragment', () => {
    const { fragment } = encodeLink(sample);
    for (const text of [fragment, fragment.slice(1), `#a=1&${fragment.slice(1)}&b=2`]) {
      expect(decodeLink(text)?.workspace).toEqual(sample);
    }
    for (const text of ['', '#', '#section', '#now=1.abc']) expect(decodeLink(text)).toBeNull();
  });

  it('stays short for a scattered selection of a few thousand items', () => {
    // Every third item on average, as a lasso round a cluster of 10,000 words gives.
    const rng = createRng(1);
    const selection = toRanges(
      Array.from({ length: 10_000 }, (_, i) => i).filter(() => rng.next() < 1 / 3),
    );
    const { fragment, leftOut } = encodeLink({ ...sample, selection });
    expect(leftOut).toBeNull();
    expect(decodeLink(fragment)!.workspace.selection).toEqual(selection);
  });
});

describe('a damaged link', () => {
  it('never throws and always gives a valid workspace', () => {
    const mutation = fc.record({
      at: fc.nat(5000),
      remove: fc.nat(40),
      insert: fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9_-]*$/)),
    });
    fc.assert(
      fc.property(workspaces, fc.array(mutation, { minLength: 1, maxLength: 4 }), (w, changes) => {
        const text = changes.reduce((t, { at, remove, insert }) => {
          const start = at % (t.length + 1);
          return t.slice(0, start) + insert + t.slice(start + remove);
        }, encodeLink(w).fragment);
        const decoded = decodeLink(text);
        if (decoded) expect(valid(decoded.workspace)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('that holds any JSON at all gives a valid workspace', () => {
    const keys = fc.constantFrom(
      ...['version', 'data', 'panes', 'selection', 'focus', 'neighbours', 'search', 'other'],
    );
    const documents = fc.dictionary(keys, fc.jsonValue(), { noNullPrototype: true });
    fc.assert(
      fc.property(documents, (document) => {
        const decoded = decodeLink(linkOf(JSON.stringify(document)))!;
        expect(valid(decoded.workspace)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('cut short at any character gives what came before', () => {
    const { fragment } = encodeLink({ ...sample, panes: emptyWorkspace().panes });
    let open = false;
    for (let length = '#w='.length; length < fragment.length; length++) {
      const decoded = decodeLink(fragment.slice(0, length))!;
      expect(decoded.problems[0]).toMatchObject({ code: 'E_LINK' });
      expect(valid(decoded.workspace)).toBe(true);
      // Once the data are whole, every longer cut keeps them.
      open ||= decoded.workspace.data !== null;
      expect(decoded.workspace.data).toEqual(open ? sample.data : null);
      if (open) expect(decoded.readable).toBe(true);
    }
    expect(open).toBe(true);
  });

  it.each([
    ['no version', '#w=abc', 'does not begin with its version', 'character 4'],
    ['a newer wrapping', '#w=7.abc', 'newer Locus (link version 7)', undefined],
    ['a foreign character', '#w=1.abc*def', 'no link has, "*"', 'character 9'],
    [
      'no deflate',
      `#w=1.${toBase64url(new Uint8Array(90).fill(255))}`,
      'changed on its way',
      'character 6',
    ],
    ['nothing', '#w=1.', 'holds no workspace', 'character 5'],
    ['JSON that is no object', linkOf('[1,2]'), 'holds no workspace', undefined],
    ['too long', `#w=1.${'A'.repeat(MAX_PAYLOAD + 1)}`, `at most ${MAX_PAYLOAD}`, undefined],
    ['too deep', linkOf(`{"x":${'['.repeat(1000)}${']'.repeat(1000)}}`), 'no workspace', undefined],
  ])('with %s says so', (_, text, words, place) => {
    const decoded = decodeLink(text)!;
    expect(decoded.readable).toBe(false);
    expect(decoded.workspace).toEqual(emptyWorkspace());
    const [problem] = decoded.problems;
    expect(problem).toMatchObject({ code: 'E_LINK', message: expect.stringContaining(words) });
    expect(problem!.hint).not.toBe('');
    if (place !== undefined) expect(problem!.place).toBe(place);
  });

  it('that unpacks to far too much stops early', () => {
    // 100 MB of blanks in about 97 kB.
    const packed = deflateSync(new Uint8Array(100_000_000).fill(32), { level: 9 });
    const bomb = `#w=1.${toBase64url(packed)}`;
    expect(bomb.length).toBeLessThan(MAX_PAYLOAD);
    const start = performance.now();
    inflateSync(packed);
    const whole = performance.now() - start;
    const before = performance.now();
    expect(decodeLink(bomb)!.problems[0]!.message).toContain('more than 2 MB');
    // The first 2 of 100 MB; wide, for a busy machine.
    expect(performance.now() - before).toBeLessThan(whole);
  });

  it('cannot reach the prototypes of the page', () => {
    const text = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},
      "panes":[{"id":"a","params":{"__proto__":{"polluted":1}},"\\u005f_proto__":{"polluted":1}}]}`;
    const { workspace, unknown } = decodeLink(linkOf(text))!;
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(workspace.panes[0]!.params)).toEqual([]);
    expect(Object.getPrototypeOf(workspace.panes[0]!.params)).toBe(Object.prototype);
    expect(unknown.paneFields.size).toBe(0);
    expect(Object.keys(unknown.parts)).toEqual(['constructor']);
    expect(decodeLink(encodeLink(workspace, unknown).fragment)!.unknown).toEqual(unknown);
  });
});

describe('a link that would be too long', () => {
  const rng = createRng(2);
  const noise = (characters: number): string =>
    Array.from({ length: characters }, () => String.fromCharCode(97 + rng.integer(26))).join('');

  it('leaves out the selection first, and says so', () => {
    const selection = toRanges(Array.from({ length: 15_000 }, () => rng.integer(1_000_000)));
    const { fragment, leftOut } = encodeLink({ ...sample, selection });
    expect(fragment.length).toBeLessThanOrEqual(MAX_LINK);
    expect(leftOut).toMatchObject({ code: 'E_LINK_LONG' });
    expect(leftOut!.message).toContain('leaves out the selection:');
    expect(decodeLink(fragment)!.workspace).toEqual({ ...sample, selection: [] });
  });

  it('leaves out only what weighs', () => {
    const hidden = Array.from({ length: 900 }, () => noise(24));
    const panes = [{ ...sample.panes[0]!, dims: 2 as const, colour: { hidden, reversed: true } }];
    const { fragment, leftOut } = encodeLink({ ...sample, panes });
    expect(leftOut!.message).toContain('leaves out the hidden categories:');
    const { workspace } = decodeLink(fragment)!;
    expect(workspace.selection).toEqual(sample.selection);
    expect(workspace.panes[0]).toMatchObject({ dims: 2, colour: { hidden: [], reversed: true } });
  });

  it('keeps the limit whatever it takes', () => {
    const unknown = { ...NOTHING_UNKNOWN, parts: { notes: noise(20_000) } };
    const { fragment, leftOut } = encodeLink(sample, unknown);
    expect(leftOut!.message).toContain('the parts from a newer Locus');
    expect(decodeLink(fragment)!.workspace).toEqual(sample);
  });

  const file = { name: 'x.npy', bytes: 4, sha256: 'a'.repeat(64) };
  const taking = (levels: readonly string[], most?: number): Workspace => ({
    ...sample,
    data: {
      kind: 'files',
      files: [file],
      rows: {
        ...{ kind: 'category', file: 'm.csv', column: 'kind', seed: 0, levels: [...levels] },
        ...(most !== undefined && { count: most }),
      },
    },
  });

  it('leaves out by which categories rows were taken before it forgets the files', () => {
    const levels = Array.from({ length: 900 }, () => noise(24));
    const { fragment, leftOut } = encodeLink(taking(levels, 5));
    expect(leftOut!.message).toContain('the categories by which rows were taken');
    expect(leftOut!.message).not.toContain('the names of the data files');
    // Item 12 is another one among all rows.
    expect(decodeLink(fragment)!.workspace).toEqual({
      ...{ ...sample, data: { kind: 'files', files: [file] } },
      ...{ selection: [], focus: null },
    });
  });

  it('may be longer where no address bar is in the way', () => {
    const all = taking(Array.from({ length: 900 }, () => noise(24)));
    const { fragment, leftOut } = encodeLink(all, NOTHING_UNKNOWN, MAX_PAYLOAD);
    expect(leftOut).toBeNull();
    expect(decodeLink(fragment)!.workspace).toEqual(all);
  });

  it('holds no names of the data that it could not read back', () => {
    const { fragment, leftOut } = encodeLink(taking(['x'.repeat(3000)]));
    expect(leftOut!.message).toContain('longer ones, than a link may');
    const { workspace, problems } = decodeLink(fragment)!;
    expect(problems).toEqual([]);
    expect(workspace.data).toEqual({ kind: 'files', files: [file] });
  });
});
