import { fromBlob } from '../io/blob-source.ts';
import { provideIsolation } from '../io/isolation.ts';
import { openFiles, readFiles } from '../io/open.ts';
import { Readings } from '../io/readings.ts';
import { survey } from '../io/survey.ts';
import { controlFromPort } from './control-port.ts';
import { workerThread } from './isolated-worker.ts';
import type { IoApi } from './protocol.ts';
import { moving, serve } from './remote.ts';

const readings = new Readings();

provideIsolation(() =>
  workerThread(new Worker(new URL('./hdf5.worker.ts', import.meta.url), { type: 'module' })),
);

const sources = (files: readonly File[]) => files.map((file) => fromBlob(file, file.name));

/** Reading and parsing happen here, so that the page never blocks on a file. */
const api: IoApi = {
  async survey(files, port) {
    const control = controlFromPort(port);
    try {
      return await survey(sources(files), control);
    } finally {
      control.close();
    }
  },

  async open(files, options, port) {
    const control = controlFromPort(port);
    try {
      const { dataset, spaces, problems, parsed } = await openFiles(
        sources(files),
        options,
        control,
      );
      if (dataset && parsed) readings.remember(dataset, parsed, problems);
      const buffers = new Set(spaces.map((space) => space.data.buffer as ArrayBuffer));
      return moving({ dataset, spaces, problems }, [...buffers]);
    } finally {
      control.close();
    }
  },

  async attach(dataset, files, options, port) {
    if (files.length === 0) return { ...readings.rejoin(dataset, options), spaces: [] };
    const control = controlFromPort(port);
    try {
      const read = await readFiles(sources(files), control, { tablesAsVectors: false });
      const tables = read.files.flatMap(({ content }) => content.table ?? []);
      const joined = readings.attach(dataset, tables, options);
      return { ...joined, spaces: [], problems: [...read.problems, ...joined.problems] };
    } finally {
      control.close();
    }
  },
};

serve(api);
