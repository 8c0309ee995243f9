import type { Lens } from './camera.ts';

/** Where the items are: on their way from `from` to `to`, `t` of the way. Both rows x 3 map units. */
export interface Passage {
  readonly from: Float32Array;
  readonly to: Float32Array;
  readonly t: number;
}

/** The place of one item in map units. */
export function placeOf(passage: Passage, item: number): [number, number, number] {
  const { from, to, t } = passage;
  const at = (i: number): number => from[i]! + (to[i]! - from[i]!) * t;
  return [at(item * 3), at(item * 3 + 1), at(item * 3 + 2)];
}

/**
 * Places of all items on the screen, in one pass.
 * @param reachable whether item i can be pointed at
 * @returns xy (CSS pixels, 2 per item) and depth (smaller is nearer); xy is NaN for an item out of reach or cut off
 */
export function projectAll(
  passage: Passage,
  lens: Lens,
  pane: { readonly width: number; readonly height: number },
  reachable: (item: number) => boolean,
): { xy: Float32Array; depth: Float32Array } {
  const rows = passage.to.length / 3;
  const xy = new Float32Array(rows * 2).fill(NaN);
  const depth = new Float32Array(rows);
  const m = lens.matrix;
  const { from, to, t } = passage;
  for (let i = 0; i < rows; i++) {
    if (!reachable(i)) continue;
    const x = from[3 * i]! + (to[3 * i]! - from[3 * i]!) * t;
    const y = from[3 * i + 1]! + (to[3 * i + 1]! - from[3 * i + 1]!) * t;
    const z = from[3 * i + 2]! + (to[3 * i + 2]! - from[3 * i + 2]!) * t;
    const w = m[3]! * x + m[7]! * y + m[11]! * z + m[15]!;
    const cz = m[2]! * x + m[6]! * y + m[10]! * z + m[14]!;
    if (!(cz >= -w)) continue;
    const cx = m[0]! * x + m[4]! * y + m[8]! * z + m[12]!;
    const cy = m[1]! * x + m[5]! * y + m[9]! * z + m[13]!;
    xy[2 * i] = (0.5 + cx / w / 2) * pane.width;
    xy[2 * i + 1] = (0.5 - cy / w / 2) * pane.height;
    depth[i] = cz / w;
  }
  return { xy, depth };
}
