// Files of gigabytes that take some megabytes of disk: all but one matrix is a hole.
// node tools/large/files.mjs FOLDER [safetensors] [gguf] [npy]
import { Buffer } from 'node:buffer';
import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The matrix in the middle of a model. */
export const EMBEDDING = { rows: 50_000, cols: 256 };
/** Around it: matrices of 1,024 x 1,024 float16 each, together 4 GiB. */
export const OTHERS = 2048;
const OTHER_SIDE = 1024;
const OTHER_BYTES = 2 * OTHER_SIDE * OTHER_SIDE;
const GROUPS = 8;

/** 32 bits from a number, well mixed (the finaliser of MurmurHash3). */
function mixed(seed) {
  let x = seed | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Value of the embedding in units of 1/32, from -127 to 127: eight groups of rows with noise about their centres. */
function step(row, col) {
  const centre = (mixed(1 + (row % GROUPS) * 65_536 + col) % 129) - 64;
  const noise = (mixed(0x9e3779b9 + row * 1024 + col) % 127) - 63;
  return centre + noise;
}

/** What every reader has to find: all of these values are exact in float16, float32 and Q8_0. */
export const valueAt = (row, col) => step(row, col) / 32;

/** Bits of the float16 of a multiple of 1/32 below 4. */
function half(steps) {
  if (steps === 0) return 0;
  const magnitude = Math.abs(steps);
  const exponent = Math.floor(Math.log2(magnitude));
  const mantissa = (magnitude - 2 ** exponent) * 2 ** (10 - exponent);
  return (steps < 0 ? 0x8000 : 0) | ((exponent - 5 + 15) << 10) | mantissa;
}

/** Of a row of the embedding, by the type of the numbers: how many bytes it takes, and how it is written. */
const ROWS = {
  F32: {
    bytes: 4 * EMBEDDING.cols,
    write(target, at, row) {
      for (let col = 0; col < EMBEDDING.cols; col++)
        target.writeFloatLE(valueAt(row, col), at + 4 * col);
    },
  },
  F16: {
    bytes: 2 * EMBEDDING.cols,
    write(target, at, row) {
      for (let col = 0; col < EMBEDDING.cols; col++)
        target.writeUInt16LE(half(step(row, col)), at + 2 * col);
    },
  },
  // Blocks of 32: a float16 scale, here 1/32, and 32 int8.
  Q8_0: {
    bytes: (34 * EMBEDDING.cols) / 32,
    write(target, at, row) {
      for (let col = 0; col < EMBEDDING.cols; col++) {
        const block = at + 34 * (col >> 5);
        if (col % 32 === 0) target.writeUInt16LE(half(1), block);
        target.writeInt8(step(row, col), block + 2 + (col % 32));
      }
    },
  },
};

/** Bytes of the embedding in the file. */
export const embeddingBytes = (type) => EMBEDDING.rows * ROWS[type].bytes;

function embedding(type) {
  const { bytes, write } = ROWS[type];
  const all = Buffer.alloc(EMBEDDING.rows * bytes);
  for (let row = 0; row < EMBEDDING.rows; row++) write(all, row * bytes, row);
  return all;
}

/** A file of `size` bytes with holes wherever no part lies. */
function writeSparse(path, size, parts) {
  const file = openSync(path, 'w');
  try {
    ftruncateSync(file, size);
    for (const { at, bytes } of parts) writeSync(file, bytes, 0, bytes.length, at);
  } finally {
    closeSync(file);
  }
}

/** A float32 or float16 embedding between 2,048 other tensors: `model.embed_tokens.weight`. */
export function writeSafetensors(path, type = 'F32') {
  const header = { __metadata__: { format: 'pt' } };
  let end = 0;
  const add = (name, dtype, shape, bytes) => {
    header[name] = { dtype, shape, data_offsets: [end, (end += bytes)] };
  };
  const others = (from, to) => {
    for (let i = from; i < to; i++)
      add(`model.layers.${i}.mlp.weight`, 'F16', [OTHER_SIDE, OTHER_SIDE], OTHER_BYTES);
  };
  others(0, OTHERS / 2);
  const before = end;
  const { rows, cols } = EMBEDDING;
  add('model.embed_tokens.weight', type, [rows, cols], embeddingBytes(type));
  others(OTHERS / 2, OTHERS);
  const json = JSON.stringify(header);
  // As the library does: the numbers begin at a multiple of 8.
  const text = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const lead = Buffer.alloc(8);
  lead.writeBigUInt64LE(BigInt(text.length));
  const start = 8 + text.length;
  writeSparse(path, start + end, [
    { at: 0, bytes: Buffer.concat([lead, text]) },
    { at: start + before, bytes: embedding(type) },
  ]);
}

/** Ids of ggml_type, gguf.md. */
const GGML = { F32: 0, F16: 1, Q8_0: 8 };

const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text = (value) => {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
};
const STRING = 8;
const texts = (values) =>
  Buffer.concat([u32(9), u32(STRING), u64(values.length), ...values.map(text)]);

/** Token of row i of the GGUF files. */
export const tokenOf = (row) => `token${row}`;

/** An embedding behind 2,048 other tensors, `token_embd.weight`, with its vocabulary and merges. */
export function writeGguf(path, type = 'Q8_0') {
  const { rows, cols } = EMBEDDING;
  const tokens = Array.from({ length: rows }, (_, row) => tokenOf(row));
  const keys = [
    [text('general.architecture'), u32(STRING), text('llama')],
    [text('tokenizer.ggml.model'), u32(STRING), text('gpt2')],
    [text('tokenizer.ggml.tokens'), texts(tokens)],
    [text('tokenizer.ggml.merges'), texts(tokens.map((token) => `${token} x`))],
  ];
  const infos = Array.from({ length: OTHERS }, (_, i) => [
    ...[text(`blk.${i}.ffn_up.weight`), u32(2), u64(OTHER_SIDE), u64(OTHER_SIDE)],
    ...[u32(GGML.F16), u64(i * OTHER_BYTES)],
  ]);
  const before = OTHERS * OTHER_BYTES;
  infos.push([
    ...[text('token_embd.weight'), u32(2), u64(cols), u64(rows)],
    ...[u32(GGML[type]), u64(before)],
  ]);
  const lead = [Buffer.from('GGUF'), u32(3), u64(infos.length), u64(keys.length)];
  const header = Buffer.concat([...lead, ...keys.flat(), ...infos.flat()]);
  const start = Math.ceil(header.length / 32) * 32;
  writeSparse(path, start + before + embeddingBytes(type), [
    { at: 0, bytes: header },
    { at: start + before, bytes: embedding(type) },
  ]);
}

/** A float32 npy of 1 GiB in which every tenth row is written and the rest is holes. */
export const SPARSE_NPY = { rows: 349_526, cols: 768, step: 10 };

/** Value of a written row of that file. */
export const npyValueAt = (row, col) => step(row, col % 512) / 32 + col / 1024;

export function writeNpy(path, { rows, cols, step: every } = SPARSE_NPY) {
  const said = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${cols}), }`;
  const header = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${said.padEnd(117)}\n`, 'latin1');
  const values = new Float32Array(cols);
  const bytes = Buffer.from(values.buffer);
  const file = openSync(path, 'w');
  try {
    ftruncateSync(file, header.length + 4 * rows * cols);
    writeSync(file, header, 0, header.length, 0);
    for (let row = 0; row < rows; row += every) {
      for (let col = 0; col < cols; col++) values[col] = npyValueAt(row, col);
      writeSync(file, bytes, 0, bytes.length, header.length + row * bytes.length);
    }
  } finally {
    closeSync(file);
  }
}

const MAKERS = {
  safetensors: (folder) => writeSafetensors(join(folder, 'model.safetensors')),
  gguf: (folder) => writeGguf(join(folder, 'model.gguf')),
  npy: (folder) => writeNpy(join(folder, 'tenth.npy')),
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder = '.', ...kinds] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  for (const kind of kinds.length > 0 ? kinds : Object.keys(MAKERS)) MAKERS[kind](folder);
}
