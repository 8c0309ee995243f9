import { defineConfig } from 'vite';

/** The benchmark for Node: dist/bench. The peers are loaded when it runs, from bench/node_modules. */
export default defineConfig({
  ssr: { noExternal: true, external: ['playwright'], target: 'node' },
  build: {
    ssr: true,
    outDir: 'dist/bench',
    target: 'node20',
    emptyOutDir: true,
    copyPublicDir: false,
    rollupOptions: {
      input: ['run', 'part-process', 'child', 'read-child', 'thread'].map(
        (name) => `bench/${name}.ts`,
      ),
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
