/**
 * Writes a float32 test matrix that behaves like an embedding: a low-rank part with a decaying spectrum around
 * a mean that is not zero, plus noise. The same arguments give the same bytes.
 *   node tools/samples/make-random.mjs OUT.npy [rows = 10000] [cols = 768] [seed = 0]
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { encodeNpy } from './npy.mjs';

const RANK = 48;
const NOISE = 0.05;
const MEAN = 0.3;

/**
 * x[i][j] = mean[j] + sum over c of (c + 1)^-0.7 z[i][c] w[c][j] / sqrt(RANK) + noise, all factors normal.
 * @returns {Float32Array} rows x cols
 */
export function randomMatrix(rows, cols, seed) {
  const normal = normals(seed);
  const fill = (length, scale) => Float64Array.from({ length }, () => scale * normal());
  const mean = fill(cols, MEAN);
  const scales = Array.from({ length: RANK }, (_, c) => (c + 1) ** -0.7 / Math.sqrt(RANK));
  const directions = scales.map((scale) => fill(cols, scale));
  const values = new Float32Array(rows * cols);
  const row = new Float64Array(cols);
  for (let i = 0; i < rows; i++) {
    row.set(mean);
    for (const direction of directions) {
      const z = normal();
      for (let j = 0; j < cols; j++) row[j] += z * direction[j];
    }
    for (let j = 0; j < cols; j++) values[i * cols + j] = row[j] + NOISE * normal();
  }
  return values;
}

/** Standard normals: mulberry32 (Tommy Ettinger) through Box and Muller, both values of each pair used. */
function normals(seed) {
  let state = seed | 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  let spare;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [path, rows = '10000', cols = '768', seed = '0'] = process.argv.slice(2);
  if (!path) throw new Error('Say where to write: make-random.mjs OUT.npy [rows] [cols] [seed]');
  const values = randomMatrix(Number(rows), Number(cols), Number(seed));
  writeFileSync(path, encodeNpy(values, Number(rows), Number(cols)));
}
