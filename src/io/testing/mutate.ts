import { createRng, type Rng } from '../../math/rng.ts';

/** Numbers that lengths, counts and offsets of damaged files like to have. */
const LENGTHS: readonly bigint[] = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0xffffffffn,
  1n << 40n,
  (1n << 63n) - 1n,
  (1n << 64n) - 1n,
];

/**
 * A damaged copy of a file: cut short, bits flipped, lengths grown, stretches moved, doubled or taken from another file.
 * The same for the same seed.
 */
export function mutate(file: Uint8Array, other: Uint8Array, seed: number): Uint8Array {
  const rng = createRng(seed);
  let bytes: Uint8Array = file.slice();
  const times = 1 + rng.integer(4);
  for (let i = 0; i < times; i++) bytes = DAMAGES[rng.integer(DAMAGES.length)]!(bytes, other, rng);
  return bytes;
}

type Damage = (bytes: Uint8Array, other: Uint8Array, rng: Rng) => Uint8Array;

/** Headers lie at the beginning, as a rule: half of all damage is done there. */
const place = (bytes: Uint8Array, rng: Rng): number =>
  rng.integer(Math.max(1, rng.integer(2) ? bytes.length : Math.min(bytes.length, 512)));

const cut: Damage = (bytes, _, rng) => bytes.slice(0, rng.integer(bytes.length + 1));

const flip: Damage = (bytes, _, rng) => {
  for (let n = 1 + rng.integer(8); n > 0; n--) {
    const at = place(bytes, rng);
    if (at < bytes.length) bytes[at]! ^= 1 << rng.integer(8);
  }
  return bytes;
};

const overwrite: Damage = (bytes, _, rng) => {
  const at = place(bytes, rng);
  if (at < bytes.length) bytes[at] = rng.integer(256);
  return bytes;
};

const grow: Damage = (bytes, _, rng) => {
  const value = LENGTHS[rng.integer(LENGTHS.length)]!;
  const size = [1, 2, 4, 8][rng.integer(4)]!;
  const at = place(bytes, rng);
  const isLittle = rng.integer(4) > 0;
  for (let i = 0; i < size && at + i < bytes.length; i++) {
    const shift = BigInt(8 * (isLittle ? i : size - 1 - i));
    bytes[at + i] = Number((value >> shift) & 0xffn);
  }
  return bytes;
};

/** Digits in headers of text. */
const regrow: Damage = (bytes, _, rng) => {
  const start = place(bytes, rng);
  for (let at = start; at < bytes.length && at < start + 200; at++) {
    if (bytes[at]! < 48 || bytes[at]! > 57) continue;
    bytes[at] = 48 + rng.integer(10);
    if (rng.integer(2)) return splice(bytes, at, 0, new TextEncoder().encode('99999999'));
    return bytes;
  }
  return bytes;
};

const remove: Damage = (bytes, _, rng) =>
  splice(bytes, place(bytes, rng), 1 + rng.integer(16), new Uint8Array());

const double: Damage = (bytes, _, rng) => {
  const from = place(bytes, rng);
  return splice(bytes, from, 0, bytes.slice(from, from + 1 + rng.integer(64)));
};

const transplant: Damage = (bytes, other, rng) => {
  const from = place(other, rng);
  const part = other.slice(from, from + 1 + rng.integer(64));
  return splice(bytes, place(bytes, rng), rng.integer(2) ? part.length : 0, part);
};

const DAMAGES: readonly Damage[] = [
  cut,
  flip,
  overwrite,
  grow,
  grow,
  regrow,
  remove,
  double,
  transplant,
];

function splice(bytes: Uint8Array, at: number, taken: number, put: Uint8Array): Uint8Array {
  const rest = bytes.subarray(Math.min(bytes.length, at + taken));
  const result = new Uint8Array(at + put.length + rest.length);
  result.set(bytes.subarray(0, at));
  result.set(put, at);
  result.set(rest, at + put.length);
  return result;
}
