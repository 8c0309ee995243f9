import { z } from 'zod';
import type { MethodDescriptor } from '../types.ts';

export const params = z.object({
  components: z
    .int()
    .min(1)
    .max(4096)
    .default(3)
    .meta({ title: 'Components', description: 'How many axes, at most min(N, D).' }),
  whiten: z.boolean().default(false).meta({
    title: 'Whiten',
    description: 'Divide each score by the standard deviation along its axis.',
  }),
  onto: z.string().max(500).default('').meta({
    title: 'Axes of',
    description: 'Another loaded space whose axes are taken, by name; empty for its own.',
    kind: 'space',
  }),
});

export type PcaParams = z.output<typeof params>;

export const descriptor: MethodDescriptor<typeof params> = {
  id: 'pca',
  version: 2,
  title: 'PCA',
  question: 'Along which orthogonal directions do the items differ most?',
  citations: [
    'Pearson 1901, On lines and planes of closest fit to systems of points in space, doi:10.1080/14786440109462720',
    'Halko, Martinsson and Tropp 2011, Finding structure with randomness, doi:10.1137/090771806',
    'Hotelling 1933, Analysis of a complex of statistical variables into principal components, doi:10.1037/h0071325',
  ],
  params,
  output: 'projection',
  stochastic: false,
  stages: [
    { name: 'Covariance', share: 0.6 },
    { name: 'Eigenvectors', share: 0.2 },
    { name: 'Projecting', share: 0.2 },
  ],
  requires: ({ rows }) =>
    rows >= 2 ? null : `PCA needs at least 2 items; found ${rows}. Open a file with more rows.`,
  estimate: ({ rows, cols }, { components }) => {
    const count = Math.min(components, rows, cols);
    const scores = (rows * cols * count) / 1.5e10;
    const subspace = cols > 2048 && rows > 2048;
    const width = 2 * count + 10;
    if (subspace)
      return {
        // 20 passes, as a rule.
        seconds: 0.1 + scores + (20 * rows * cols * width) / 5e9,
        bytes: 16 * width * (rows + 2 * cols) + 4 * rows * count,
      };
    const square = Math.min(rows, cols);
    // All eigenvectors take square^3, a few of them only products.
    const eigen = count > square / 8 ? square ** 3 / 1.8e8 : ((20 + count) * square ** 2) / 1e8;
    return {
      seconds: 0.05 + scores + (rows * cols * square) / 2e10 + eigen,
      bytes: 24 * square ** 2 + 4 * rows * count + 16 * cols * count,
    };
  },
};
