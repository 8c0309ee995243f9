/** What of a format's testdata the page opens in e2e, and the rows and columns that it must show. */
export interface Fixture {
  /** In the folder `testdata` of the format; dropped together. */
  readonly files: readonly string[];
  readonly rows: number;
  readonly columns: number;
}

/** One for every format with a reader; those that only accompany vectors (images) have tests of their own. */
export const FIXTURES: Readonly<Record<string, Fixture>> = {
  arrow: { files: ['batches.arrow'], rows: 60, columns: 8 },
  csv: { files: ['semicolon.csv'], rows: 5, columns: 4 },
  gguf: { files: ['Q8_0.gguf'], rows: 8, columns: 64 },
  hdf5: { files: ['dense.h5ad'], rows: 8, columns: 6 },
  json: { files: ['openai.json'], rows: 2, columns: 3 },
  mat: { files: ['float64-packed.mat'], rows: 7, columns: 5 },
  npy: { files: ['float16-le.npy'], rows: 7, columns: 6 },
  npz: { files: ['layers.npz'], rows: 7, columns: 6 },
  parquet: { files: ['list-float32.parquet'], rows: 12, columns: 6 },
  sae: {
    files: ['dictionary-auto-encoder/ae.pt', 'dictionary-auto-encoder/config.json'],
    rows: 14,
    columns: 6,
  },
  raw: { files: ['vectors_12x5.bytes'], rows: 12, columns: 5 },
  safetensors: { files: ['bfloat16.safetensors'], rows: 7, columns: 6 },
  'tf-projector': {
    files: [
      'metadata/projector_config.json',
      'metadata/tensors.bytes',
      'metadata/words_and_kinds.tsv',
    ],
    rows: 12,
    columns: 5,
  },
  torch: { files: ['checkpoint.ckpt'], rows: 7, columns: 6 },
  'word-vectors': { files: ['glove.txt'], rows: 12, columns: 10 },
};
