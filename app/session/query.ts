import type { BackendId } from '../../src/math/kernels.ts';
import type { Storage } from '../../src/workers/protocol.ts';

export interface PageQuery {
  /** `?backend=` forces a backend; null leaves the choice to the machine. */
  readonly backend: BackendId | null;
  /** `?storage=f16` holds vectors in half the bytes from the start. */
  readonly storage: Storage;
  /** `?testing` exposes `window.__locus`. */
  readonly testing: boolean;
}

const BACKENDS: readonly string[] = ['webgpu', 'wasm', 'reference'] satisfies BackendId[];

export function pageQuery(search: string): PageQuery {
  const query = new URLSearchParams(search);
  const named = query.get('backend');
  return {
    backend: named !== null && BACKENDS.includes(named) ? (named as BackendId) : null,
    storage: query.get('storage') === 'f16' ? 'f16' : 'f32',
    testing: query.has('testing'),
  };
}
