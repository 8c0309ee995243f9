export interface Curve {
  readonly a: number;
  readonly b: number;
}

const SAMPLES = 300;

/**
 * Fits 1 / (1 + a r^(2b)) to UMAP's target membership: 1 below `minDist`, exp(-(r - minDist) / spread) beyond, at 300
 * points on [0, 3 spread], by least squares (Levenberg-Marquardt from a = b = 1), as umap-learn's find_ab_params.
 */
export function fitCurve(minDist: number, spread: number): Curve {
  const r = Array.from({ length: SAMPLES }, (_, i) => (3 * spread * i) / (SAMPLES - 1));
  const target = r.map((x) => (x < minDist ? 1 : Math.exp(-(x - minDist) / spread)));
  let curve: Curve = { a: 1, b: 1 };
  let error = squaredError(curve, r, target);
  let damping = 1e-3;
  for (let iteration = 0; iteration < 200 && damping < 1e12; iteration++) {
    const next = step(curve, r, target, damping);
    const nextError = squaredError(next, r, target);
    if (!(nextError < error)) {
      damping *= 10;
      continue;
    }
    const settled = error - nextError < 1e-15 * error;
    curve = next;
    error = nextError;
    damping /= 10;
    if (settled) break;
  }
  return curve;
}

const value = ({ a, b }: Curve, r: number): number => 1 / (1 + a * r ** (2 * b));

function squaredError(curve: Curve, r: readonly number[], target: readonly number[]): number {
  return r.reduce((sum, x, i) => sum + (value(curve, x) - target[i]!) ** 2, 0);
}

/** One damped Gauss-Newton step: solves the 2 x 2 normal equations. */
function step(
  curve: Curve,
  r: readonly number[],
  target: readonly number[],
  damping: number,
): Curve {
  let [aa, ab, bb, ga, gb] = [0, 0, 0, 0, 0];
  r.forEach((x, i) => {
    if (x === 0) return;
    const y = value(curve, x);
    const power = x ** (2 * curve.b);
    const da = -y * y * power;
    const db = -y * y * curve.a * power * 2 * Math.log(x);
    const residual = target[i]! - y;
    aa += da * da;
    ab += da * db;
    bb += db * db;
    ga += da * residual;
    gb += db * residual;
  });
  aa *= 1 + damping;
  bb *= 1 + damping;
  const determinant = aa * bb - ab * ab;
  return {
    a: curve.a + (ga * bb - gb * ab) / determinant,
    b: curve.b + (gb * aa - ga * ab) / determinant,
  };
}
