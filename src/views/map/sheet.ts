import type { Raster } from './raster.ts';

/** Brings pictures that the processor has drawn to the canvas. */
export class Sheet {
  private width = 0;
  private height = 0;
  private texture: WebGLTexture | null = null;
  private framebuffer: WebGLFramebuffer | null = null;

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /** Shows a picture that is as large as the canvas. Leaves the canvas bound. */
  show({ pixels, width, height }: Raster): void {
    const { gl } = this;
    if (!this.texture || width !== this.width || height !== this.height) this.make(width, height);
    const bytes = new Uint8Array(pixels.buffer);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    gl.bindTexture(gl.TEXTURE_2D, null);
    // Chromium clears a canvas that the page has taken when it is drawn on next, and if that is a blit, after which it
    // reads from the canvas itself: so it is cleared before.
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.framebuffer);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
    const { COLOR_BUFFER_BIT, NEAREST } = gl;
    gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, COLOR_BUFFER_BIT, NEAREST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  dispose(): void {
    this.gl.deleteFramebuffer(this.framebuffer);
    this.gl.deleteTexture(this.texture);
    this.forget();
  }

  /** After the context was lost, and with it all that was made in it. */
  forget(): void {
    this.texture = this.framebuffer = null;
  }

  private make(width: number, height: number): void {
    const { gl } = this;
    this.dispose();
    this.width = width;
    this.height = height;
    this.texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, width, height);
    this.framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    const { COLOR_ATTACHMENT0, TEXTURE_2D } = gl;
    gl.framebufferTexture2D(gl.FRAMEBUFFER, COLOR_ATTACHMENT0, TEXTURE_2D, this.texture, 0);
  }
}
