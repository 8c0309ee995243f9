import type { CameraState } from '../../state/workspace.ts';

/**
 * The camera of the map, as arithmetic on plain values. All lengths are in *map units*: `frame.ts` moves the
 * points so that their cloud is centred on the origin with radius 1, whatever the units of the projection.
 */

/** The camera as the controls turn it; links store it as `CameraState`. */
export interface MapCamera {
  /** What the camera turns about and looks at, in map units. */
  readonly target: readonly [number, number, number];
  /** Turn about the vertical axis in degrees, 0..360; 0 looks along -z, with x to the right. */
  readonly azimuth: number;
  /** Height of the eye over the x-z plane in degrees, -90..90. */
  readonly elevation: number;
  /** Length seen across the shorter side of the pane at the target, in map units. */
  readonly extent: number;
}

/** A camera together with the pane it looks into. */
export interface View {
  readonly camera: MapCamera;
  /** 0: perspective from the camera's angle (3-D). 1: orthographic from straight above (2-D). Between: the way. */
  readonly flatness: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** What drawing and picking need of a view. */
export interface Lens {
  /** Column-major 4 x 4 matrix from map units to clip space; w is 1 at the target's depth, larger behind it. */
  readonly matrix: Float64Array;
  /** CSS pixels per map unit at the target's depth. */
  readonly pixelsPerUnit: number;
  readonly right: readonly [number, number, number];
  readonly up: readonly [number, number, number];
}

export const FIELD_OF_VIEW = 36;
export const DEFAULT_ANGLES = { azimuth: 28, elevation: 18 } as const;
const NARROWEST = 1e-4;
const WIDEST = 40;
const STEEPEST = 89;
/** Points nearer to the eye than this share of the target's distance are cut off. */
const NEAR_W = 0.02;
const FIT_MARGIN = 0.93;
/** Extent that shows the whole unit ball. */
export const UNIT_BALL_EXTENT = 2 / FIT_MARGIN;
/** Squared radius, with room for the rounding of float32. */
const UNIT_BALL = 1.0001;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** Right, up and towards-the-eye unit vectors. */
function axes(view: Pick<View, 'camera' | 'flatness'>) {
  const turn = 1 - view.flatness;
  // The short way round to the top view.
  const azimuth = view.camera.azimuth > 180 ? view.camera.azimuth - 360 : view.camera.azimuth;
  const a = radians(azimuth * turn);
  const e = radians(view.camera.elevation * turn);
  const [sa, ca, se, ce] = [Math.sin(a), Math.cos(a), Math.sin(e), Math.cos(e)];
  return {
    right: [ca, 0, -sa] as const,
    up: [-sa * se, ce, -ca * se] as const,
    eye: [sa * ce, se, ca * ce] as const,
  };
}

/** Tangent of half the field of view: 0 is orthographic. */
const perspective = (flatness: number): number =>
  Math.tan(radians((FIELD_OF_VIEW / 2) * (1 - flatness)));

/**
 * With z towards the eye and the target at z = 0, the eye is at z = 1/k, and w = 1 - k z covers perspective and
 * (k = 0) orthographic alike, so that the passage from 3-D to 2-D is continuous.
 * @param reach largest distance of a point from the origin, in map units
 */
export function lensOf(view: View, reach: number): Lens {
  const { right, up, eye } = axes(view);
  const { target, extent } = view.camera;
  const shorter = Math.min(view.width, view.height);
  const half = extent / 2;
  const halfX = (half * view.width) / shorter;
  const halfY = (half * view.height) / shorter;
  const k = perspective(view.flatness) / half;
  const depth = (reach + Math.hypot(...target)) * 1.01;
  const near = k > 0 ? Math.min(depth, (1 - NEAR_W) / k) : depth;
  const far = -depth;
  // clip z = a + b z, chosen so that z / w is -1 at `near` and 1 at `far`.
  const b = (1 - k * far + (1 - k * near)) / (far - near);
  const a = -(1 - k * near) - b * near;
  const row = (v: readonly [number, number, number], scale: number, offset: number) => [
    v[0] * scale,
    v[1] * scale,
    v[2] * scale,
    offset - scale * (v[0] * target[0] + v[1] * target[1] + v[2] * target[2]),
  ];
  const rows = [
    row(right, 1 / halfX, 0),
    row(up, 1 / halfY, 0),
    row(eye, b, a),
    row(eye, -k, 1),
  ] as const;
  const matrix = new Float64Array(16);
  rows.forEach((values, r) => values.forEach((value, c) => (matrix[c * 4 + r] = value)));
  return { matrix, pixelsPerUnit: shorter / extent, right, up };
}

/** Where a point of the map falls on the pane, in CSS pixels; null when it is behind the eye. */
export function projectPoint(
  lens: Lens,
  view: Pick<View, 'width' | 'height'>,
  x: number,
  y: number,
  z: number,
): { x: number; y: number } | null {
  const m = lens.matrix;
  const w = m[3]! * x + m[7]! * y + m[11]! * z + m[15]!;
  if (w < NEAR_W) return null;
  const cx = (m[0]! * x + m[4]! * y + m[8]! * z + m[12]!) / w;
  const cy = (m[1]! * x + m[5]! * y + m[9]! * z + m[13]!) / w;
  return { x: (0.5 + cx / 2) * view.width, y: (0.5 - cy / 2) * view.height };
}

/** Turns by a drag of (dx, dy) CSS pixels: across the shorter side is half a turn. */
export function orbit(view: View, dx: number, dy: number): MapCamera {
  const perPixel = 180 / Math.min(view.width, view.height);
  return {
    ...view.camera,
    azimuth: (((view.camera.azimuth - dx * perPixel) % 360) + 360) % 360,
    elevation: clamp(view.camera.elevation + dy * perPixel, -STEEPEST, STEEPEST),
  };
}

/** Moves the target so that what is at its depth follows a drag of (dx, dy) CSS pixels. */
export function pan(view: View, dx: number, dy: number): MapCamera {
  const { right, up } = axes(view);
  const unit = view.camera.extent / Math.min(view.width, view.height);
  const move = (i: 0 | 1 | 2): number =>
    clamp(view.camera.target[i] - right[i] * dx * unit + up[i] * dy * unit, -WIDEST, WIDEST);
  return { ...view.camera, target: [move(0), move(1), move(2)] };
}

/**
 * Zooms in (factor > 1) or out. In 3-D about the orbit centre; in 2-D what is under (x, y) stays there.
 * @param x CSS pixels from the left of the pane
 */
export function zoom(view: View, factor: number, x: number, y: number): MapCamera {
  const extent = clamp(view.camera.extent / factor, NARROWEST, WIDEST);
  const camera = { ...view.camera, extent };
  if (view.flatness < 1) return camera;
  const shift = view.camera.extent / extent - 1;
  return pan({ ...view, camera }, (view.width / 2 - x) * shift, (view.height / 2 - y) * shift);
}

/**
 * The nearest camera from the given angles that shows every point whole.
 * @param positions rows x 3 map units; NaN rows and outliers beyond the unit ball (see frame.ts) are left out
 */
export function fitCamera(
  positions: Float32Array,
  view: Omit<View, 'camera'>,
  angles: { readonly azimuth: number; readonly elevation: number } = DEFAULT_ANGLES,
): MapCamera {
  const camera: MapCamera = { target: [0, 0, 0], ...angles, extent: UNIT_BALL_EXTENT };
  const { right, up, eye } = axes({ camera, flatness: view.flatness });
  const shorter = Math.min(view.width, view.height);
  const aspectX = (FIT_MARGIN * view.width) / shorter;
  const aspectY = (FIT_MARGIN * view.height) / shorter;
  const tangent = perspective(view.flatness);
  const [rx, ry, rz] = right.map((value) => value / aspectX) as [number, number, number];
  const [ux, uy, uz] = up.map((value) => value / aspectY) as [number, number, number];
  const [ex, ey, ez] = eye.map((value) => value * tangent) as [number, number, number];
  let half = 0;
  for (let i = 0; i < positions.length; i += 3) {
    const px = positions[i]!;
    const py = positions[i + 1]!;
    const pz = positions[i + 2]!;
    if (!(px * px + py * py + pz * pz <= UNIT_BALL)) continue;
    const x = Math.abs(rx * px + ry * py + rz * pz);
    const y = Math.abs(ux * px + uy * py + uz * pz);
    // |x| w^-1 <= halfX with w = 1 - (tangent / half) z, solved for half.
    const needed = (x > y ? x : y) + ex * px + ey * py + ez * pz;
    if (needed > half) half = needed;
  }
  return half > 0 ? { ...camera, extent: clamp(2 * half, NARROWEST, WIDEST) } : camera;
}

/** The camera on the way from `a` (t = 0) to `b` (t = 1); angles take the short way, zoom is geometric. */
export function mixCameras(a: MapCamera, b: MapCamera, t: number): MapCamera {
  const mix = (from: number, to: number): number => from + (to - from) * t;
  let turn = b.azimuth - a.azimuth;
  if (turn > 180) turn -= 360;
  if (turn < -180) turn += 360;
  return {
    target: [
      mix(a.target[0], b.target[0]),
      mix(a.target[1], b.target[1]),
      mix(a.target[2], b.target[2]),
    ],
    azimuth: (a.azimuth + turn * t + 360) % 360,
    elevation: mix(a.elevation, b.elevation),
    extent: a.extent * (b.extent / a.extent) ** t,
  };
}

/** Four significant digits of the extent are enough for the same picture, and short in a link. */
const DIGITS = 4;

/** The camera as links store it: the eye at `position`, `zoom` 1 when the unit ball fills the shorter side. */
export function toCameraState(camera: MapCamera): CameraState {
  const { eye } = axes({ camera, flatness: 0 });
  const distance = camera.extent / 2 / perspective(0);
  const finest = 10 ** (Math.floor(Math.log10(camera.extent)) + 1 - DIGITS);
  const place = (x: number): number => tidy(Math.round(x / finest) * finest);
  const target = camera.target.map(place) as [number, number, number];
  return {
    position: [0, 1, 2].map((i) => place(target[i]! + eye[i]! * distance)) as typeof target,
    target,
    zoom: Number((2 / camera.extent).toPrecision(DIGITS)),
  };
}

/** Removes the noise digits of `3 * 0.001` and the sign of -0. */
const tidy = (x: number): number => Number(x.toPrecision(10)) + 0;

/** The inverse of `toCameraState`, up to rounding. Values out of range are brought into it: links are untrusted. */
export function fromCameraState({ position, target, zoom }: CameraState): MapCamera {
  const [x, y, z] = [0, 1, 2].map((i) => position[i]! - target[i]!) as [number, number, number];
  const distance = Math.hypot(x, y, z);
  const degrees = (angle: number): number => (angle * 180) / Math.PI;
  const within = (v: number): number => clamp(v, -WIDEST, WIDEST);
  return {
    target: [within(target[0]), within(target[1]), within(target[2])],
    azimuth: distance > 0 ? (degrees(Math.atan2(x, z)) + 360) % 360 : 0,
    elevation: distance > 0 ? clamp(degrees(Math.asin(y / distance)), -STEEPEST, STEEPEST) : 0,
    extent: zoom > 0 ? clamp(2 / zoom, NARROWEST, WIDEST) : 2,
  };
}

/** Whether two cameras are the same to the digits that are stored. */
export function sameCameraState(a: CameraState | null, b: CameraState | null): boolean {
  const close = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-9 * Math.abs(x);
  if (a === null || b === null) return a === b;
  return (
    close(a.zoom, b.zoom) &&
    a.position.every((x, i) => close(x, b.position[i]!)) &&
    a.target.every((x, i) => close(x, b.target[i]!))
  );
}
