import { fromHalf } from '../../base/half.ts';

/**
 * The block types of ggml as float32, each product and sum rounded to float32 in the order of `dequantize_row_*` in
 * ggml-quants.c (no fused multiply-add), so that the results equal it bit for bit.
 *
 * A function reads the block that begins at `bytes[at]` and writes its numbers to `out[to]` and on.
 */
export type Dequantise = (bytes: Uint8Array, at: number, out: Float32Array, to: number) => void;

const { fround } = Math;

/** A float16 scale; every float16 is a float32. */
const half = (bytes: Uint8Array, at: number): number => fromHalf(bytes[at] | (bytes[at + 1] << 8));

const int8 = (byte: number): number => (byte << 24) >> 24;

const uint32 = (bytes: Uint8Array, at: number): number =>
  bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);

/** 32 numbers: a scale, 4 bits each (the low ones are the first 16 numbers), less 8. */
export const q4_0: Dequantise = (bytes, at, out, to) => {
  const d = half(bytes, at);
  for (let j = 0; j < 16; j++) {
    const q = bytes[at + 2 + j];
    out[to + j] = ((q & 15) - 8) * d;
    out[to + j + 16] = ((q >> 4) - 8) * d;
  }
};

/** As Q4_0, with a minimum in place of 8. */
export const q4_1: Dequantise = (bytes, at, out, to) => {
  const d = half(bytes, at);
  const m = half(bytes, at + 2);
  for (let j = 0; j < 16; j++) {
    const q = bytes[at + 4 + j];
    out[to + j] = fround((q & 15) * d) + m;
    out[to + j + 16] = fround((q >> 4) * d) + m;
  }
};

/** As Q4_0, with the fifth bits of all 32 numbers in a word of their own. */
export const q5_0: Dequantise = (bytes, at, out, to) => {
  const d = half(bytes, at);
  const high = uint32(bytes, at + 2);
  for (let j = 0; j < 16; j++) {
    const q = bytes[at + 6 + j];
    const first = (q & 15) | (((high >>> j) & 1) << 4);
    const second = (q >> 4) | (((high >>> (j + 16)) & 1) << 4);
    out[to + j] = (first - 16) * d;
    out[to + j + 16] = (second - 16) * d;
  }
};

/** As Q5_0, with a minimum in place of 16. */
export const q5_1: Dequantise = (bytes, at, out, to) => {
  const d = half(bytes, at);
  const m = half(bytes, at + 2);
  const high = uint32(bytes, at + 4);
  for (let j = 0; j < 16; j++) {
    const q = bytes[at + 8 + j];
    const first = (q & 15) | (((high >>> j) & 1) << 4);
    const second = (q >> 4) | (((high >>> (j + 16)) & 1) << 4);
    out[to + j] = fround(first * d) + m;
    out[to + j + 16] = fround(second * d) + m;
  }
};

/** 32 numbers: a scale and a signed byte each. */
export const q8_0: Dequantise = (bytes, at, out, to) => {
  const d = half(bytes, at);
  for (let j = 0; j < 32; j++) out[to + j] = int8(bytes[at + 2 + j]) * d;
};

/** 256 numbers of 2 bits in groups of 16, each with a scale and a minimum of 4 bits. */
export const q2_K: Dequantise = (bytes, at, out, to) => {
  const d = half(bytes, at + 80);
  const min = half(bytes, at + 82);
  for (let group = 0; group < 16; group++) {
    const scale = bytes[at + group];
    const dl = fround(d * (scale & 15));
    const ml = fround(min * (scale >> 4));
    const shift = group & 6; // two groups of 16 share a shift
    const q = at + 16 + 32 * (group >> 3) + 16 * (group & 1);
    for (let l = 0; l < 16; l++)
      out[to + 16 * group + l] = fround(dl * ((bytes[q + l] >> shift) & 3)) - ml;
  }
};

/** 256 numbers of 3 bits (the third apart) less 4, in groups of 16, each with a scale of 6 bits less 32. */
export const q3_K: Dequantise = (bytes, at, out, to) => {
  const d = half(bytes, at + 108);
  const scales = at + 96;
  for (let group = 0; group < 16; group++) {
    // The lower 4 bits: 8 bytes, low halves first. The upper 2: 4 bytes, 4 groups to each place.
    const low = (bytes[scales + (group & 7)] >> (group < 8 ? 0 : 4)) & 15;
    const upper = (bytes[scales + 8 + (group & 3)] >> (2 * (group >> 2))) & 3;
    const dl = fround(d * ((low | (upper << 4)) - 32));
    const shift = group & 6;
    const within = 16 * (group & 1);
    const q = at + 32 + 32 * (group >> 3) + within;
    const bit = group >> 1;
    for (let l = 0; l < 16; l++) {
      const less = (bytes[at + within + l] >> bit) & 1 ? 0 : 4;
      out[to + 16 * group + l] = dl * (((bytes[q + l] >> shift) & 3) - less);
    }
  }
};

/** Scale and minimum of group `j` of 8, 6 bits each, packed into 12 bytes. */
const scaleOf = (bytes: Uint8Array, at: number, j: number): number =>
  j < 4 ? bytes[at + j] & 63 : (bytes[at + j + 4] & 15) | ((bytes[at + j - 4] >> 6) << 4);
const minimumOf = (bytes: Uint8Array, at: number, j: number): number =>
  j < 4 ? bytes[at + j + 4] & 63 : (bytes[at + j + 4] >> 4) | ((bytes[at + j] >> 6) << 4);

/** 256 numbers of 4 bits in groups of 32, each with a scale and a minimum of 6 bits. */
export const q4_K: Dequantise = (bytes, at, out, to) => {
  const d = half(bytes, at);
  const min = half(bytes, at + 2);
  for (let group = 0; group < 8; group++) {
    const dl = fround(d * scaleOf(bytes, at + 4, group));
    const ml = fround(min * minimumOf(bytes, at + 4, group));
    const shift = group & 1 ? 4 : 0;
    const q = at + 16 + 32 * (group >> 1);
    for (let l = 0; l < 32; l++)
      out[to + 32 * group + l] = fround(dl * ((bytes[q + l] >> shift) & 15)) - ml;
  }
};

/** As Q4_K, with the fifth bits apart. */
export const q5_K: Dequantise = (bytes, at, out, to) => {
  const d = half(bytes, at);
  const min = half(bytes, at + 2);
  for (let group = 0; group < 8; group++) {
    const dl = fround(d * scaleOf(bytes, at + 4, group));
    const ml = fround(min * minimumOf(bytes, at + 4, group));
    const shift = group & 1 ? 4 : 0;
    const q = at + 48 + 32 * (group >> 1);
    for (let l = 0; l < 32; l++) {
      const fifth = ((bytes[at + 16 + l] >> group) & 1) << 4;
      out[to + 32 * group + l] = fround(dl * (((bytes[q + l] >> shift) & 15) + fifth)) - ml;
    }
  }
};

/** 256 numbers of 6 bits (4 and 2) less 32, in groups of 16, each with a signed byte as its scale. */
export const q6_K: Dequantise = (bytes, at, out, to) => {
  const d = half(bytes, at + 208);
  for (let group = 0; group < 16; group++) {
    const dl = fround(d * int8(bytes[at + 192 + group]));
    const part = (group >> 1) & 3; // of the 128 numbers of each half, 32 after 32
    const within = 16 * (group & 1);
    const low = at + 64 * (group >> 3) + 32 * (part & 1) + within;
    const high = at + 128 + 32 * (group >> 3) + within;
    const shift = part < 2 ? 0 : 4;
    for (let l = 0; l < 16; l++) {
      const q = ((bytes[low + l] >> shift) & 15) | (((bytes[high + l] >> (2 * part)) & 3) << 4);
      out[to + 16 * group + l] = dl * (q - 32);
    }
  }
};
