import { fromBlob } from '../io/blob-source.ts';
import { fileNames } from '../io/names.ts';
import { openFiles, readFiles } from '../io/open.ts';
import { Readings } from '../io/readings.ts';
import type { ByteSource } from '../io/source.ts';
import { survey } from '../io/survey.ts';
import { controlFromPort } from './control-port.ts';
import type { IoApi, LocalFile } from './protocol.ts';
import { moving, serve } from './remote.ts';

const readings = new Readings();

function sources(files: readonly LocalFile[]): ByteSource[] {
  const names = fileNames(files.map(({ file, path }) => ({ name: file.name, path })));
  return files.map(({ file, path }, i) => fromBlob(file, names[i]!, path));
}

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
