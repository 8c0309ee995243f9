import {
  BufferAttribute,
  BufferGeometry,
  DynamicDrawUsage,
  GLSL3,
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
import { FRAGMENT, NO_PLACE, VERTEX } from './shaders.ts';
import { OFF, HIT, SELECTED } from './state.ts';
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
  /** How many points to draw; the first of a random order. */
  readonly count: number;
}

/** Byte offsets in `style`. */
const STATE = 0;
const SHAPE = 1;
const SIZE = 2;
const UNIT_SIZE = 64;

/** A few marked points get thick rings; rings around hundreds would only make a blot. */
const emphasis = (count: number): number =>
  Math.min(1, Math.max(0, 1.5 - Math.log10(count + 1) / 2));

/** All points of a map: one draw call, attributes in typed arrays that are changed in place. */
export class PointCloud {
  readonly object: Points<BufferGeometry, RawShaderMaterial>;
  private from = new Float32Array(0);
  private to = new Float32Array(0);
  private style = new Uint8Array(0);
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
    this.object = new Points(new BufferGeometry(), material);
    this.object.frustumCulled = false;
  }

  get rows(): number {
    return this.to.length / 3;
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
    for (let i = 0; i < this.rows; i++) {
      const at = 4 * i + STATE;
      if (Number.isNaN(this.to[3 * i]!)) this.style[at]! |= NO_PLACE;
      else this.style[at]! &= ~NO_PLACE;
    }
    this.touch('style');
  }

  /** @param rgba rows x 4 bytes */
  setColours(rgba: Uint8Array): void {
    this.given.colours = rgba;
    const attribute = this.object.geometry.getAttribute('colour') as BufferAttribute | undefined;
    if (!attribute || rgba.length !== this.rows * 4) return;
    (attribute.array as Uint8Array).set(rgba);
    this.touch('colour');
  }

  /** @param state one byte per item, the bits of state.ts */
  setState(state: Uint8Array): void {
    this.given.state = state;
    if (state.length !== this.rows) return;
    let [selected, hits] = [0, 0];
    for (let i = 0; i < this.rows; i++) {
      const at = 4 * i + STATE;
      this.style[at] = (this.style[at]! & NO_PLACE) | state[i]!;
      if (state[i]! & SELECTED) selected++;
      else if (state[i]! & HIT) hits++;
    }
    this.object.material.uniforms.emphasis!.value.set(emphasis(selected), emphasis(hits));
    this.touch('style');
  }

  /** @param shapes index into SHAPES for each item; null for circles */
  setShapes(shapes: Uint8Array | null): void {
    this.given.shapes = shapes;
    if (shapes && shapes.length !== this.rows) return;
    for (let i = 0; i < this.rows; i++) this.style[4 * i + SHAPE] = shapes ? shapes[i]! : 0;
    this.touch('style');
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
    const { uniforms } = this.object.material;
    const set = (name: string, [r, g, b]: Rgb): void =>
      uniforms[name]!.value.set(r / 255, g / 255, b / 255);
    set('background', theme.background);
    set('accent', theme.accent);
    set('text', theme.text);
    uniforms.dim!.value = theme.scheme === 'dark' ? 0.22 : 0.2;
  }

  prepare(look: CloudLook): void {
    const { uniforms } = this.object.material;
    uniforms.viewProjection!.value.fromArray(look.lens.matrix);
    uniforms.passage!.value = look.passage;
    uniforms.size!.value = look.size;
    uniforms.cue!.value = look.cue;
    uniforms.fade!.value = look.extent / 1.6;
    uniforms.pixel!.value = look.pixelRatio;
    this.object.geometry.setDrawRange(0, look.count);
  }

  dispose(): void {
    this.object.geometry.dispose();
    this.object.material.dispose();
  }

  private allocate(positions: Float32Array<ArrayBuffer>): void {
    const rows = positions.length / 3;
    this.object.geometry.dispose();
    const geometry = new BufferGeometry();
    this.from = positions.slice();
    this.to = positions;
    this.style = new Uint8Array(rows * 4);
    const colours = new Uint8Array(rows * 4).fill(128);
    const add = (name: string, attribute: BufferAttribute): void => {
      geometry.setAttribute(name, attribute.setUsage(DynamicDrawUsage));
    };
    add('position', new BufferAttribute(this.from, 3));
    add('destination', new BufferAttribute(this.to, 3));
    add('colour', new BufferAttribute(colours, 4, true));
    add('style', new BufferAttribute(this.style, 4));
    geometry.setIndex(new BufferAttribute(shuffledOrder(rows), 1));
    this.object.geometry = geometry;
    const { colours: rgba, state, shapes = null, sizes = null } = this.given;
    if (rgba) this.setColours(rgba);
    if (state) this.setState(state);
    this.setShapes(shapes);
    this.setSizes(sizes?.length === rows ? sizes : null);
  }

  private touch(...names: string[]): void {
    for (const name of names) {
      const attribute = this.object.geometry.getAttribute(name) as BufferAttribute | undefined;
      if (attribute) attribute.needsUpdate = true;
    }
  }
}
