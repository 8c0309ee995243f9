// Which Chromium the tests drive, and with which flags. One place, used by Vitest, Playwright and the scripts.
import { existsSync } from 'node:fs';

const DEBIAN = '/usr/bin/chromium';

/** Path of a Chromium of the system, or undefined to use the one Playwright keeps. */
export function chromiumPath() {
  const named = process.env.LOCUS_CHROMIUM;
  if (named) return named;
  return existsSync(DEBIAN) ? DEBIAN : undefined;
}

const QUIET = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Compute shaders on the software adapter (SwiftShader). */
export const COMPUTE_FLAGS = [...QUIET, '--enable-unsafe-webgpu'];

/** Canvas (WebGL2) and WebGPU together, both in software. */
export const WEBGPU_FLAGS = [
  ...QUIET,
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--ignore-gpu-blocklist',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
];

/** Canvas (WebGL2) in software; `navigator.gpu` has no adapter. */
export const NO_WEBGPU_FLAGS = [
  ...QUIET,
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

/** Launch options for Playwright: the system's Chromium, or the full one Playwright keeps (not its headless shell). */
export function launchOptions(args) {
  const executablePath = chromiumPath();
  return { args, ...(executablePath ? { executablePath } : { channel: 'chromium' }) };
}
