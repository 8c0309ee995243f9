import type { ProjectionValue, Result } from '../analysis/types.ts';
import { controlFromPort } from './control-port.ts';
import type { Engine } from './engine.ts';
import type { EngineApi } from './protocol.ts';
import { moving } from './remote.ts';

/** An engine as it answers calls from another thread. */
export const engineApi = (engine: Engine): EngineApi => ({
  open: (forced) => engine.open(forced),
  load: (space, options) => engine.load(space, options),
  unload: async (key) => engine.unload(key),
  estimate: (call) => engine.estimate(call),
  interactive: async (moving) => engine.interactive(moving),
  listen: async (port) => engine.listen((status) => port.postMessage(status)),
  neighboursOf: (query) => engine.neighboursOf(query),
  status: async () => engine.status(),
  async vectors(space, rows) {
    const data = await engine.vectors(space, rows);
    return moving(data, [data.buffer as ArrayBuffer]);
  },
  async run(call, port) {
    const control = controlFromPort(port);
    try {
      return handOver(await engine.run(call, control));
    } finally {
      control.close();
    }
  },
});

/** Coordinates are moved: nobody in the engine needs them again. */
function handOver(result: Result): Result {
  if (result.output !== 'projection') return result;
  const { coordinates } = result.value as ProjectionValue;
  return moving(result, [coordinates.buffer as ArrayBuffer]);
}
