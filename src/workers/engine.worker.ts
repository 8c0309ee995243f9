import type { BackendId } from '../math/kernels.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { createWasmKernels } from '../wasm/backend.ts';
import { PoolExecutor } from '../wasm/pool.ts';
import { chooseBackend, openDevice } from '../gpu/device.ts';
import { createGpuKernels, DeviceLostError } from '../gpu/backend.ts';
import type { ProjectionValue, Result } from '../analysis/types.ts';
import { controlFromPort } from './control-port.ts';
import { Engine, type OpenBackend } from './engine.ts';
import type { EngineApi } from './protocol.ts';
import { moving, serve } from './remote.ts';

/** The page's engine: owns the GPU device and the pool of WASM threads. */
const engine = new Engine({
  open: openBackend,
  isDeviceLost: (error) => error instanceof DeviceLostError,
});

async function openBackend(forced: BackendId | null): Promise<OpenBackend> {
  if (forced === 'reference') {
    return { kernels: createReferenceKernels(), reason: 'asked for by ?backend=reference' };
  }
  if (forced === 'wasm') return { kernels: openWasm(), reason: 'asked for by ?backend=wasm' };
  const opened = await openDevice();
  const choice = chooseBackend({ forced, opened });
  return choice.backend === 'webgpu'
    ? { kernels: createGpuKernels(choice.device), reason: choice.reason }
    : { kernels: openWasm(), reason: choice.reason };
}

const MAX_THREADS = 8;

function openWasm(): ReturnType<typeof createWasmKernels> {
  const threads = Math.max(1, Math.min(MAX_THREADS, navigator.hardwareConcurrency || 1));
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('./pool.worker.ts', import.meta.url), { type: 'module' }),
  );
  return createWasmKernels(new PoolExecutor(workers));
}

const api: EngineApi = {
  open: (forced) => engine.open(forced),
  load: async (space) => engine.load(space),
  unload: async (key) => engine.unload(key),
  neighboursOf: async (query) => engine.neighboursOf(query),
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
