import type { Detail } from './detail.ts';
import { Layer } from './layer.ts';
import { MOST_ITEMS, Raster } from './raster.ts';
import { Sheet } from './sheet.ts';
import type { Stage } from './stage.ts';

/** The processor draws so long for a frame. */
const RASTER_MS = 22;
/** Points between two looks at the clock. */
const BLOCK = 1024;

type Phase = 'plain' | 'smooth' | 'done';

/**
 * The picture of the cloud. Where the graphics card draws all points with smooth edges in one frame, it does. Else the
 * processor draws them with hard edges first, as many as fit into each frame while the map moves and soon all of them
 * when it rests; then the graphics card draws them with smooth edges, over as many frames as it needs, and that is
 * shown when they are all there.
 */
export class Picture {
  private readonly raster = new Raster();
  private readonly sheet: Sheet;
  private readonly smooth: Layer;
  private phase: Phase = 'done';
  /** Points of the present phase drawn so far, of the random order. */
  private drawn = 0;
  /** The raster holds all points as they are seen now. */
  private isRastered = false;
  /** The raster has colours that the canvas does not show yet. */
  private isRepainted = false;
  /** What the canvas shows is of another size or another cloud: better some points than those. */
  private isForeign = true;
  /** Signalled when the graphics card is through with the last slice. */
  private fence: {
    readonly sync: WebGLSync;
    readonly from: number;
    readonly points: number;
    /** Looked at in every frame since. */
    readonly isTimed: boolean;
  } | null = null;
  private onCanvas = 0;

  constructor(
    private readonly stage: Stage,
    private readonly detail: Detail,
  ) {
    this.sheet = new Sheet(this.gl);
    this.smooth = new Layer(this.gl);
  }

  /** Points in the picture that was last copied to the canvas. */
  get pointsShown(): number {
    return this.onCanvas;
  }

  /** Whether the graphics card draws the whole picture in each frame. */
  get isDirect(): boolean {
    return this.total <= this.detail.points || this.total > MOST_ITEMS;
  }

  /** All points have changed, or are seen from elsewhere: the picture begins anew. */
  restart(): void {
    this.phase = 'plain';
    this.drawn = 0;
    this.isRastered = this.isRepainted = false;
    // Nobody looks at the fence until the map rests again: how long that takes says nothing about the graphics card.
    if (this.fence) this.fence = { ...this.fence, isTimed: false };
  }

  /** What is on the canvas has nothing to do with what is to be drawn. */
  replace(): void {
    this.isForeign = true;
    this.restart();
  }

  /** The points have other colours but the same places and outlines. */
  repaint(): void {
    if (!this.isRastered) return this.restart();
    this.phase = 'smooth';
    this.drawn = 0;
    this.isRepainted = true;
  }

  /** Whether there is more to draw: of the plain picture while the map moves, of both when it rests. */
  unfinished(moving: boolean): boolean {
    return this.phase === 'plain' || this.isRepainted || (this.phase === 'smooth' && !moving);
  }

  /** Draws what is next. */
  draw(moving: boolean): void {
    if (this.isRepainted) this.showRaster();
    else if (this.phase === 'plain' && this.drawn === 0 && this.isDirect) this.drawAtOnce();
    else if (this.phase === 'plain') this.drawPlain(moving);
    else if (this.phase === 'smooth' && !moving && this.isThrough()) this.drawSmooth();
  }

  private drawAtOnce(): void {
    this.release();
    this.slice(this.total);
    this.showSmooth();
  }

  private drawPlain(moving: boolean): void {
    const { cloud } = this.stage;
    const end = performance.now() + RASTER_MS;
    if (this.drawn === 0) {
      this.raster.clear(this.gl.drawingBufferWidth, this.gl.drawingBufferHeight);
      const first = cloud.firstPoints;
      this.raster.add(first, cloud.look, 0, first.order.length);
    }
    const { points, look } = cloud;
    // One block at least: where to clear a large picture takes all the time there is, it must come to an end, too.
    do {
      const next = Math.min(this.total, this.drawn + BLOCK);
      this.raster.add(points, look, this.drawn, next);
      this.drawn = next;
    } while (this.drawn < this.total && performance.now() < end);
    const isWhole = this.drawn === this.total;
    // At rest the picture before stays until this one is whole: the cloud does not thin out meanwhile.
    if (isWhole || moving || this.isForeign) this.showRaster();
    if (!isWhole) return;
    this.isRastered = true;
    this.isForeign = false;
    this.phase = 'smooth';
    this.drawn = 0;
  }

  private showRaster(): void {
    const { cloud } = this.stage;
    this.raster.paint(cloud.paint, cloud.points.style);
    this.sheet.show(this.raster);
    this.onCanvas = this.isRepainted ? this.total : this.drawn;
    this.isRepainted = false;
  }

  private drawSmooth(): void {
    this.slice(this.detail.points);
    if (this.drawn >= this.total) return this.showSmooth();
    const sync = this.gl.fenceSync(this.gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    if (!sync) return;
    this.fence = { sync, from: performance.now(), points: this.detail.points, isTimed: true };
  }

  private showSmooth(): void {
    this.smooth.show();
    this.onCanvas = this.total;
    this.isForeign = false;
    this.phase = 'done';
  }

  private get gl(): WebGL2RenderingContext {
    return this.stage.webgl.getContext() as WebGL2RenderingContext;
  }

  private get total(): number {
    return this.stage.cloud.rows;
  }

  /**
   * Whether the graphics card has drawn all it was given. The browser holds frames back until it has, but only those
   * that change the page.
   */
  private isThrough(): boolean {
    const { gl, fence } = this;
    if (!fence) return true;
    if (gl.clientWaitSync(fence.sync, gl.SYNC_FLUSH_COMMANDS_BIT, 0) === gl.TIMEOUT_EXPIRED)
      return false;
    gl.deleteSync(fence.sync);
    this.fence = null;
    if (fence.isTimed) this.detail.note(performance.now() - fence.from, fence.points);
    return true;
  }

  /** The graphics context was lost: what was drawn is gone, and the layers with it. */
  lost(): void {
    this.fence = null;
    this.sheet.forget();
    this.smooth.forget();
    this.replace();
  }

  dispose(): void {
    this.release();
    this.smooth.dispose();
  }

  /** Frees what pictures of the processor need: 16 bytes a pixel. */
  private release(): void {
    this.raster.clear(0, 0);
    this.sheet.dispose();
  }

  /** Draws the next points into the smooth layer. */
  private slice(count: number): void {
    const { webgl, cloud, scene, camera } = this.stage;
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.smooth.fit());
    if (this.drawn === 0) webgl.clear();
    cloud.slice(this.drawn, count);
    webgl.render(scene, camera);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    this.drawn += count;
  }
}
