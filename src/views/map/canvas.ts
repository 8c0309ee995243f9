import { LinearSRGBColorSpace, WebGLRenderer } from 'three';
import { LocusError } from '../../base/errors.ts';

/**
 * A three.js renderer on a fresh WebGL2 canvas.
 * @throws LocusError E_NO_WEBGL when the browser gives no WebGL2 context
 */
export function createWebGl(): WebGLRenderer {
  const canvas = document.createElement('canvas');
  const options = {
    // Points are drawn into layers, which have their own samples and depth, and copied to the canvas.
    antialias: false,
    alpha: false,
    depth: false,
    stencil: false,
    powerPreference: 'high-performance' as const,
  };
  const context = canvas.getContext('webgl2', options) as WebGL2RenderingContext | null;
  if (!context) {
    throw new LocusError({
      code: 'E_NO_WEBGL',
      message: 'The map cannot be drawn: this browser gives no WebGL2.',
      hint: 'Turn on hardware acceleration in the browser settings, or use a current Chrome, Edge, Firefox or Safari. Numbers and tables work without the map.',
    });
  }
  const renderer = new WebGLRenderer({ canvas, context, ...options });
  // Our shader writes sRGB bytes as they are; three must not convert them.
  renderer.outputColorSpace = LinearSRGBColorSpace;
  // Nothing to sort, and no bounding sphere to work out over a million points.
  renderer.sortObjects = false;
  // A picture grows over several frames.
  renderer.autoClear = false;
  return renderer;
}
