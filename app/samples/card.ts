import { z } from 'zod';

/** An entry of `samples/index.json`: what the first screen shows. */
const entry = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  description: z.string(),
  rows: z.int().min(1),
  cols: z.int().min(1),
});

const fileName = z.string().regex(/^[\w.-]+$/);

/** `samples/<id>/sample.json`: files, sources and licences of one sample. */
const card = entry.extend({
  metric: z.enum(['cosine', 'euclidean', 'dot']),
  colour: z.string().optional(),
  image: z
    .object({
      name: z.string(),
      url: fileName,
      tile: z.int().min(1),
      perRow: z.int().min(1),
    })
    .optional(),
  licences: z.array(z.object({ of: z.string(), name: z.string(), url: z.url() })),
  sources: z.array(
    z.object({ name: z.string(), version: z.string(), url: z.url(), holds: z.string() }),
  ),
  recipe: z.array(z.string()),
  files: z.array(
    z.object({ name: fileName, role: z.enum(['vectors', 'items', 'sprite', 'licences']) }),
  ),
});

export type SampleEntry = z.output<typeof entry>;
export type SampleCard = z.output<typeof card>;

export const parseIndex = (json: unknown): readonly SampleEntry[] =>
  z.object({ samples: z.array(entry) }).parse(json).samples;

export const parseCard = (json: unknown): SampleCard => card.parse(json);
