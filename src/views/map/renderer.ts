import { Color, LinearSRGBColorSpace } from 'three';
import type { SelectMode } from '../../state/selection.ts';
import type { CameraState } from '../../state/workspace.ts';
import {
  fromCameraState,
  lensOf,
  orbit,
  pan,
  projectPoint,
  sameCameraState,
  toCameraState,
  zoom,
  type Lens,
} from './camera.ts';
import { automaticSize, Detail } from './detail.ts';
import { frameCoordinates } from './frame.ts';
import { Gestures, type GestureTarget, type Tool } from './gestures.ts';
import { ScreenGrid } from './grid.ts';
import { LabelLayer } from './label-layer.ts';
import type { MapLabel } from './labels.ts';
import { itemsInside, type Polygon } from './lasso.ts';
import { Overlay, type Spot } from './overlay.ts';
import type { Rgb } from './palette.ts';
import { Picture } from './picture.ts';
import { placeOf, projectAll } from './project.ts';
import { CameraRig, type MapMode } from './rig.ts';
import { takeStage, type Stage } from './stage.ts';
import type { MapTheme } from './theme.ts';
import { Tween } from './tween.ts';

export type { MapMode } from './rig.ts';
export type { Tool } from './gestures.ts';

/** What the map tells of the person's doings. Items are row indices. */
export interface MapHandlers {
  /** A click: on an item, or -1 on empty ground. */
  readonly onPick?: (item: number, mode: SelectMode) => void;
  /** Enter: the item nearest to the middle of the view, or -1 when none is in sight. */
  readonly onPickCentre?: (item: number) => void;
  /** A box or lasso was closed; sorted items, perhaps none. */
  readonly onSelect?: (items: Uint32Array, mode: SelectMode) => void;
  /** The item under the pointer changed (-1: none); `place` in CSS pixels of the map. */
  readonly onHover?: (item: number, place: Spot | null) => void;
  /** The item under the pointer moved with the picture; comes with every frame, so keep it out of React. */
  readonly onHoverMoved?: (place: Spot) => void;
  /** The camera has come to rest elsewhere; null when it is fitted to the points. */
  readonly onCamera?: (camera: CameraState | null) => void;
  /** A person begins to move the camera (true) or has stopped (false). */
  readonly onTurning?: (turning: boolean) => void;
  /** Esc. */
  readonly onClear?: () => void;
  /** The graphics context was lost (true) or is back (false). */
  readonly onContextLost?: (lost: boolean) => void;
}

export interface PositionOptions {
  /** Duration of the passage from the old places to the new; 0 jumps. Live frames pass their interval. */
  readonly animateMs?: number;
  /** Turns the camera back to the fitted first view. */
  readonly fit?: boolean;
}

/** Quiet time after which a movement counts as over. */
const REST_MS = 140;
const CAMERA_MS = 420;
/** Labels are placed anew so often while a long passage runs. */
const LABELS_MS = 500;
const HOVER_RADIUS = 10;
/** Sharper than two device pixels per CSS pixel is not visible and costs four times the work. */
const MAX_PIXEL_RATIO = 2;
const FIRST_EXTENT = 2.2;

/**
 * The map: draws up to a million points on request, follows gestures, finds items. Imperative, no React: frames,
 * camera and pointer never pass through a store.
 */
export class MapRenderer {
  private readonly stage: Stage;
  private readonly picture: Picture;
  private readonly overlay: Overlay;
  private readonly ground = new Color();
  private readonly rig = new CameraRig();
  private readonly labels: LabelLayer;
  private readonly gestures: Gestures;
  private readonly observer: ResizeObserver;
  private readonly listening = new AbortController();

  private tool: Tool = 'orbit';
  private selectMode: SelectMode = 'replace';
  private scale = 1;
  private reach = 1;
  private axes: readonly string[] = [];
  private passage: Tween | null = null;
  private passageAt = 1;
  private lines: { from: number; items: Uint32Array } | null = null;
  private hover = -1;
  private pointer: Spot | null = null;
  /** The pointer moved, or the picture came to rest under it. */
  private lookUp = false;
  private outline: Polygon | null = null;

  /** Null when camera, points or pane have changed since it was worked out. */
  private lensNow: Lens | null = null;
  private grid: ScreenGrid | null = null;
  private frame = 0;
  private dirty = { scene: true, overlay: true, labels: true };
  private lastFrame = 0;
  private lastMotion = -Infinity;
  private lastTurn = -Infinity;
  /** Something moved since the last frame, however long that frame took. */
  private movedSince = false;
  private readonly detail = new Detail();
  /** The last frame was one of a movement, and the graphics card drew all points. */
  private wasDirect = false;
  private restTimer: ReturnType<typeof setTimeout> | undefined;
  private told: CameraState | null = null;
  private toldTurning = false;
  private waiting: (() => void)[] = [];

  /**
   * @param element an element with a size and a position; gets two canvases and the keyboard focus
   * @throws LocusError E_NO_WEBGL
   */
  constructor(
    /** The host element. */
    readonly element: HTMLElement,
    private readonly handlers: MapHandlers,
    theme: MapTheme,
  ) {
    this.stage = takeStage();
    this.picture = new Picture(this.stage, this.detail);
    this.overlay = new Overlay(theme);
    this.labels = new LabelLayer((text) => this.overlay.measure(text));
    for (const canvas of [this.webgl.domElement, this.overlay.canvas]) {
      canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;display:block';
      canvas.setAttribute('aria-hidden', 'true');
      element.append(canvas);
    }
    element.style.touchAction = 'none';
    this.setTheme(theme);
    this.gestures = new Gestures(element, this.gestureTarget());
    this.listenToContext();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(element);
    this.resize();
  }

  // --- what is shown ---------------------------------------------------------------------------------------

  /**
   * @param coordinates rows x dims, in any unit; rows with a non-finite value are not drawn
   * A different number of rows is another cloud: nothing is animated. Colours, states and the like may be given
   * before or after; they count from when their length fits.
   */
  setPositions(
    coordinates: Float32Array,
    dims: 2 | 3,
    { animateMs = 0, fit = false }: PositionOptions = {},
  ): void {
    const { positions, reach } = frameCoordinates(coordinates, dims);
    const same = positions.length === this.cloud.rows * 3;
    const duration = same ? this.soft(animateMs) : 0;
    const now = performance.now();
    this.advance(now);
    this.cloud.moveTo(positions, this.passageAt);
    if (!same) {
      this.forgetItems();
      this.picture.replace();
    }
    this.passage = duration > 0 ? Tween.begin(now, duration) : null;
    this.passageAt = duration > 0 ? 0 : 1;
    // The old places stay in sight until the passage is over.
    this.reach = duration > 0 ? Math.max(this.reach, reach) : reach;
    this.rig.setPositions(positions, now, duration);
    if (fit) this.rig.reset(now, duration);
    this.moved();
  }

  /** @param rgba rows x 4 bytes, sRGB */
  setColours(rgba: Uint8Array): void {
    this.cloud.setColours(rgba);
    this.picture.repaint();
    this.request();
  }

  /** @param shapes index into SHAPES for each item; null for circles */
  setShapes(shapes: Uint8Array | null): void {
    if (this.cloud.setShapes(shapes)) this.redraw();
  }

  /** @param state one byte per item, see state.ts */
  setState(state: Uint8Array): void {
    this.cloud.setState(state);
    this.grid = null;
    this.dirty.labels = true;
    this.redraw();
  }

  /** @param scale multiple of the size that suits the number of points */
  setPointSize(scale: number): void {
    this.scale = scale;
    this.redraw();
  }

  /** @param sizes multiple of the point size for each item; null for 1 */
  setSizes(sizes: Float32Array | null): void {
    this.cloud.setSizes(sizes);
    this.redraw();
  }

  /** Texts that may be shown; as many as find room without overlap are. */
  setLabels(labels: readonly MapLabel[]): void {
    this.labels.set(labels);
    this.dirty.labels = true;
    this.request('overlay');
  }

  /** Lines from one item to others, e.g. its true neighbours; -1 removes them. */
  setNeighbourLines(from: number, items: Uint32Array): void {
    this.lines = from < 0 ? null : { from, items };
    this.request('overlay');
  }

  /** Rings an item from outside (hovered in another pane or a list); -1 removes the ring. */
  setHover(item: number): void {
    if (item === this.hover) return;
    this.hover = item;
    this.request('overlay');
  }

  /** Names of the axes, when they mean something; shown as a small cross in the corner. */
  setAxes(names: readonly string[]): void {
    this.axes = names;
    this.request('overlay');
  }

  setTheme(theme: MapTheme): void {
    this.cloud.setTheme(theme);
    this.overlay.setTheme(theme);
    this.ground.setRGB(...share(theme.background), LinearSRGBColorSpace);
    this.webgl.setClearColor(this.ground);
    this.dirty.labels = true;
    this.redraw();
  }

  // --- camera and tools ------------------------------------------------------------------------------------

  setTool(tool: Tool): void {
    this.tool = tool;
  }

  /** What clicks and outlines do to the selection when neither Shift nor Alt is held. */
  setSelectMode(mode: SelectMode): void {
    this.selectMode = mode;
  }

  /** `2d` looks straight down on the first two axes, without perspective; the selection stays. */
  setMode(mode: MapMode): void {
    const duration = this.cloud.rows > 0 ? this.soft(CAMERA_MS) : 0;
    this.rig.setMode(mode, performance.now(), duration);
    this.moved();
  }

  /** The camera in the form links keep, or null when it is fitted to the points. */
  getCamera(): CameraState | null {
    return this.rig.fitted ? null : toCameraState(this.rig.destination());
  }

  /** Goes to a camera, or with null to the fitted view. Being there already changes nothing. */
  setCamera(camera: CameraState | null): void {
    if (sameCameraState(camera, this.getCamera())) return;
    const duration = this.cloud.rows > 0 ? this.soft(CAMERA_MS) : 0;
    const now = performance.now();
    if (camera) this.rig.goTo(fromCameraState(camera), now, duration);
    else this.rig.reset(now, duration);
    // Whoever sets the camera knows it.
    this.told = this.getCamera();
    this.moved();
  }

  /** Back to the first view, with all points in sight. */
  reset(): void {
    this.rig.reset(performance.now(), this.soft(CAMERA_MS));
    this.moved();
  }

  /** Turns the camera to an item, without coming nearer. */
  centreOn(item: number): void {
    const target = placeOf(this.cloud.passage(1), item);
    if (!target.every(Number.isFinite)) return;
    const camera = { ...this.rig.destination(), target };
    this.rig.goTo(camera, performance.now(), this.soft(CAMERA_MS));
    this.moved();
  }

  // --- questions -------------------------------------------------------------------------------------------

  /** Number of items that can be pointed at: those with a place that are not switched off. */
  get reachableCount(): number {
    return this.cloud.countReachable();
  }

  /** Number of items in the picture on the screen: a sample, when it moves or has just come and there are many. */
  get pointsShown(): number {
    return this.picture.pointsShown;
  }

  /** Where an item is now, in CSS pixels from the upper left corner; null when it has no place or is switched off. */
  project(item: number): Spot | null {
    if (item < 0 || item >= this.cloud.rows || !this.cloud.reachable(item)) return null;
    return projectPoint(this.lens, this.rig.view(), ...placeOf(this.here(), item));
  }

  /** The reachable item nearest to a place, within `radius` CSS pixels, or -1. */
  pick(x: number, y: number, radius = HOVER_RADIUS): number {
    const { width, height } = this.rig.view();
    this.grid ??= this.buildGrid(width, height);
    return this.grid.nearest(x, y, radius);
  }

  private pickCentre(): number {
    const { width, height } = this.rig.view();
    return this.pick(width / 2, height / 2, Math.hypot(width, height) / 2);
  }

  /** Resolves when nothing moves any more and the full picture is drawn. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.request('overlay');
    });
  }

  /** Frees the context, the buffers and all listeners, and empties the host. */
  dispose(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.restTimer);
    this.listening.abort();
    this.observer.disconnect();
    this.gestures.dispose();
    this.tellTurning(false);
    this.picture.dispose();
    this.cloud.dispose();
    this.webgl.dispose();
    this.webgl.forceContextLoss();
    this.webgl.domElement.remove();
    this.overlay.canvas.remove();
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  // --- gestures --------------------------------------------------------------------------------------------

  private gestureTarget(): GestureTarget {
    const turn = (change: Parameters<CameraRig['turn']>[0]): void => {
      this.rig.turn(change);
      this.lastTurn = performance.now();
      this.moved();
    };
    return {
      tool: () => this.tool,
      orbitBy: (dx, dy) =>
        turn((view) => (view.flatness === 1 ? pan(view, dx, dy) : orbit(view, dx, dy))),
      panBy: (dx, dy) => turn((view) => pan(view, dx, dy)),
      zoomBy: (factor, x, y) => turn((view) => zoom(view, factor, x, y)),
      outlineChanged: (outline) => {
        this.outline = outline;
        this.request('overlay');
      },
      outlineClosed: (outline, mode) =>
        this.handlers.onSelect?.(this.itemsInside(outline), mode ?? this.selectMode),
      pointerAt: (place) => {
        this.pointer = place;
        this.lookUp = place !== null;
        if (place) this.request('overlay');
        else this.hoverOver(-1);
      },
      clicked: (x, y, radius, mode) =>
        this.handlers.onPick?.(this.pick(x, y, radius), mode ?? this.selectMode),
      doubleClicked: (x, y, radius) => {
        const item = this.pick(x, y, radius);
        if (item >= 0) this.centreOn(item);
      },
      centreChosen: () => this.handlers.onPickCentre?.(this.pickCentre()),
      cancelled: () => this.handlers.onClear?.(),
      reset: () => this.reset(),
    };
  }

  private hoverOver(item: number): void {
    if (item === this.hover) return;
    this.hover = item;
    this.handlers.onHover?.(item, item < 0 ? null : this.project(item));
    this.request('overlay');
  }

  private itemsInside(outline: Polygon): Uint32Array {
    return itemsInside(outline, this.projectAll().xy);
  }

  private projectAll() {
    return projectAll(this.here(), this.lens, this.rig.view(), this.cloud.reachable);
  }

  private buildGrid(width: number, height: number): ScreenGrid {
    const { xy, depth } = this.projectAll();
    return new ScreenGrid(xy, depth, width, height);
  }

  // --- frames ----------------------------------------------------------------------------------------------

  private get webgl() {
    return this.stage.webgl;
  }

  private get cloud() {
    return this.stage.cloud;
  }

  private get lens(): Lens {
    return (this.lensNow ??= lensOf(this.rig.view(), this.reach));
  }

  private here() {
    return this.cloud.passage(this.passageAt);
  }

  /** Milliseconds of an animation: none for those who asked the system for less motion. */
  private soft(milliseconds: number): number {
    return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : milliseconds;
  }

  /** A pane without a size has no picture to finish. */
  private get isVisible(): boolean {
    const { width, height } = this.rig.view();
    return width > 0 && height > 0;
  }

  private redraw(): void {
    this.request('scene');
  }

  /** The camera or the points moved: draws with less detail if need be, and in full when it is over. */
  private moved(): void {
    this.lastMotion = performance.now();
    this.movedSince = true;
    this.grid = this.lensNow = null;
    this.redraw();
  }

  private request(what?: 'scene' | 'overlay'): void {
    if (what) this.dirty[what] = true;
    this.frame ||= requestAnimationFrame((now) => this.onFrame(now));
  }

  /** Moves camera and points on to `now`. @returns whether either changed */
  private advance(now: number): boolean {
    const travels = this.rig.step(now);
    if (!this.passage) return travels;
    this.passageAt = this.passage.at(now);
    if (this.passage.over(now)) {
      this.passage = null;
      this.passageAt = 1;
    }
    return true;
  }

  private onFrame(now: number): void {
    this.frame = 0;
    if (this.advance(now)) this.moved();
    const moving = this.movedSince || performance.now() - this.lastMotion < REST_MS;
    this.movedSince = false;
    const anew = moving && this.dirty.scene;
    const direct = anew && this.picture.isDirect;
    if (direct && this.wasDirect) this.detail.note(now - this.lastFrame, this.cloud.rows);
    else if (moving) this.detail.begin();
    this.wasDirect = direct;
    this.lastFrame = now;
    this.draw(moving);
    this.tellTurning(performance.now() - this.lastTurn < REST_MS);
    if (moving) this.expectRest();
    else this.tellCamera();
    if (this.isVisible && this.picture.unfinished(moving)) this.request();
    else if (!moving && !this.frame) for (const resolve of this.waiting.splice(0)) resolve();
  }

  private expectRest(): void {
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => {
      this.dirty.labels = true;
      this.lookUp = true;
      this.request('overlay');
    }, REST_MS + 20);
  }

  private tellTurning(turning: boolean): void {
    if (turning === this.toldTurning) return;
    this.toldTurning = turning;
    this.handlers.onTurning?.(turning);
  }

  private tellCamera(): void {
    const camera = this.getCamera();
    if (sameCameraState(camera, this.told)) return;
    this.told = camera;
    this.handlers.onCamera?.(camera);
  }

  private draw(moving: boolean): void {
    if (!this.isVisible) return;
    if (this.dirty.scene) {
      this.prepareScene();
      this.picture.restart();
      this.dirty.overlay = true;
    }
    if (this.picture.unfinished(moving)) this.picture.draw(moving);
    if (this.pointer && this.lookUp) this.hoverOver(this.pick(this.pointer.x, this.pointer.y));
    this.lookUp = false;
    if (this.dirty.overlay) this.drawOverlay(moving);
    this.dirty.scene = this.dirty.overlay = false;
  }

  private prepareScene(): void {
    const { camera, flatness } = this.rig.view();
    this.cloud.prepare({
      lens: this.lens,
      passage: this.passageAt,
      size: this.diameter() * this.webgl.getPixelRatio(),
      cue: 1 - flatness,
      extent: camera.extent,
      pixelRatio: this.webgl.getPixelRatio(),
      marked: [...this.labels.items, ...(this.hover < 0 ? [] : [this.hover])],
    });
  }

  /** Diameter of a point in CSS pixels; grows slowly as one comes nearer. */
  private diameter(): number {
    const { camera, width, height } = this.rig.view();
    const near = Math.min(4, Math.max(0.8, (FIRST_EXTENT / camera.extent) ** 0.4));
    return automaticSize(this.cloud.rows, width, height) * this.scale * near;
  }

  private drawOverlay(moving: boolean): void {
    const { width, height } = this.rig.view();
    const spot = (item: number): Spot | null => this.project(item);
    const now = performance.now();
    const stale = this.passage !== null && now - this.labels.placedAt > LABELS_MS;
    if ((!moving && this.dirty.labels) || stale) {
      // Room for the ring of a selected point.
      const gap = this.diameter() * 0.73 + 5;
      this.labels.place({ width, height, gap, now }, spot, (item) => this.cloud.stateOf(item));
      this.dirty.labels = false;
    }
    const hover = spot(this.hover);
    if (hover && this.pointer) this.handlers.onHoverMoved?.(hover);
    this.overlay.draw({
      labels: this.labels.follow(spot),
      lines: this.visibleLines(),
      hover: hover && { ...hover, radius: this.diameter() / 2 },
      outline: this.outline,
      axes: this.axes.slice(0, 3).map((name, d) => ({
        name,
        dx: this.lens.right[d]!,
        dy: -this.lens.up[d]!,
      })),
    });
  }

  private visibleLines() {
    if (!this.lines) return null;
    const from = this.project(this.lines.from);
    if (!from) return null;
    const to = Array.from(this.lines.items, (item) => this.project(item));
    return { from, to: to.filter((spot) => spot !== null) };
  }

  // --- surroundings ----------------------------------------------------------------------------------------

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    const before = this.rig.view();
    const ratio = Math.min(devicePixelRatio, MAX_PIXEL_RATIO);
    const same = width === before.width && height === before.height;
    // The observer calls once at the start, too; and to resize a canvas stops the page until the graphics card answers.
    if (same && ratio === this.webgl.getPixelRatio()) return;
    this.rig.resize(width, height);
    if (!this.isVisible) return;
    this.webgl.setDrawingBufferSize(width, height, ratio);
    this.overlay.resize(width, height, ratio);
    this.grid = this.lensNow = null;
    this.dirty = { scene: true, overlay: true, labels: true };
    this.picture.replace();
    // At once: a resized canvas is empty, and waiting for the next frame would flicker. What is left comes in frames.
    this.draw(false);
    this.request();
  }

  private listenToContext(): void {
    const { signal } = this.listening;
    const canvas = this.webgl.domElement;
    // three.js keeps the context restorable and uploads everything again; the picture is ours to ask for.
    canvas.addEventListener('webglcontextlost', () => this.handlers.onContextLost?.(true), {
      signal,
    });
    canvas.addEventListener(
      'webglcontextrestored',
      () => {
        this.handlers.onContextLost?.(false);
        this.webgl.setClearColor(this.ground);
        this.picture.lost();
        this.redraw();
      },
      { signal },
    );
  }

  private forgetItems(): void {
    this.hover = -1;
    this.outline = null;
    this.dirty.labels = true;
  }
}

const share = ([r, g, b]: Rgb): [number, number, number] => [r / 255, g / 255, b / 255];
