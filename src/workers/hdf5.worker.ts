import { fromBlob, type BlobLike } from '../io/blob-source.ts';
import { tasks } from '../io/hdf5/tasks.ts';
import { serveIsolated } from '../io/isolated-thread.ts';
import type { ToThread } from '../io/isolation.ts';

// HDF5 works here, so that a file that leads it in a circle can be given up: the io worker ends this one.
serveIsolated(
  {
    postMessage: (message, transfer) =>
      self.postMessage(message, { transfer: transfer as ArrayBuffer[] }),
    listen: (hear) => {
      self.onmessage = ({ data }: MessageEvent<ToThread>) => hear(data);
    },
  },
  tasks,
  (blob, name) => fromBlob(blob as BlobLike, name),
);
