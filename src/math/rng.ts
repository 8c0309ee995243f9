/** The one source of randomness: seeded, the same in every engine and on every machine. */

export interface Rng {
  /** Uniform in [0, 1), 32 random bits. */
  next(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer in 0..n-1. */
  integer(n: number): number;
}

/** sfc32 (Chris Doty-Humphrey, PractRand), seeded through `hash32` and warmed up. */
export function createRng(seed: number): Rng {
  let a = hash32(seed >>> 0);
  let b = hash32(a ^ 0x9e3779b9);
  let c = hash32(b ^ 0x85ebca6b);
  let counter = 1;
  const bits = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) bits();
  const next = (): number => bits() / 4294967296;
  return {
    next,
    integer: (n) => Math.floor(next() * n),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/**
 * One 32-bit mixing round ("lowbias32", Chris Wellons, hash-prospector). The WGSL and AssemblyScript kernels
 * carry the same function, so that negative samples agree on every backend.
 */
export function hash32(x: number): number {
  x = x | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return x >>> 0;
}

/** Negative sample `s` of edge `edge` in `epoch`: an item index in 0..n-1. Same formula in every backend. */
export function negativeSample(
  seed: number,
  edge: number,
  epoch: number,
  s: number,
  n: number,
): number {
  const key = hash32((seed ^ Math.imul(epoch, 0x9e3779b1)) | 0);
  return hash32((hash32((key ^ edge) | 0) + s) | 0) % n;
}
