import { tasks } from '../../io/hdf5/tasks.ts';
import { serveIsolated } from '../../io/isolated-thread.ts';
import type { Tasks } from '../../io/isolation.ts';
import { watchAllocations } from '../../io/testing/allocations.ts';
import { nodeParent } from '../node-thread.ts';

const SPARE_BYTES = 64 << 20;

/** The tasks, which fail where they allocate far more than the file has bytes. */
const watched: Tasks = Object.fromEntries(
  Object.entries(tasks).map(([name, task]) => [
    name,
    async (source, argument, control) => {
      const { value, bytes } = await watchAllocations(() => task(source, argument, control));
      if (bytes > 4 * source.byteLength + SPARE_BYTES) throw new Error(`${bytes} bytes allocated`);
      return value;
    },
  ]),
);

serveIsolated(nodeParent(), watched, () => Promise.reject(new Error('tests have bytes, no files')));
