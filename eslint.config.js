import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      'src/wasm/kernels',
      'src/wasm/generated',
      'bench/node_modules',
      'test-results',
      'playwright-report',
      '.scratch',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      eqeqeq: 'error',
    },
  },
  {
    // Nothing leaves the page by another door: docs/ARCHITECTURE.md, "Data from other servers".
    files: ['app/**', 'src/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport'].map((name) => ({
          name,
          message: 'Only src/workers/io.worker.ts and app/samples/fetch-sample.ts fetch.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'navigator', property: 'sendBeacon', message: 'Locus sends nothing.' },
      ],
    },
  },
  {
    files: ['src/workers/io.worker.ts', 'app/samples/fetch-sample.ts', '**/*.test.ts'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}', 'cli/**', 'bench/**', 'tools/**'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
);
