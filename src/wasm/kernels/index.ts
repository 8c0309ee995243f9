// What the module exports. No garbage-collected objects: the host places every array in the exported memory.

export { packRows, panelNorms, readThresholds, scanPanels, sortHeaps } from './pairwise';
export { listedPairs } from './listed';
export { meetCell } from './cells';
export { pairValues, storeValues, countValues, addValues } from './pairs';
export { packCentred, addProducts } from './covariance';
export { packCentredRows, projectPanels, packCentredColumns, addWeighted } from './project';
export { layoutTableBytes, layoutTables, layoutBatch, layoutEpoch } from './layout';

/** First free byte after the static data. */
export function heapBase(): usize {
  return __heap_base;
}
