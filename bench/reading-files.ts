import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parquetParts } from '../src/io/export/parquet.ts';
import { CACHE, normals } from './data.ts';

/** The files that reading is measured on: standard normals, but for the models and `tenth`, which tools/large/files.mjs makes. */
export type ReadingFile = 'csv' | 'npy' | 'parquet' | 'safetensors' | 'gguf' | 'tenth';

const NAMES: Readonly<Record<ReadingFile, string>> = {
  csv: 'normals-100.csv',
  npy: 'normals-768.npy',
  parquet: 'normals-384.parquet',
  safetensors: 'model.safetensors',
  gguf: 'model.gguf',
  tenth: 'tenth.npy',
};

const ROWS = 100_000;

const MAKERS: Readonly<Record<ReadingFile, (path: string) => unknown>> = {
  csv: (path) => write(path, csvParts(100)),
  npy: (path) => write(path, npyParts(768)),
  parquet: async (path) => {
    const vectors = { name: 'vector', ...normals(ROWS, 384) };
    await write(path, parquetParts({ columns: [], vectors }));
  },
  safetensors: () => large('safetensors'),
  gguf: () => large('gguf'),
  tenth: () => large('npy'),
};

/** Path of a file; made when it is not there yet. */
export async function readingFile(kind: ReadingFile): Promise<string> {
  const folder = resolve(CACHE);
  const path = join(folder, NAMES[kind]);
  if (existsSync(path)) return path;
  console.error(`making ${NAMES[kind]} ...`);
  mkdirSync(folder, { recursive: true });
  await MAKERS[kind](path);
  return path;
}

function large(kind: string): void {
  execFileSync(process.execPath, ['tools/large/files.mjs', CACHE, kind], { stdio: 'inherit' });
}

/** Under another name until it is whole. */
async function write(
  path: string,
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = openSync(`${path}.part`, 'w');
  try {
    for await (const part of parts) writeSync(file, part);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.part`, path);
}

function* csvParts(cols: number): Generator<Uint8Array> {
  const { data } = normals(ROWS, cols);
  const names = Array.from({ length: cols }, (_, col) => `dim_${col}`);
  yield Buffer.from(`${names.join(',')}\n`);
  for (let row = 0; row < ROWS; row++) {
    const values = Array.from(data.subarray(row * cols, (row + 1) * cols), (v) => v.toFixed(6));
    yield Buffer.from(`${values.join(',')}\n`);
  }
}

function* npyParts(cols: number): Generator<Uint8Array> {
  const said = `{'descr': '<f4', 'fortran_order': False, 'shape': (${ROWS}, ${cols}), }`;
  yield Buffer.from(`\x93NUMPY\x01\x00\x76\x00${said.padEnd(117)}\n`, 'latin1');
  yield new Uint8Array(normals(ROWS, cols).data.buffer);
}
