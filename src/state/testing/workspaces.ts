import * as fc from 'fast-check';
import type { Dataset } from '../../data/dataset.ts';
import {
  WORKSPACE_VERSION,
  type DataReference,
  type PaneState,
  type Workspace,
} from '../workspace.ts';

/** JSON has no negative zero, so no workspace has one. */
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (x === 0 ? 0 : x));
const name = fc.string({ unit: 'binary', maxLength: 20 });
const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);
const point = fc.tuple(finite, finite, finite);
const absent = { requiredKeys: [] as never[] };

const json = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'proto')));

const named = { name, bytes: fc.maxSafeNat(), sha256 };
const some = { minLength: 1, maxLength: 4 };
const url = name.map((text) => `https://example.org/${encodeURIComponent(text)}`);

const data: fc.Arbitrary<DataReference | null> = fc.oneof(
  fc.constant(null),
  fc.record({ kind: fc.constant('sample' as const), id: name }),
  fc
    .tuple(
      fc.oneof(
        fc.record({
          kind: fc.constant('files' as const),
          files: fc.array(fc.record(named), some),
        }),
        fc.record({
          kind: fc.constant('url' as const),
          files: fc.array(fc.record({ ...named, url }), some),
        }),
      ),
      fc.record(
        {
          join: fc.oneof(
            fc.constant({ by: 'row' as const }),
            fc.record({ by: fc.constant('id' as const), column: name }),
          ),
          dropRows: fc.boolean(),
        },
        absent,
      ),
    )
    .map(([files, rest]) => ({ ...files, ...rest })),
);

const pane: fc.Arbitrary<PaneState> = fc
  .tuple(
    fc.record({
      id: fc.stringMatching(/^[a-z0-9-]{1,8}$/),
      view: fc.constant('map' as const),
      method: fc.constantFrom('pca', 'umap', 'some-other'),
      params: fc.dictionary(fc.stringMatching(/^[a-z]{1,12}$/), json, { noNullPrototype: true }),
      dims: fc.constantFrom(2 as const, 3 as const),
      colour: fc
        .tuple(
          fc.record({ hidden: fc.array(name, { maxLength: 5 }), reversed: fc.boolean() }),
          fc.record({ column: name }, absent),
        )
        .map(([colour, rest]) => ({ ...colour, ...rest })),
      pointSize: fc.double({ min: 0.2, max: 8, noNaN: true }),
      labels: fc.boolean(),
    }),
    fc.record(
      {
        space: name,
        sample: fc.record({ rows: fc.integer({ min: 2, max: 1e9 }), seed: fc.nat() }),
        camera: fc.record({ position: point, target: point, zoom: finite }),
      },
      absent,
    ),
  )
  .map(([fields, rest]) => ({ ...fields, ...rest }));

const selection = fc
  .array(fc.tuple(fc.nat(50_000), fc.nat(1000)), { maxLength: 40 })
  .map((runs) => {
    let at = 0;
    return runs.map(([skip, more]): [number, number] => {
      const first = at + skip;
      at = first + more + 1;
      return [first, at - 1];
    });
  });

/** Any valid workspace. */
export const workspaces: fc.Arbitrary<Workspace> = fc
  .record({
    version: fc.constant(WORKSPACE_VERSION as 1),
    data,
    panes: fc.uniqueArray(pane, { minLength: 1, maxLength: 8, selector: ({ id }) => id }),
    selection,
    focus: fc.option(fc.nat()),
    neighbours: fc.record({
      metric: fc.constantFrom(
        ...(['cosine', 'correlation', 'euclidean', 'sqeuclidean', 'dot'] as const),
      ),
      k: fc.integer({ min: 1, max: 200 }),
    }),
    search: fc.record({ text: name, regex: fc.boolean() }),
  })
  // fast-check makes objects without a prototype; JSON and zod make plain ones.
  .map((workspace) => structuredClone(workspace));

/** A dataset of `rows` items with one space, whose key follows `name`. */
export const datasetOf = (rows: number, title = 'words'): Dataset => ({
  id: title,
  name: title,
  ids: Array.from({ length: rows }, (_, i) => `item ${i}`),
  columns: [],
  spaces: [
    {
      key: `key of ${title}`,
      name: title,
      rows,
      cols: 3,
      dtype: 'float32',
      source: { name: `${title}.npy`, bytes: 12 * rows, sha256: '0'.repeat(64) },
    },
  ],
  notes: [],
});

export const filesReference = (...files: [name: string, digit: string][]): DataReference => ({
  kind: 'files',
  files: files.map(([file, digit]) => ({ name: file, bytes: 128, sha256: digit.repeat(64) })),
});
