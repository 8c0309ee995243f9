import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Matrix } from '../src/math/kernels.ts';
import { createRng } from '../src/math/rng.ts';

/**
 * What Locus is measured on: GloVe `words` (341,479 x 100, most frequent first), `digits` (10,000 x 784) and a seeded
 * matrix that behaves like an embedding (`random`, 10,000 x 768).
 */
export type DataSet = 'words' | 'digits' | 'random';
export const ALL_WORDS = 341_479;

/** Cleared with the packages it is made from. */
export const CACHE = 'bench/node_modules/.cache/data';

/** Path of the data set as float32 .npy; made from the packages when it is not there yet. */
export function dataFile(name: DataSet): string {
  const path = resolve(CACHE, `${name}.npy`);
  if (!existsSync(path)) {
    console.error(`making ${name} ...`);
    // A process of its own: parsing 300 MB of JSON leaves a heap that would count in later measurements.
    execFileSync(process.execPath, ['bench/data/make.mjs', name, path], { stdio: 'inherit' });
  }
  return path;
}

/** The first `rows` rows, all without it. Nothing but the matrix is allocated. */
export function load(name: DataSet, rows?: number): Matrix {
  const file = openSync(dataFile(name), 'r');
  try {
    const preamble = Buffer.alloc(10);
    readSync(file, preamble, 0, 10, 0);
    const header = Buffer.alloc(preamble.readUInt16LE(8));
    readSync(file, header, 0, header.length, 10);
    const [, all, cols] = /\((\d+), (\d+)\)/.exec(header.toString('latin1'))!.map(Number);
    const taken = Math.min(rows ?? all!, all!);
    const data = new Float32Array(taken * cols!);
    readSync(file, data, 0, data.byteLength, 10 + header.length);
    return { data, rows: taken, cols: cols! };
  } finally {
    closeSync(file);
  }
}

/** Standard normals from seed 0. */
export function normals(rows: number, cols: number): Matrix {
  const rng = createRng(0);
  return { data: Float32Array.from({ length: rows * cols }, () => rng.normal()), rows, cols };
}
