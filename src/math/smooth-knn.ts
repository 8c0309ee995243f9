import { NO_CONTROL, type Control } from '../base/control.ts';
import { createPace } from './pace.ts';
import { sum } from './stats.ts';

export interface SmoothKnn {
  /** Distance to the nearest neighbour that does not coincide with the item; 0 when all do. */
  readonly rho: Float64Array;
  /** Width of each item's membership function. */
  readonly sigma: Float64Array;
}

/** Newton's method on a convex function needs few steps; the last ones change nothing. */
const STEPS = 50;
/** Of the sum that is sought. umap-learn bisects to 1e-5. */
const TOLERANCE = 1e-9;
/** A width never falls under this part of the mean distance. */
const SMALLEST_WIDTH = 1e-3;

/**
 * UMAP's local scales: sigma is such that sum_j exp(-max(0, d_ij - rho_i) / sigma_i) over the others equals log2(k),
 * where k = others + 1 counts the item itself (McInnes, Healy and Melville 2018, algorithm 3; umap-learn 0.5
 * smooth_knn_dist with local_connectivity 1).
 *
 * @param distances rows x others, rising in each row, without the item itself
 * @param localConnectivity 0 leaves rho at 0: for items whose nearest neighbour is no certain one (umap-learn's transform)
 */
export async function smoothKnn(
  distances: Float64Array,
  rows: number,
  control: Control = NO_CONTROL,
  localConnectivity: 0 | 1 = 1,
): Promise<SmoothKnn> {
  const others = distances.length / rows;
  const target = Math.log2(others + 1);
  // Means count the item's own distance 0, as umap-learn does.
  const overallMean = sum(distances) / (rows * (others + 1));
  const rho = new Float64Array(rows);
  const sigma = new Float64Array(rows);
  const pace = createPace(control, 'Local scales');
  for (let i = 0; i < rows; i++) {
    const row = distances.subarray(i * others, (i + 1) * others);
    const nearest = row.find((d) => d > 0) ?? 0;
    rho[i] = localConnectivity * nearest;
    const mean = nearest > 0 ? sum(row) / (others + 1) : overallMean;
    sigma[i] = Math.max(width(row, rho[i]!, target), SMALLEST_WIDTH * mean);
    if (pace.due()) await pace.rest(i, rows);
  }
  return { rho, sigma };
}

/**
 * The sigma at which the memberships of a row add up to `target`; 0 when they add up to more at any width.
 *
 * Their sum as a function of beta = 1 / sigma is convex and falls from the number of others, so that Newton's steps from
 * beta = 0 rise towards the root and never pass it.
 */
function width(row: Float64Array, rho: number, target: number): number {
  let beta = 0;
  for (let step = 0; step < STEPS; step++) {
    let total = 0;
    let slope = 0;
    for (const d of row) {
      const beyond = Math.max(0, d - rho);
      const value = Math.exp(-beta * beyond);
      total += value;
      slope += beyond * value;
    }
    if (total - target < TOLERANCE) break;
    // Infinite where the slope is 0, or as good as 0: those at rho alone are more than the target.
    const further = (total - target) / slope;
    if (further === Infinity) return 0;
    beta += further;
  }
  // With one neighbour any width will do.
  return beta > 0 ? 1 / beta : 1;
}

/** How far an item takes another at distance d for its neighbour, in (0, 1]. */
export function membership(d: number, rho: number, sigma: number): number {
  return d <= rho || sigma === 0 ? 1 : Math.exp(-(d - rho) / sigma);
}
