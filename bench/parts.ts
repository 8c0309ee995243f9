import { bigMap } from './lines/big-map.ts';
import { cancel } from './lines/cancel.ts';
import { gpu } from './lines/gpu.ts';
import { growth } from './lines/growth.ts';
import { innerProducts } from './lines/inner-products.ts';
import { layout } from './lines/layout.ts';
import { memory } from './lines/memory.ts';
import { neighbours } from './lines/neighbours.ts';
import { page } from './lines/page.ts';
import { pca } from './lines/pca.ts';
import { readingPart } from './lines/reading.ts';
import { threads } from './lines/threads.ts';
import { umap } from './lines/umap.ts';
import type { Part } from './part.ts';

/** In the order they run and stand in the table. */
export const PARTS: Readonly<Record<string, Part>> = {
  'inner-products': innerProducts,
  threads,
  neighbours,
  umap,
  layout,
  pca,
  gpu,
  cancel,
  memory,
  growth,
  page,
  reading: readingPart,
  'big-map': bigMap,
};
