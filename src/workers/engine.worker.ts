import type { BackendId, Kernels } from '../math/kernels.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { createWasmKernels } from '../wasm/backend.ts';
import { PoolExecutor } from '../wasm/pool.ts';
import { createGpuKernels } from '../gpu/backend.ts';
import { chooseBackend } from '../gpu/choose-backend.ts';
import { openDevice } from '../gpu/device.ts';
import { DeviceLostError } from '../gpu/errors.ts';
import { DEFAULT_BUDGET, type Budget } from '../analysis/estimate.ts';
import type { ProjectionValue, Result } from '../analysis/types.ts';
import { controlFromPort } from './control-port.ts';
import { Engine, type OpenBackend } from './engine.ts';
import type { EngineApi } from './protocol.ts';
import { moving, serve } from './remote.ts';

/** Where new notices are told; the page listens as soon as it is there. */
let listener: MessagePort | null = null;

/** The page's engine: owns the GPU device and the pool of WASM threads. */
const engine = new Engine(
  { open: openBackend, isDeviceLost: (error) => error instanceof DeviceLostError },
  { budget: budgetHere(), onStatus: (status) => listener?.postMessage(status) },
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
  const gpu = forced === 'wasm' ? { reason: 'Asked for' } : await openDevice({ onError: tellGpu });
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

const api: EngineApi = {
  open: (forced) => engine.open(forced),
  load: (space, options) => engine.load(space, options),
  unload: async (key) => engine.unload(key),
  estimate: (call) => engine.estimate(call),
  interactive: async (moving) => engine.interactive(moving),
  async listen(port) {
    listener = port;
  },
  neighboursOf: (query) => engine.neighboursOf(query),
  status: async () => engine.status(),
  async run(call, port) {
    const control = controlFromPort(port);
    try {
      return handOver(await engine.run(call, control));
    } finally {
      control.close();
    }
  },
};

/** Coordinates are moved: nobody in the engine needs them again. */
function handOver(result: Result): Result {
  if (result.output !== 'projection') return result;
  const { coordinates } = result.value as ProjectionValue;
  return moving(result, [coordinates.buffer as ArrayBuffer]);
}

serve(api);
