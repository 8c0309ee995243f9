import { z } from 'zod';

/**
 * A workspace is what a link stores: which data, which panes with which parameters, colours, camera and
 * selection. Plain JSON, versioned; only what differs from the default is written (see link.ts).
 */
export const WORKSPACE_VERSION = 1;

const index = z.int().min(0);
const finite = z.number().refine(Number.isFinite);

const fileReference = z.object({
  name: z.string().max(300),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Names of columns and matrices; a link is bounded as a whole. */
const longName = z.string().max(2000);

const joinChoice = z.union([
  z.object({ by: z.literal('row') }),
  z.object({ by: z.literal('id'), column: longName }),
]);

/** Of a column, by which rows were taken. */
const levels = z.array(longName).max(100_000).optional();

/** As RowChoice of src/io/row-choice.ts. */
const rowChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('first'), count: z.int().min(1) }),
  z.object({ kind: z.literal('every'), step: z.int().min(1) }),
  z.object({ kind: z.literal('sample'), count: z.int().min(1), seed: index }),
  z.object({
    kind: z.literal('category'),
    file: z.string().max(300),
    column: longName,
    levels,
    except: levels,
    count: z.int().min(1).optional(),
    seed: index,
  }),
]);

/** As ColumnRanges of src/io/column-ranges.ts. */
const columnRanges = z
  .array(z.tuple([index, index]))
  .min(1)
  .max(100)
  .refine((ranges) =>
    ranges.every(([first, last], i) => first <= last && first > (ranges[i - 1]?.[1] ?? -1)),
  );

/** How files were opened. */
const opening = {
  join: joinChoice.optional(),
  dropRows: z.boolean().optional(),
  /** Matrices taken, by file, where there was a choice. */
  matrices: z.record(longName, z.array(longName).max(10_000)).optional(),
  /** Rows taken; absent means all. */
  rows: rowChoice.optional(),
  /** Columns taken as dimensions, ranges with both ends; absent means all. */
  columns: columnRanges.optional(),
};

/** A file at an address. What may be fetched is checked again before it is: by src/io/address.ts. */
const addressReference = fileReference.extend({
  url: z
    .string()
    .max(2000)
    .regex(/^https?:\/\/[^/]/),
});

/** Files that a link names, at most. */
export const MAX_FILES = 50;

/** Which data: a sample, files of a person's own, or files at addresses. */
export const dataReference = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sample'), id: z.string().max(60) }),
  z.object({
    kind: z.literal('files'),
    files: z.array(fileReference).min(1).max(MAX_FILES),
    ...opening,
  }),
  z.object({
    kind: z.literal('url'),
    files: z.array(addressReference).min(1).max(MAX_FILES),
    ...opening,
  }),
]);

export const cameraState = z.object({
  position: z.tuple([finite, finite, finite]),
  target: z.tuple([finite, finite, finite]),
  zoom: finite,
});

export const colourState = z.object({
  /** Name of the column; absent means none chosen by the person (the app picks a sensible one). */
  column: z.string().max(300).optional(),
  hidden: z.array(z.string().max(300)).max(10_000).default([]),
  reversed: z.boolean().default(false),
});

export const paneState = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  view: z.literal('map').default('map'),
  /** Name of the space; absent means the first one. */
  space: z.string().max(300).optional(),
  /** Id of a method whose output is `projection`. */
  method: z.string().max(60).default('pca'),
  /** Parameters that differ from the method's defaults; checked by the method's own schema when used. */
  params: z.record(z.string().max(60), z.json()).default({}),
  dims: z.union([z.literal(2), z.literal(3)]).default(3),
  /** Only so many items, drawn with this seed; absent means all. */
  sample: z.object({ rows: z.int().min(2), seed: index }).optional(),
  colour: colourState.default({ hidden: [], reversed: false }),
  pointSize: z.number().min(0.2).max(8).default(1),
  labels: z.boolean().default(true),
  camera: cameraState.optional(),
});

export const MAX_PANES = 8;

export const workspaceSchema = z.object({
  version: z.literal(WORKSPACE_VERSION),
  data: dataReference.nullable().default(null),
  panes: z
    .array(paneState)
    .min(1)
    .max(MAX_PANES)
    .refine((panes) => new Set(panes.map((pane) => pane.id)).size === panes.length)
    .default(() => [paneState.parse({ id: 'a' })]),
  /** Selected items, as sorted disjoint inclusive ranges [first, last]. */
  selection: z
    .array(z.tuple([index, index]))
    .max(100_000)
    .refine((ranges) =>
      ranges.every(([first, last], i) => first <= last && (i === 0 || ranges[i - 1]![1] < first)),
    )
    .default([]),
  /** The item shown in the inspector. */
  focus: index.nullable().default(null),
  neighbours: z
    .object({
      metric: z
        .enum(['cosine', 'correlation', 'euclidean', 'sqeuclidean', 'dot'])
        .default('cosine'),
      k: z.int().min(1).max(200).default(15),
    })
    .default({ metric: 'cosine', k: 15 }),
  search: z
    .object({ text: z.string().max(500).default(''), regex: z.boolean().default(false) })
    .default({ text: '', regex: false }),
});

export type DataReference = z.output<typeof dataReference>;
export type CameraState = z.output<typeof cameraState>;
export type ColourState = z.output<typeof colourState>;
export type PaneState = z.output<typeof paneState>;
export type Workspace = z.output<typeof workspaceSchema>;

/** The workspace of a page that has just been opened. */
export const emptyWorkspace = (): Workspace =>
  workspaceSchema.parse({ version: WORKSPACE_VERSION });
