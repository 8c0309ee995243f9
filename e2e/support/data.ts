/** Files for the tests, made on the spot: nothing here is read from a disk. */

export interface Upload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A float32 .npy file (format version 1, C order). */
export function npy(name: string, rows: number, cols: number, values: Float32Array): Upload {
  return {
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.concat([npyHeader(`(${rows}, ${cols})`), Buffer.from(values.buffer)]),
  };
}

export function npyHeader(shape: string, descr = '<f4'): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11, ' ') + '\n';
  const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0, 0]);
  head.writeUInt16LE(padded.length, 8);
  return Buffer.concat([head, Buffer.from(padded, 'latin1')]);
}

export const text = (name: string, content: string): Upload => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(content),
});

/** A small linear congruential generator: the files are the same in every run. */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296 - 0.5;
  };
}

export const KINDS = ['alpha', 'beta', 'gamma'] as const;

/** Three well separated groups; item i belongs to group i mod 3 and is called `item<i>`. */
export function groups(
  rows = 600,
  cols = 24,
): { vectors: Upload; table: Upload; values: Float32Array } {
  const random = noise(7);
  const centres = KINDS.map(() => Float32Array.from({ length: cols }, () => 4 * random()));
  const values = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) values[i * cols + j] = centres[i % 3]![j]! + random();
  }
  const lines = Array.from(
    { length: rows },
    (_, i) => `item${i},${KINDS[i % 3]},${(i / 10).toFixed(1)}`,
  );
  return {
    vectors: npy('groups.npy', rows, cols, values),
    table: text('groups.csv', `id,kind,weight\n${lines.join('\n')}\n`),
    values,
  };
}

/** Cosine neighbours of one row in float64 by brute force, nearest first, ties by the smaller index. */
export function bruteForce(values: Float32Array, cols: number, item: number, k: number): number[] {
  const rows = values.length / cols;
  const norm = (i: number): number => {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += values[i * cols + j]! ** 2;
    return Math.sqrt(sum);
  };
  const scored = Array.from({ length: rows }, (_, i) => {
    let dot = 0;
    for (let j = 0; j < cols; j++) dot += values[item * cols + j]! * values[i * cols + j]!;
    return { i, distance: 1 - dot / (norm(i) * norm(item)) };
  }).filter(({ i }) => i !== item);
  scored.sort((a, b) => a.distance - b.distance || a.i - b.i);
  return scored.slice(0, k).map(({ i }) => i);
}
