import {
  BufferAttribute,
  BufferGeometry,
  DynamicDrawUsage,
  GLSL3,
  Group,
  Matrix4,
  Points,
  RawShaderMaterial,
  Vector2,
  Vector3,
} from 'three';
import type { Lens } from './camera.ts';
import { shuffledOrder } from './detail.ts';
import type { Rgb } from './palette.ts';
import type { Passage } from './project.ts';
import type { RasterLook, RasterPaint, RasterPoints } from './raster.ts';
import { FRAGMENT, NO_PLACE, RIM_FADE, VERTEX } from './shaders.ts';
import { DIMMED, OFF, HIT, SELECTED } from './state.ts';
import type { MapTheme } from './theme.ts';

/** How the cloud looks in one frame. */
export interface CloudLook {
  readonly lens: Lens;
  /** Share of the way from the old places to the new. */
  readonly passage: number;
  /** Diameter in device pixels. */
  readonly size: number;
  /** Strength of the depth cue, 0..1. */
  readonly cue: number;
  /** Length seen across the pane, in map units. */
  readonly extent: number;
  readonly pixelRatio: number;
  /** Items that must not go missing, besides those that their state marks. */
  readonly marked: readonly number[];
}

/** Byte offsets in `style`. */
const STATE = 0;
const SHAPE = 1;
const SIZE = 2;
const UNIT_SIZE = 64;

/** More marked items than this are thinned out like all others while the map moves. */
const MOST_MARKED = 3000;

const NO_THEME = { background: [255, 255, 255], accent: [0, 0, 0], text: [0, 0, 0] } as const;
/** A colour as the bytes r, g, b, 255 in memory. */
const word = (r: number, g: number, b: number): number => (255 << 24) | (b << 16) | (g << 8) | r;

/** A few marked points get thick rings; rings around hundreds would only make a blot. */
const emphasis = (count: number): number =>
  Math.min(1, Math.max(0, 1.5 - Math.log10(count + 1) / 2));

/**
 * All points of a map: attributes in typed arrays that are changed in place, drawn in slices of a random order. What
 * is marked comes with the first slice, so that it never goes missing.
 */
export class PointCloud {
  readonly object = new Group();
  private readonly all: Points<BufferGeometry, RawShaderMaterial>;
  private readonly marked: Points<BufferGeometry, RawShaderMaterial>;
  private readonly markedItems = new Uint32Array(2 * MOST_MARKED);
  /** Items that their state makes stand out, a fair sample if they are many. */
  private standing: number[] = [];
  private from = new Float32Array(0);
  private to = new Float32Array(0);
  private style = new Uint8Array(0);
  /** Null when colours, states or theme have changed since it was worked out. */
  private paintNow: RasterPaint | null = null;
  private theme: Pick<MapTheme, 'background' | 'accent' | 'text'> = NO_THEME;
  /** What was last given, so that it may come before the places it belongs to. */
  private given: {
    colours?: Uint8Array;
    state?: Uint8Array;
    shapes?: Uint8Array | null;
    sizes?: Float32Array | null;
  } = {};

  constructor() {
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      alphaToCoverage: true,
      uniforms: {
        viewProjection: { value: new Matrix4() },
        passage: { value: 1 },
        size: { value: 4 },
        cue: { value: 1 },
        fade: { value: 1 },
        background: { value: new Vector3() },
        dim: { value: 0.25 },
        accent: { value: new Vector3() },
        text: { value: new Vector3() },
        pixel: { value: 1 },
        emphasis: { value: new Vector2(1, 1) },
      },
    });
    this.all = new Points(new BufferGeometry(), material);
    this.marked = new Points(new BufferGeometry(), material);
    for (const points of [this.marked, this.all]) {
      points.frustumCulled = false;
      this.object.add(points);
    }
  }

  get rows(): number {
    return this.to.length / 3;
  }

  /** All points for the raster. */
  get points(): RasterPoints {
    const { from, to, style } = this;
    return { order: this.all.geometry.index!.array as Uint32Array, from, to, style };
  }

  /** The points that come first. */
  get firstPoints(): RasterPoints {
    const order = this.markedItems.subarray(0, this.marked.geometry.drawRange.count);
    return { ...this.points, order };
  }

  get look(): RasterLook {
    const { uniforms } = this.all.material;
    const value = (name: string): number => uniforms[name]!.value as number;
    const { x: selected, y: hits } = uniforms.emphasis!.value as Vector2;
    return {
      matrix: (uniforms.viewProjection!.value as Matrix4).elements,
      passage: value('passage'),
      size: value('size'),
      cue: value('cue'),
      fade: value('fade'),
      pixel: value('pixel'),
      emphasis: { selected, hits },
      rim: RIM_FADE,
    };
  }

  /** The colours that the shader works out, for the raster. */
  get paint(): RasterPaint {
    return (this.paintNow ??= this.mixPaint());
  }

  passage(t: number): Passage {
    return { from: this.from, to: this.to, t };
  }

  /** Whether an item can be pointed at: not switched off and at a finite place. */
  readonly reachable = (item: number): boolean =>
    (this.style[4 * item + STATE]! & (OFF | NO_PLACE)) === 0;

  /** State bits of an item. */
  stateOf(item: number): number {
    return this.style[4 * item + STATE] ?? 0;
  }

  /**
   * Sends all points on their way to new places.
   * @param positions rows x 3 map units; NaN for items without a place. Kept, not copied.
   * @param reached how much of the passage under way has been shown: the new one starts there
   */
  moveTo(positions: Float32Array<ArrayBuffer>, reached: number): void {
    const { from, to } = this;
    if (positions.length !== to.length) {
      this.allocate(positions);
    } else {
      for (let i = 0; i < from.length; i++) {
        const here = from[i]! + (to[i]! - from[i]!) * reached;
        // What comes out of nowhere appears at its place.
        from[i] = Number.isNaN(here) ? positions[i]! : here;
      }
      to.set(positions);
      this.touch('position', 'destination');
    }
    const { style } = this;
    for (let i = 0, at = STATE; i < positions.length; i += 3, at += 4) {
      const x = positions[i]!;
      style[at] = x === x ? style[at]! & ~NO_PLACE : style[at]! | NO_PLACE;
    }
    this.touch('style');
  }

  /** @param rgba rows x 4 bytes */
  setColours(rgba: Uint8Array): void {
    this.given.colours = rgba;
    const attribute = this.all.geometry.getAttribute('colour') as BufferAttribute | undefined;
    if (!attribute || rgba.length !== this.rows * 4) return;
    (attribute.array as Uint8Array).set(rgba);
    this.paintNow = null;
    this.touch('colour');
  }

  /** @param state one byte per item, the bits of state.ts */
  setState(state: Uint8Array): void {
    this.given.state = state;
    if (state.length !== this.rows) return;
    let [selected, hits, dimmed] = [0, 0, 0];
    for (let i = 0; i < this.rows; i++) {
      const at = 4 * i + STATE;
      this.style[at] = (this.style[at]! & NO_PLACE) | state[i]!;
      if (state[i]! & SELECTED) selected++;
      else if (state[i]! & HIT) hits++;
      else if (state[i]! & DIMMED) dimmed++;
    }
    this.all.material.uniforms.emphasis!.value.set(emphasis(selected), emphasis(hits));
    this.paintNow = null;
    this.touch('style');
    this.gatherStanding(dimmed > 0);
  }

  /**
   * @param shapes index into SHAPES for each item; null for circles
   * @returns whether any outline may have changed
   */
  setShapes(shapes: Uint8Array | null): boolean {
    const changed = shapes !== (this.given.shapes ?? null);
    this.given.shapes = shapes;
    if (shapes && shapes.length !== this.rows) return false;
    for (let i = 0; i < this.rows; i++) this.style[4 * i + SHAPE] = shapes ? shapes[i]! : 0;
    this.touch('style');
    return changed;
  }

  /** @param sizes multiple of the common size for each item, 0 to 4 in steps of 1/64; null for 1 */
  setSizes(sizes: Float32Array | null): void {
    this.given.sizes = sizes;
    if (sizes && sizes.length !== this.rows) return;
    for (let i = 0; i < this.rows; i++) {
      this.style[4 * i + SIZE] = sizes
        ? Math.min(255, Math.max(0, Math.round(sizes[i]! * UNIT_SIZE)))
        : UNIT_SIZE;
    }
    this.touch('style');
  }

  countReachable(): number {
    let count = 0;
    for (let i = 0; i < this.rows; i++) if (this.reachable(i)) count++;
    return count;
  }

  setTheme(theme: MapTheme): void {
    this.theme = theme;
    this.paintNow = null;
    const { uniforms } = this.all.material;
    const set = (name: string, [r, g, b]: Rgb): void =>
      uniforms[name]!.value.set(r / 255, g / 255, b / 255);
    set('background', theme.background);
    set('accent', theme.accent);
    set('text', theme.text);
    // A plain dimmed point has a contrast of 2:1 to a dark ground, where small differences are harder to see than on white.
    uniforms.dim!.value = theme.scheme === 'dark' ? 0.36 : 0.2;
  }

  /** How the points look from now on. */
  prepare(look: CloudLook): void {
    const { uniforms } = this.all.material;
    uniforms.viewProjection!.value.fromArray(look.lens.matrix);
    uniforms.passage!.value = look.passage;
    uniforms.size!.value = look.size;
    uniforms.cue!.value = look.cue;
    uniforms.fade!.value = look.extent / 1.6;
    uniforms.pixel!.value = look.pixelRatio;
    this.mark([...look.marked.filter(this.reachable), ...this.standing]);
  }

  /** Which points are drawn next: `count` of the random order from `from` on. */
  slice(from: number, count: number): void {
    this.all.geometry.setDrawRange(from, Math.min(count, this.rows - from));
    this.marked.visible = from === 0;
  }

  dispose(): void {
    this.all.geometry.dispose();
    this.marked.geometry.dispose();
    this.all.material.dispose();
  }

  private allocate(positions: Float32Array<ArrayBuffer>): void {
    const rows = positions.length / 3;
    this.all.geometry.dispose();
    this.marked.geometry.dispose();
    const [geometry, marked] = [new BufferGeometry(), new BufferGeometry()];
    this.from = positions.slice();
    this.to = positions;
    this.style = new Uint8Array(rows * 4);
    const colours = new Uint8Array(rows * 4).fill(128);
    const add = (name: string, attribute: BufferAttribute): void => {
      attribute.setUsage(DynamicDrawUsage);
      for (const either of [geometry, marked]) either.setAttribute(name, attribute);
    };
    add('position', new BufferAttribute(this.from, 3));
    add('destination', new BufferAttribute(this.to, 3));
    add('colour', new BufferAttribute(colours, 4, true));
    add('style', new BufferAttribute(this.style, 4));
    geometry.setIndex(new BufferAttribute(shuffledOrder(rows), 1));
    marked.setIndex(new BufferAttribute(this.markedItems, 1).setUsage(DynamicDrawUsage));
    this.all.geometry = geometry;
    this.marked.geometry = marked;
    this.paintNow = null;
    this.standing = [];
    const { colours: rgba, state, shapes = null, sizes = null } = this.given;
    if (rgba) this.setColours(rgba);
    if (state) this.setState(state);
    this.setShapes(shapes);
    this.setSizes(sizes?.length === rows ? sizes : null);
  }

  private mixPaint(): RasterPaint {
    const { background, accent, text } = this.theme;
    const dim = this.all.material.uniforms.dim!.value as number;
    const attribute = this.all.geometry.getAttribute('colour') as BufferAttribute;
    const colours = attribute.array as Uint8Array;
    const { style } = this;
    const fills = new Uint32Array(this.rows);
    const [r, g, b] = background;
    for (let i = 0; i < fills.length; i++) {
      const state = style[4 * i + STATE]!;
      const kept = state & OFF ? dim * 0.6 : state & DIMMED ? dim : 1;
      const lost = 1 - kept;
      fills[i] = word(
        colours[4 * i]! * kept + r * lost,
        colours[4 * i + 1]! * kept + g * lost,
        colours[4 * i + 2]! * kept + b * lost,
      );
    }
    return { fills, selected: word(...text), hit: word(...accent), background: word(r, g, b) };
  }

  private mark(items: readonly number[]): void {
    const { geometry } = this.marked;
    if (!geometry.index) return;
    const shown = items.slice(0, this.markedItems.length);
    this.markedItems.set(shown);
    geometry.setDrawRange(0, shown.length);
    geometry.index.needsUpdate = true;
  }

  /** Where something is dimmed, what is not stands out. */
  private gatherStanding(hasDimmed: boolean): void {
    this.standing = [];
    if (!hasDimmed) return;
    for (const item of this.all.geometry.index!.array) {
      if ((this.stateOf(item) & (DIMMED | OFF | NO_PLACE)) === 0) this.standing.push(item);
      if (this.standing.length === MOST_MARKED) return;
    }
  }

  private touch(...names: string[]): void {
    for (const name of names) {
      const attribute = this.all.geometry.getAttribute(name) as BufferAttribute | undefined;
      if (attribute) attribute.needsUpdate = true;
    }
  }
}
