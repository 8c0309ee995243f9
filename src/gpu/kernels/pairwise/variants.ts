import type { WorkgroupLimits } from '../../device.ts';

/** One way to cut the score kernel into workgroups and threads. All give the same values. */
export interface ScoreVariant {
  readonly name: string;
  /** Threads of a workgroup along the columns and along the rows of its tile. */
  readonly threads: { readonly cols: number; readonly rows: number };
  /** Values that one thread computes along either side. */
  readonly registers: { readonly cols: number; readonly rows: number };
  /** vec4s of every row that a workgroup shares at a time; 0: each thread reads the rows itself, without barriers. */
  readonly depth: number;
}

/**
 * Small tiles for devices with small workgroups, the usual shapes of matrix products on a GPU, and one without workgroup
 * memory for devices where barriers cost more than loads (software adapters, some integrated ones).
 */
export const SCORE_VARIANTS: readonly ScoreVariant[] = [
  variant('shared 64 x 64', [16, 16], [4, 4], 4),
  variant('shared 128 x 64', [16, 16], [4, 8], 4),
  variant('shared 32 x 32', [8, 8], [4, 4], 4),
  variant('direct 64 x 64', [8, 8], [8, 8], 0),
];

function variant(
  name: string,
  [threadCols, threadRows]: readonly [number, number],
  [cols, rows]: readonly [number, number],
  depth: number,
): ScoreVariant {
  return {
    name,
    threads: { cols: threadCols, rows: threadRows },
    registers: { cols, rows },
    depth,
  };
}

/** Values along either side of the tile that a workgroup computes. */
export interface Tile {
  readonly cols: number;
  readonly rows: number;
}

export function tileOf({ threads, registers }: ScoreVariant): Tile {
  return { cols: threads.cols * registers.cols, rows: threads.rows * registers.rows };
}

/** vec4s between one depth and the next of a tile side of so many lines: one more, so that they use other banks. */
export const pitchOf = (lines: number): number => lines + 1;

/** The variants that keep to the limits of the device. */
export function variantsWithin(limits: WorkgroupLimits): ScoreVariant[] {
  return SCORE_VARIANTS.filter((candidate) => {
    const { cols, rows } = tileOf(candidate);
    const bytes = candidate.depth * (pitchOf(cols) + pitchOf(rows)) * 16;
    const threads = candidate.threads.cols * candidate.threads.rows;
    return bytes <= limits.workgroupBytes && threads <= limits.workgroupThreads;
  });
}
