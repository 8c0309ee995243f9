import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Why `connect-src` allows the web: docs/ARCHITECTURE.md. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Writes the content security policy into the built page. Not in development, where Vite needs inline scripts. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

export default defineConfig({
  base: './',
  plugins: [react(), contentSecurityPolicy],
  worker: { format: 'es' },
  build: { outDir: 'dist/app', target: 'es2023', emptyOutDir: true },
  server: { host: '127.0.0.1' },
  // Workers have the policy of their own answer, not that of the page.
  preview: { headers: { 'Content-Security-Policy': POLICY } },
});
