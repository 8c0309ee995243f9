import { DIMMED, HIT, OFF, SELECTED } from './state.ts';

/** What is drawn; items in the order of the data set. */
export interface RasterPoints {
  /** Items in the order they are drawn. */
  readonly order: Uint32Array;
  /** rows x 3 map units; NaN where an item has no place. */
  readonly from: Float32Array;
  readonly to: Float32Array;
  /** Four bytes per item: state bits, shape, size in 64ths, unused. */
  readonly style: Uint8Array;
}

/** How it is seen; the uniforms of the shader under the same names. */
export interface RasterLook {
  /** Column-major, map units to clip space. */
  readonly matrix: ArrayLike<number>;
  readonly passage: number;
  /** Diameter in pixels at the target's depth. */
  readonly size: number;
  readonly cue: number;
  readonly fade: number;
  /** Pixels per CSS pixel. */
  readonly pixel: number;
  /** How much selected items and hits stand out, 0..1. */
  readonly emphasis: { readonly selected: number; readonly hits: number };
  /** How much of the ground is in the rim of a plain point. */
  readonly rim: number;
}

/** Colours as the bytes r, g, b, 255 in memory. */
export interface RasterPaint {
  /** Of each item, before the depth cue. */
  readonly fills: Uint32Array;
  /** Rims of selected items and hits. */
  readonly selected: number;
  readonly hit: number;
  readonly background: number;
}

/** A pixel holds item + 1 (0: none) in its lower bits, and above them how far it fades, or that it is part of a rim. */
const ITEM_BITS = 24;
const ITEM = (1 << ITEM_BITS) - 1;
/** More items than this cannot be told apart. */
export const MOST_ITEMS = ITEM;
const RIM = 255;
const MOST_FADED = 254;
/** Below this radius a disc may miss the middles of all pixels. */
const SMALLEST = Math.SQRT1_2;

/**
 * Draws points on the processor: which item is in front at each pixel, without smooth edges. Where the browser has no
 * graphics card and WebGL runs on the processor as well, this is twenty times as fast as WebGL, which treats every point
 * as a polygon (341,479 points of 2.6 pixels: 24 ms and 480 ms). Colours are looked up afterwards, pixel by pixel, so
 * that other colours cost the same for any number of points.
 * Discs are those of the shader (shaders.ts): a pixel is covered when its middle is.
 */
export class Raster {
  width = 0;
  height = 0;
  /** The painted picture, from the lower left corner, rows upwards. */
  pixels = new Uint32Array(0);
  private front = new Uint32Array(0);
  private depth = new Float32Array(0);

  /** An empty picture of the given size. */
  clear(width: number, height: number): void {
    if (width !== this.width || height !== this.height) {
      this.width = width;
      this.height = height;
      this.pixels = new Uint32Array(width * height);
      this.front = new Uint32Array(width * height);
      this.depth = new Float32Array(width * height);
    }
    this.front.fill(0);
    this.depth.fill(Infinity);
  }

  /** Draws the points `start` to `end` - 1 of the order. */
  add(points: RasterPoints, look: RasterLook, start: number, end: number): void {
    const { order, from, to, style } = points;
    const { matrix: m, passage: t, cue, fade } = look;
    const halfWidth = this.width / 2;
    const halfHeight = this.height / 2;
    const radiusOfOne = look.size / 128;
    const [m0, m1, m2, m3] = [m[0]!, m[1]!, m[2]!, m[3]!];
    const [m4, m5, m6, m7] = [m[4]!, m[5]!, m[6]!, m[7]!];
    const [m8, m9, m10, m11] = [m[8]!, m[9]!, m[10]!, m[11]!];
    const [m12, m13, m14, m15] = [m[12]!, m[13]!, m[14]!, m[15]!];
    for (let k = start; k < end; k++) {
      const item = order[k]!;
      const at = 3 * item;
      let x = to[at]!;
      let y = to[at + 1]!;
      let z = to[at + 2]!;
      if (t < 1) {
        x = from[at]! + (x - from[at]!) * t;
        y = from[at + 1]! + (y - from[at + 1]!) * t;
        z = from[at + 2]! + (z - from[at + 2]!) * t;
      }
      const w = m3 * x + m7 * y + m11 * z + m15;
      const cz = m2 * x + m6 * y + m10 * z + m14;
      // Too near to the eye, or without a place.
      if (!(cz >= -w)) continue;
      const inverse = 1 / w;
      const px = (1 + (m0 * x + m4 * y + m8 * z + m12) * inverse) * halfWidth;
      const py = (1 + (m1 * x + m5 * y + m9 * z + m13) * inverse) * halfHeight;
      const state = style[4 * item]!;
      const shape = style[4 * item + 1]!;
      let radius = radiusOfOne * style[4 * item + 2]!;
      if (cue > 0) radius *= 1 + cue * (Math.min(2.5, Math.max(0.55, inverse)) - 1);
      let far = cz * inverse;
      let distant = cue * Math.min(1, Math.max(0, (w - 1) * fade + 0.35)) * 0.55;
      if (state === 0) {
        far += 4;
      } else if (state & OFF) {
        far += 8;
        radius *= 0.9;
      } else if (state & (SELECTED | HIT)) {
        const isSelected = (state & SELECTED) !== 0;
        const mark = isSelected ? look.emphasis.selected : look.emphasis.hits;
        if (!isSelected) far += 2;
        distant *= 0.2 / 0.55;
        radius *= 1.05 + 0.35 * mark;
        const rim = (0.6 + 0.9 * mark) * look.pixel;
        const outer = radius + rim * mark;
        this.marker(shape, px, py, outer, Math.fround(far), (RIM << ITEM_BITS) | (item + 1));
        radius = outer - rim;
        if (radius <= 0) continue;
      } else {
        far += state & DIMMED ? 6 : 4;
        if (state & DIMMED) radius *= 0.9;
      }
      if (!(state & (SELECTED | HIT)) || state & OFF)
        distant = 1 - (1 - distant) * (1 - look.rim * rimShare(radius));
      this.marker(
        shape,
        px,
        py,
        radius,
        Math.fround(far),
        ((distant * MOST_FADED) << ITEM_BITS) | (item + 1),
      );
    }
  }

  /** Looks the colours of all pixels up. */
  paint({ fills, selected, hit, background }: RasterPaint, style: Uint8Array): void {
    const { front, pixels } = this;
    const oddGround = background & 0xff00ff;
    const evenGround = (background >>> 8) & 0xff00ff;
    for (let i = 0; i < pixels.length; i++) {
      const drawn = front[i]!;
      if (drawn === 0) {
        pixels[i] = background;
        continue;
      }
      const item = (drawn & ITEM) - 1;
      const share = drawn >>> ITEM_BITS;
      if (share === RIM) {
        pixels[i] = style[4 * item]! & SELECTED ? selected : hit;
        continue;
      }
      const fill = fills[item]!;
      const kept = 256 - share;
      // Two bytes at once: their products do not touch.
      const odd = Math.imul(fill & 0xff00ff, kept) + Math.imul(oddGround, share);
      const even = Math.imul((fill >>> 8) & 0xff00ff, kept) + Math.imul(evenGround, share);
      pixels[i] = ((odd >>> 8) & 0xff00ff) | (even & 0xff00ff00);
    }
  }

  /**
   * Marks the pixels whose middles a marker covers, where nothing nearer is.
   * @param far a float32, as depths are kept: what is equally near must not lose to its own rounding
   */
  private marker(
    shape: number,
    x: number,
    y: number,
    radius: number,
    far: number,
    mark: number,
  ): void {
    const { width, height, front, depth } = this;
    if (radius < SMALLEST) {
      if (x >= 0 && y >= 0 && x < width && y < height) {
        const i = (y | 0) * width + (x | 0);
        if (far <= depth[i]!) {
          depth[i] = far;
          front[i] = mark;
        }
      }
      return;
    }
    const reach = shape === 0 ? radius : radius * 1.25;
    const square = radius * radius;
    const last = Math.min(height - 1, Math.floor(y + reach - 0.5));
    for (let row = Math.max(0, Math.ceil(y - reach - 0.5)); row <= last; row++) {
      const dy = row + 0.5 - y;
      const half = shape === 0 ? Math.sqrt(square - dy * dy) : reach;
      const end = row * width + Math.min(width - 1, Math.floor(x + half - 0.5));
      let i = row * width + Math.max(0, Math.ceil(x - half - 0.5));
      for (; i <= end; i++) {
        if (far > depth[i]!) continue;
        if (shape !== 0 && outside(shape, i - row * width + 0.5 - x, -dy, radius) > 0) continue;
        depth[i] = far;
        front[i] = mark;
      }
    }
  }
}

/**
 * Share of a disc that its soft rim takes, which the shader lets fade towards the ground: too fine for hard pixels, but
 * without it a dense cloud would turn lighter when the smooth picture comes.
 */
function rimShare(radius: number): number {
  // The rim's weight rises from 0 to 1 within a pixel.
  const start = radius - Math.min(1, 0.24 * radius) - 0.5;
  const low = Math.max(0, start);
  const high = Math.min(radius, start + 1);
  // Products, not powers: this is worked out for every point, and powers took most of its time.
  const rising =
    (high * high * high - low * low * low) / 3 - (start * (high * high - low * low)) / 2;
  return (2 * rising + radius * radius - high * high) / (radius * radius);
}

/** How far outside a marker a place is, as in shaders.ts: positive there, else not; y downwards. */
function outside(shape: number, x: number, y: number, r: number): number {
  switch (shape) {
    case 1:
      return box(x, y, r * 0.86, r * 0.86);
    case 2:
      return triangle(x, y, r);
    case 3:
      return (Math.abs(x) + Math.abs(y) - r * 1.2) * Math.SQRT1_2;
    case 4:
      return cross(x, y, r);
    case 5:
      return cross((x + y) * Math.SQRT1_2, (y - x) * Math.SQRT1_2, r);
    default:
      return triangle(x, -y, r);
  }
}

const box = (x: number, y: number, halfWidth: number, halfHeight: number): number =>
  Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
const triangle = (x: number, y: number, r: number): number => {
  const low = y + r * 0.15;
  return Math.max(Math.abs(x) * 0.866 - low * 0.5, low) - r * 0.62;
};
const cross = (x: number, y: number, r: number): number =>
  Math.min(box(x, y, r * 1.12, r * 0.36), box(x, y, r * 0.36, r * 1.12));
