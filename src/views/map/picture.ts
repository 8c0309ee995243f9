import { Layer } from './layer.ts';
import type { Stage } from './stage.ts';

/** A point with smooth edges takes this many times as long as one without, measured on the software renderer. */
export const SMOOTH_COST = 2;

type Phase = 'plain' | 'smooth' | 'done';

/**
 * The picture of the cloud, drawn over as many frames as the machine needs, so that no frame takes long: first all
 * points with hard edges, shown as they come, then once more with smooth edges, shown when they are all there.
 * Where both fit into one frame, only the smooth picture is drawn.
 */
export class Picture {
  private readonly plain: Layer;
  private readonly smooth: Layer;
  private phase: Phase = 'done';
  /** Points of the present phase drawn so far, of the random order. */
  private drawn = 0;
  private clear = true;
  /** Signalled when the graphics card is through with the last slice that was not shown. */
  private fence: WebGLSync | null = null;

  constructor(private readonly stage: Stage) {
    this.plain = new Layer(this.gl, false);
    this.smooth = new Layer(this.gl, true);
  }

  private get gl(): WebGL2RenderingContext {
    return this.stage.webgl.getContext() as WebGL2RenderingContext;
  }

  /** All points have changed, or are seen from elsewhere: the picture begins anew. */
  restart(): void {
    this.phase = 'plain';
    this.drawn = 0;
    this.clear = true;
  }

  /**
   * The points have other colours but the same places and outlines: they are painted over one after another, and
   * the cloud does not thin out meanwhile.
   */
  repaint(): void {
    const whole = this.phase !== 'plain' && !this.clear;
    this.restart();
    this.clear = !whole;
  }

  /** Whether there is more to draw: of the plain picture while the map moves, of both when it rests. */
  unfinished(moving: boolean): boolean {
    return this.phase === 'plain' || (this.phase === 'smooth' && !moving);
  }

  /**
   * Draws the next slice.
   * @param budget how many plain points this machine draws in a frame
   */
  draw(budget: number, moving: boolean): void {
    const total = this.stage.cloud.rows;
    if (this.phase === 'plain' && this.drawn === 0 && budget >= SMOOTH_COST * total) {
      this.slice(this.smooth, total, true);
      this.smooth.show();
      this.phase = 'done';
      // The plain layer has not seen these points.
      this.clear = true;
    } else if (this.phase === 'plain') {
      this.slice(this.plain, budget, this.clear);
      this.plain.show();
      this.clear = false;
      if (this.drawn < total) return;
      this.phase = 'smooth';
      this.drawn = 0;
    } else if (this.phase === 'smooth' && !moving && this.isThrough()) {
      this.slice(this.smooth, Math.ceil(budget / SMOOTH_COST), this.drawn === 0);
      if (this.drawn < total) {
        this.fence = this.gl.fenceSync(this.gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
        return;
      }
      this.smooth.show();
      this.phase = 'done';
    }
  }
  /**
   * Whether the graphics card has drawn all it was given. The browser holds frames back until it has, but only those
   * that change the page.
   */
  private isThrough(): boolean {
    const { gl, fence } = this;
    if (!fence) return true;
    if (gl.clientWaitSync(fence, gl.SYNC_FLUSH_COMMANDS_BIT, 0) === gl.TIMEOUT_EXPIRED)
      return false;
    gl.deleteSync(fence);
    this.fence = null;
    return true;
  }

  /** The graphics context was lost: what was drawn is gone, and the layers with it. */
  lost(): void {
    this.fence = null;
    this.plain.forget();
    this.smooth.forget();
    this.restart();
  }

  dispose(): void {
    this.plain.dispose();
    this.smooth.dispose();
  }

  private slice(layer: Layer, count: number, clear: boolean): void {
    const { webgl, cloud, scene, camera } = this.stage;
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, layer.fit());
    if (clear) webgl.clear();
    cloud.slice(this.drawn, count, layer === this.smooth);
    webgl.render(scene, camera);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    this.drawn += count;
  }
}
