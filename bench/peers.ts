import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The programs Locus is measured beside. They live in bench/node_modules and are loaded when the benchmark runs, so
 * that type check and build never need them.
 */

export interface Tfjs {
  readonly version: string;
  /**
   * The product of a rows x cols matrix with its transpose. With `transpose` matMul is told to transpose the second
   * factor, as one would call it for similarities; without, the transposed copy is made beforehand.
   */
  gram(values: Float32Array, rows: number, cols: number, transpose: boolean): TfjsGram;
}

export interface TfjsGram {
  /** Resolves to the first value once all are there. */
  multiply(): Promise<number>;
  dispose(): void;
}

export interface UmapJs {
  readonly version: string;
  fit(options: {
    /** Neighbours of each item, the item itself first. */
    readonly indices: readonly (readonly number[])[];
    readonly distances: readonly (readonly number[])[];
    readonly epochs: number;
    readonly components: number;
    readonly random: () => number;
  }): number[][];
}

export const openTfjs = (): Promise<Tfjs> => open<Tfjs>('tfjs');
export const openUmapJs = (): Promise<UmapJs> => open<UmapJs>('umap-js');

/** The benchmark is started in the project's root. */
async function open<T>(name: string): Promise<T> {
  const { href } = pathToFileURL(resolve('bench', 'peers', `${name}.mjs`));
  const peer = (await import(/* @vite-ignore */ href)) as { open(): Promise<T> };
  return peer.open();
}
