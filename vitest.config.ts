import { availableParallelism } from 'node:os';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { COMPUTE_FLAGS, launchOptions } from './scripts/chromium.mjs';

/** `unit` runs in Node; `gpu` runs the kernels in Chromium on the software WebGPU adapter. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,app,cli,tools}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.gpu.test.ts', '**/node_modules/**'],
          testTimeout: 60_000,
          // One core less by default, which is half of a small machine.
          maxWorkers: availableParallelism(),
        },
      },
      {
        test: {
          name: 'gpu',
          include: ['src/**/*.gpu.test.ts'],
          testTimeout: 120_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: launchOptions(COMPUTE_FLAGS) }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
