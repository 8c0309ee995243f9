import { defineConfig } from '@playwright/test';
import { launchOptions, NO_WEBGPU_FLAGS, WEBGPU_FLAGS } from './scripts/chromium.mjs';

const launch = (args: string[]) => ({ launchOptions: launchOptions(args) });
const port = Number(process.env.LOCUS_E2E_PORT) || 4273;

/**
 * What does not depend on the backend or the screen is shown once, in the set-up that every machine has. Nothing in it is about
 * time, so that `npm test` runs two at once.
 */
const ONCE =
  /(address|awkward|bad-input|export|formats|hdf5|images|import|kept|large|link|workbench)\.spec\.ts$/;
/** What the main thread does is the same at any width. */
const NOT_NARROW = /smooth\.spec\.ts$/;

/** The other tasks in three set-ups: WebGPU (software adapter), no WebGPU, and a narrow touch screen. */
export default defineConfig({
  testDir: 'e2e',
  timeout: 180_000,
  expect: { timeout: 20_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  outputDir: 'test-results',
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1440, height: 900 },
    actionTimeout: 20_000,
    trace: 'off',
    permissions: ['clipboard-read', 'clipboard-write'],
  },
  projects: [
    { name: 'once', testMatch: ONCE, use: launch(NO_WEBGPU_FLAGS) },
    { name: 'webgpu', testIgnore: ONCE, use: launch(WEBGPU_FLAGS) },
    { name: 'no-webgpu', testIgnore: ONCE, use: launch(NO_WEBGPU_FLAGS) },
    {
      name: 'touch',
      testIgnore: [ONCE, NOT_NARROW],
      use: {
        ...launch(NO_WEBGPU_FLAGS),
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        isMobile: true,
      },
    },
  ],
  webServer: {
    command: `node e2e/serve.mjs ${port}`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
  },
});
