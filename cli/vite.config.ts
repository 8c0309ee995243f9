import { defineConfig } from 'vite';

/** One file for Node, with everything inside: `dist/cli/locus.js` runs without node_modules. */
export default defineConfig({
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: 'cli/main.ts',
    outDir: 'dist/cli',
    target: 'node20',
    emptyOutDir: true,
    copyPublicDir: false,
    rollupOptions: { output: { entryFileNames: 'locus.js' } },
  },
});
