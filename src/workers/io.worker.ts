import type { Parsed } from '../io/align.ts';
import { assemble, attachMetadata } from '../io/assemble.ts';
import { fromBlob } from '../io/blob-source.ts';
import { openFiles, readFiles } from '../io/open.ts';
import { controlFromPort } from './control-port.ts';
import type { IoApi } from './protocol.ts';
import { moving, serve } from './remote.ts';

/** What the last opening read, so that the join can be changed without reading again. */
let last: Parsed | null = null;

const sources = (files: readonly File[]) => files.map((file) => fromBlob(file, file.name));

/** Reading and parsing happen here, so that the page never blocks on a file. */
const api: IoApi = {
  async open(files, options, port) {
    const control = controlFromPort(port);
    try {
      const { dataset, spaces, problems, parsed } = await openFiles(
        sources(files),
        options,
        control,
      );
      if (parsed) last = parsed;
      const buffers = new Set(spaces.map((space) => space.data.buffer as ArrayBuffer));
      return moving({ dataset, spaces, problems }, [...buffers]);
    } finally {
      control.close();
    }
  },

  async attach(dataset, files, options, port) {
    if (files.length === 0 && last) return { ...assemble(last, options), spaces: [] };
    const control = controlFromPort(port);
    try {
      const read = await readFiles(sources(files), control, { tablesAsVectors: false });
      const tables = read.files.flatMap(({ content }) => content.table ?? []);
      if (last) last = { ...last, tables: [...last.tables, ...tables] };
      const problems = [...read.problems];
      let joined = dataset;
      for (const table of tables) {
        const attached = attachMetadata(joined, table, options);
        joined = attached.dataset;
        problems.push(...attached.problems);
      }
      return { dataset: joined === dataset ? null : joined, spaces: [], problems };
    } finally {
      control.close();
    }
  },
};

serve(api);
