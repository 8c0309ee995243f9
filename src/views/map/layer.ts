/** Samples per pixel, as an antialiased canvas has them. */
const SAMPLES = 4;

/**
 * A picture beside the canvas, with depth and smooth edges. The browser may take what is on a canvas after each frame; a layer keeps
 * it, so that a picture can grow over several frames and be shown when it is ready.
 */
export class Layer {
  private width = 0;
  private height = 0;
  private target: WebGLFramebuffer | null = null;
  /** Where the samples become pixels. */
  private resolved: WebGLFramebuffer | null = null;
  private buffers: WebGLRenderbuffer[] = [];

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /**
   * Makes the layer as large as the canvas. Its contents are lost if it was not.
   * @returns the framebuffer to draw into
   */
  fit(): WebGLFramebuffer | null {
    const { drawingBufferWidth: width, drawingBufferHeight: height } = this.gl;
    if (!this.target || width !== this.width || height !== this.height) {
      this.dispose();
      this.width = width;
      this.height = height;
      this.target = this.framebuffer(SAMPLES, true);
      this.resolved = this.framebuffer(0, false);
    }
    return this.target;
  }

  /** Copies the layer to the canvas. Leaves the canvas bound. */
  show(): void {
    const { gl } = this;
    this.copy(this.target, this.resolved);
    this.copy(this.resolved, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  dispose(): void {
    const { gl } = this;
    for (const framebuffer of [this.target, this.resolved]) gl.deleteFramebuffer(framebuffer);
    for (const buffer of this.buffers) gl.deleteRenderbuffer(buffer);
    this.forget();
  }

  /** After the context was lost, and with it all that was made in it. */
  forget(): void {
    this.target = this.resolved = null;
    this.buffers = [];
  }

  private copy(from: WebGLFramebuffer | null, to: WebGLFramebuffer | null): void {
    const { gl, width, height } = this;
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, from);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, to);
    const nearest = gl.NEAREST;
    gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, gl.COLOR_BUFFER_BIT, nearest);
  }

  private framebuffer(samples: number, depth: boolean): WebGLFramebuffer | null {
    const { gl } = this;
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    this.attach(gl.COLOR_ATTACHMENT0, gl.RGBA8, samples);
    if (depth) this.attach(gl.DEPTH_ATTACHMENT, gl.DEPTH_COMPONENT24, samples);
    return framebuffer;
  }

  private attach(place: number, format: number, samples: number): void {
    const { gl, width, height } = this;
    const buffer = gl.createRenderbuffer();
    this.buffers.push(buffer);
    gl.bindRenderbuffer(gl.RENDERBUFFER, buffer);
    gl.renderbufferStorageMultisample(gl.RENDERBUFFER, samples, format, width, height);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, place, gl.RENDERBUFFER, buffer);
  }
}
