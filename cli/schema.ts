import { z } from 'zod';
import { PREPROCESSING } from '../src/analysis/preprocessing.ts';

/**
 * The JSON that the command line prints, as schemas. docs/schema/ holds the same as JSON Schema (written by the
 * test); fields may be added, none is renamed or taken away.
 */

const number = z.number().nullable().describe('null when it is not finite');
const matrix = z.array(z.array(number));

const input = z.object({
  name: z.string(),
  n: z.int().describe('rows'),
  d: z.int().describe('columns'),
  sha256: z.string().describe('of the file'),
  rowsOf: z.int().optional().describe('rows in the file, when some of them were left out'),
  reordered: z.literal(true).optional().describe('present when rows do not stand as in the file'),
  sample: z
    .object({ of: z.int(), seed: z.int() })
    .optional()
    .describe('present when only n rows were taken, drawn with this seed'),
  storage: z
    .literal('float16')
    .optional()
    .describe('present when the numbers were rounded to float16'),
});

const error = z.looseObject({
  code: z.string(),
  message: z.string(),
  file: z.string().nullable(),
  place: z.string().nullable(),
  hint: z.string().describe('the way out'),
});

const params = z.record(z.string(), z.unknown()).describe('all parameters, defaults included');

const recipe = z.looseObject({
  method: z.string(),
  version: z.int(),
  inputs: z.array(input),
  preprocessing: z.enum(PREPROCESSING),
  params,
  resolved: z
    .record(z.string(), z.number())
    .optional()
    .describe('what was taken for parameters that leave the choice to the method'),
  seed: z.union([z.int(), z.string()]),
  backend: z.looseObject({
    id: z.enum(['webgpu', 'wasm', 'reference']),
    device: z.string(),
    precision: z.string(),
  }),
  interval: z.string(),
  chance: z.string(),
  notes: z.array(z.string()),
});

const projection = z.looseObject({
  rows: z.int(),
  dims: z.int(),
  coordinates: matrix.describe('rows x dims; a row of null has no place on the map'),
  axes: z.array(z.string()),
});

const neighbours = z.looseObject({
  rows: z.int(),
  k: z.int(),
  metric: z.string(),
  indices: z
    .array(z.array(z.int().nullable()))
    .describe('rows x k, nearest first, counted from 0; null in excluded rows'),
  distances: matrix.describe('rows x k'),
  excluded: z
    .array(z.int())
    .describe('rows for which the metric is undefined, or that are not in the sample'),
});

const report = z.looseObject({
  summary: z.array(z.looseObject({ label: z.string() })),
  tables: z.array(z.looseObject({ title: z.string() })),
  histograms: z.array(z.looseObject({ title: z.string() })),
  issues: z.array(z.looseObject({ severity: z.string(), text: z.string(), hint: z.string() })),
});

/** `locus report --json` */
export const reportOutput = z.looseObject({
  method: z.string(),
  version: z.int(),
  inputs: z.array(input),
  params,
  value: z.union([projection, neighbours, report]),
  recipe,
  notes: z.array(z.string()).describe('what the readers decided'),
  errors: z.array(error).describe('files that could not be used; the exit status is then 2'),
  elapsedMs: z.int(),
});

/** `locus report --json` after an error; the exit status is 2. */
export const errorOutput = z.looseObject({ error });

/** Whole, but a damaged header may claim more than an integer holds exactly. */
const size = z.number().min(0);

const offer = z.looseObject({
  name: z.string().describe('what --matrix takes'),
  rows: size,
  columns: size,
  dtype: z.string().describe('as in the file'),
  bytes: size.describe('of the numbers in the file'),
  role: z
    .enum(['embedding', 'unembedding', 'decoder', 'encoder'])
    .optional()
    .describe('where its name tells'),
  proposed: z.boolean().describe('taken when nothing is chosen'),
  refused: z.string().optional().describe('why it cannot be taken'),
});

/** `locus inspect --json` */
export const inspectOutput = z.looseObject({
  files: z
    .array(
      z.looseObject({
        file: z.string(),
        format: z.string(),
        bytes: z.int(),
        companions: z.array(z.string()).describe('files that are read together with this one'),
        offers: z
          .array(offer)
          .nullable()
          .describe('by the header, proposed first; null where it shows only when all is read'),
      }),
    )
    .describe('what there is to choose from'),
  matrices: z.array(
    z.looseObject({
      name: z.string(),
      file: z.string(),
      sha256: z.string(),
      rows: z.int(),
      columns: z.int(),
      dtype: z.string().describe('as in the file'),
      first: z.array(number).describe('first five values of the first row, as in the file'),
      sum: number.describe('of all values of the file, in float64'),
      last: number,
    }),
  ),
  ids: z.array(z.string()).describe('first five'),
  columns: z.array(
    z.looseObject({
      name: z.string(),
      type: z.enum(['category', 'number', 'text', 'image']),
      first: z.array(z.union([z.string(), z.number()]).nullable()).describe('first three values'),
    }),
  ),
  join: z
    .looseObject({
      by: z.enum(['id', 'row']),
      matched: z.int(),
      unmatchedItems: z.int(),
      unmatchedRows: z.int(),
      caution: z.string().optional().describe('where nothing in the files confirms the match'),
    })
    .nullable(),
  notes: z.array(z.string()),
  errors: z.array(error).describe('the exit status is 2 when there is one'),
});

/** `locus export --json` */
export const exportOutput = z.looseObject({
  out: z.string().describe('path of the file written'),
  format: z.enum(['npy', 'csv', 'parquet']),
  space: z.string().describe('name of the matrix'),
  rows: z.int(),
  dims: z.int().describe('numbers in each vector'),
  columns: z.array(z.string()).describe('names of the columns beside the vectors'),
  bytes: z.int(),
  notes: z.array(z.string()).describe('what the readers decided'),
  errors: z.array(error).describe('files that could not be used; the exit status is then 2'),
});
