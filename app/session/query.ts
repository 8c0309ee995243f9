import type { BackendId } from '../../src/math/kernels.ts';

export interface PageQuery {
  /** `?backend=` forces a backend; null leaves the choice to the machine. */
  readonly backend: BackendId | null;
  /** `?testing` exposes `window.__locus`. */
  readonly testing: boolean;
}

const BACKENDS: readonly string[] = ['webgpu', 'wasm', 'reference'] satisfies BackendId[];

export function pageQuery(search: string): PageQuery {
  const query = new URLSearchParams(search);
  const named = query.get('backend');
  return {
    backend: named !== null && BACKENDS.includes(named) ? (named as BackendId) : null,
    testing: query.has('testing'),
  };
}
