import { tasks } from '../src/io/hdf5/tasks.ts';
import { serveIsolated } from '../src/io/isolated-thread.ts';
import { nodeParent } from '../src/workers/node-thread.ts';
import { diskSource } from './files.ts';

/** The inside of a thread for isolated work, which opens files by their paths. */
export function serveThread(): void {
  serveIsolated(nodeParent(), tasks, (path) => diskSource(path as string));
}
