import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { isStale } from '../scripts/stale.mjs';

const PATHS = [
  'src/math/a.ts',
  'src/wasm/generated/b.ts',
  'cli/vite.config.ts',
  'package-lock.json',
];

function project(): {
  root: string;
  built: string;
  touch: (path: string, seconds: number) => void;
} {
  const root = mkdtempSync(join(tmpdir(), 'locus-'));
  const touch = (path: string, seconds: number): void =>
    utimesSync(join(root, path), seconds, seconds);
  for (const path of [...PATHS, 'dist/cli/locus.js']) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
    touch(path, path.startsWith('dist') ? 2000 : 1000);
  }
  return { root, built: join(root, 'dist/cli/locus.js'), touch };
}

it('keeps what is newer than all sources', () => {
  const { root, built, touch } = project();
  touch('src/wasm/generated/b.ts', 3000);
  expect(isStale(built, root)).toBe(false);
});

it.each(['src/math/a.ts', 'cli/vite.config.ts', 'package-lock.json'])(
  'builds again when %s is newer',
  (path) => {
    const { root, built, touch } = project();
    touch(path, 3000);
    expect(isStale(built, root)).toBe(true);
  },
);

it('builds what is missing, and keeps what came without sources', () => {
  const { root, built } = project();
  expect(isStale(join(root, 'dist/cli/other.js'), root)).toBe(true);
  rmSync(join(root, 'src'), { recursive: true });
  expect(isStale(built, root)).toBe(false);
});
