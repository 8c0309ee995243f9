import { LocusError } from '../base/errors.ts';
import type { BackendId } from '../math/kernels.ts';

/** What is known about the graphics adapter: an open device, or the reason why there is none. */
export type AdapterFacts =
  { readonly name: string; readonly isFallbackAdapter: boolean } | { readonly reason: string };

export interface BackendChoice {
  readonly backend: BackendId;
  /** In words, for the status bar. */
  readonly reason: string;
}

/**
 * Decides which backend computes. A software adapter is slower than WASM by an order of magnitude, so it is used
 * only when it is asked for.
 *
 * @throws LocusError E_NO_WEBGPU when `webgpu` is forced and there is no adapter at all.
 */
export function chooseBackend(input: {
  readonly forced?: BackendId | null;
  readonly adapter: AdapterFacts;
}): BackendChoice {
  const { adapter } = input;
  const forced = input.forced ?? null;
  if (forced !== null && forced !== 'webgpu') return { backend: forced, reason: 'Asked for' };
  if ('reason' in adapter) {
    if (forced === 'webgpu') {
      throw new LocusError({
        code: 'E_NO_WEBGPU',
        message: `WebGPU was asked for, but it cannot be used here: ${adapter.reason}`,
        hint: 'Remove backend=webgpu from the address, or open the page in a browser with WebGPU.',
      });
    }
    return { backend: 'wasm', reason: adapter.reason };
  }
  if (forced === 'webgpu') return { backend: 'webgpu', reason: `Asked for, on ${adapter.name}` };
  if (adapter.isFallbackAdapter) {
    return {
      backend: 'wasm',
      reason: `The WebGPU adapter (${adapter.name}) is software, which is slower than WASM`,
    };
  }
  return { backend: 'webgpu', reason: adapter.name };
}
