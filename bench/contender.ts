import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Matrix } from '../src/math/kernels.ts';

/**
 * A program that is measured: Locus or a peer. Each has the abilities it has. Metric is cosine; values given and found
 * are those of a caller who holds one row-major array, so that what a library wants instead is made on its own time.
 */
export interface Contender {
  /** With version. */
  readonly name: string;
  /** rows x k indices of the nearest other rows. Peers search in the one way they have. */
  neighbours?(x: Matrix, k: number, search: 'exact' | 'approximate'): Awaitable<Uint32Array>;
  /** UMAP in two dimensions, k = 15, neighbours included: rows x 2 coordinates. */
  umap?(x: Matrix, options: UmapOptions): Awaitable<Float32Array>;
  /** UMAP in two dimensions from neighbours that are given. */
  layout?(neighbours: Neighbours, options: Required<UmapOptions>): Awaitable<Float32Array>;
  /** The first `count` principal components. */
  components?(x: Matrix, count: number): Awaitable<Components>;
  close?(): void;
}

export interface UmapOptions {
  readonly seed: number;
  /** The contender's own rule when left out. */
  readonly epochs?: number;
}

export interface Neighbours {
  readonly k: number;
  /** rows x k, nearest first, without the item itself. */
  readonly indices: Uint32Array;
  readonly distances: Float64Array;
}

export interface Components {
  /** Of the centred matrix, falling. */
  readonly singularValues: Float64Array;
  /** count x cols unit rows, each up to its sign. */
  readonly axes: Float64Array;
}

type Awaitable<T> = T | Promise<T>;

export type PeerId = 'umap-js' | 'embedding-atlas' | 'druidjs' | 'ml-matrix';

/**
 * The programs Locus is measured beside live in bench/node_modules and are loaded when the benchmark runs, so that type
 * check and build never need them. The benchmark is started in the project's root.
 */
export const openPeer = (id: PeerId): Promise<Contender> =>
  loadPeer<{ open(): Awaitable<Contender> }>(id).then((peer) => peer.open());

export async function loadPeer<T>(name: string): Promise<T> {
  const { href } = pathToFileURL(resolve('bench', 'peers', `${name}.mjs`));
  return (await import(/* @vite-ignore */ href)) as T;
}
