import type { BackendId, Kernels } from '../math/kernels.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { createWasmKernels } from '../wasm/backend.ts';
import { PoolExecutor } from '../wasm/pool.ts';
import { createGpuKernels } from '../gpu/backend.ts';
import { chooseBackend } from '../gpu/choose-backend.ts';
import { openDevice } from '../gpu/device.ts';
import { DeviceLostError } from '../gpu/errors.ts';
import { DEFAULT_BUDGET, type Budget } from '../analysis/estimate.ts';
import { Engine, type OpenBackend } from './engine.ts';
import { engineApi } from './engine-api.ts';
import { serve } from './remote.ts';

/** The page's engine: owns the GPU device and the pool of WASM threads. */
const engine = new Engine(
  { open: openBackend, isDeviceLost: (error) => error instanceof DeviceLostError },
  { budget: budgetHere() },
);

/** A quarter of the machine's memory may go into one run; browsers that do not tell it get the default. */
function budgetHere(): Budget {
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  if (deviceMemory === undefined) return DEFAULT_BUDGET;
  return { ...DEFAULT_BUDGET, bytes: (deviceMemory * 2 ** 30) / 4 };
}

async function openBackend(forced: BackendId | null): Promise<OpenBackend> {
  if (forced === 'reference') {
    return { kernels: createReferenceKernels(), reason: 'Asked for by ?backend=reference' };
  }
  const gpu =
    forced === 'wasm' ? { reason: 'Asked for' } : await openDevice({ onUncaptured: tellGpu });
  const { backend, reason } = chooseBackend({ forced, adapter: gpu });
  if (backend === 'webgpu' && 'device' in gpu) return { kernels: createGpuKernels(gpu), reason };
  if ('device' in gpu) gpu.dispose();
  return { kernels: openWasm(), reason };
}

/** Errors of the GPU that no call caught. */
const tellGpu = (message: string): void => engine.notice(`WebGPU: ${message}`);

const MAX_THREADS = 8;
const startThread = (): Worker =>
  new Worker(new URL('./pool.worker.ts', import.meta.url), { type: 'module' });

function openWasm(): Kernels {
  const threads = Math.max(1, Math.min(MAX_THREADS, navigator.hardwareConcurrency || 1));
  return createWasmKernels(
    new PoolExecutor(Array.from({ length: threads }, startThread), startThread),
  );
}

serve(engineApi(engine));
