import { defineConfig } from 'vite';

/** What the benchmark runs inside a page: dist/bench-browser, one classic script. */
export default defineConfig({
  build: {
    lib: {
      entry: 'bench/browser/gpu.ts',
      formats: ['iife'],
      name: 'bench',
      fileName: () => 'gpu.js',
    },
    outDir: 'dist/bench-browser',
    target: 'es2023',
    emptyOutDir: true,
    copyPublicDir: false,
    minify: false,
  },
});
