import type { Control } from '../base/control.ts';
import type { Pictures } from '../io/images/pictures.ts';
import { LocusError } from '../base/errors.ts';
import { provideFileHasher } from '../io/hash.ts';
import { provideIsolation } from '../io/isolation.ts';
import { openFiles, readFiles } from '../io/open.ts';
import { RemoteFiles } from '../io/remote-files.ts';
import { Readings } from '../io/readings.ts';
import { survey } from '../io/survey.ts';
import { BackgroundHash } from './background-hash.ts';
import { controlFromPort } from './control-port.ts';
import { isRemote, sourcesOf, type Sent } from './given.ts';
import type { IoApi, Opened } from './protocol.ts';
import { workerThread } from './isolated-worker.ts';
import { keepFiles, noteView } from './kept-files.ts';
import { moving, serve } from './remote.ts';
import { writeFile } from './write-file.ts';
import { drawPictures } from './thumbnails.ts';

const readings = new Readings();

provideIsolation(() =>
  workerThread(new Worker(new URL('./hdf5.worker.ts', import.meta.url), { type: 'module' })),
);

const hash = new BackgroundHash(
  () => new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' }),
);
provideFileHasher(() => hash.hasher());

const remote = new RemoteFiles((url, init) => fetch(url, init));

/** What was fetched of files that led to a problem is fetched anew when the person tries again. */
function forgetWrong(files: readonly Sent[], problems: readonly unknown[]): void {
  if (problems.length > 0) remote.forget(files.filter(isRemote));
}

/** Thumbnails of what was matched, and the images that could not be decoded. */
async function draw(
  pictures: Pictures | null,
  control: Control,
): Promise<Pick<Opened, 'pictures' | 'problems' | 'sources'>> {
  return pictures ? drawPictures(pictures, control) : { pictures: null, problems: [], sources: [] };
}

/** Calls under way. */
let running = 0;

/** Does the work of one call, controlled from the page by its port. */
async function controlled<T>(
  port: MessagePort,
  work: (control: Control) => Promise<T>,
): Promise<T> {
  const control = controlFromPort(port);
  running++;
  try {
    return await work(control);
  } finally {
    control.close();
    if (--running === 0) hash.release();
  }
}

/** Reading and parsing happen here, so that the page never blocks on a file. */
const api: IoApi = {
  survey(files, port) {
    return controlled(port, async (control) => {
      const { sources, problems } = await sourcesOf(files, remote, control);
      const surveyed = await survey(sources, control);
      return { ...surveyed, problems: [...problems, ...surveyed.problems] };
    });
  },

  open(files, options, port) {
    return controlled(port, async (control) => {
      const { sources, problems: unreachable } = await sourcesOf(files, remote, control);
      const opened = await openFiles(sources, options, control);
      const { dataset, spaces, parsed } = opened;
      const drawn = await draw(options.pictures === false ? null : opened.pictures, control);
      const problems = [...unreachable, ...opened.problems, ...drawn.problems];
      forgetWrong(files, problems);
      if (dataset && parsed) readings.remember(dataset, parsed, problems, opened.images);
      const buffers = new Set(spaces.map((space) => space.data.buffer as ArrayBuffer));
      const { pictures } = drawn;
      const images = opened.images.files.length;
      const read = [...opened.sources, ...drawn.sources];
      return moving({ dataset, spaces, problems, sources: read, pictures, images }, [...buffers]);
    });
  },

  attach(dataset, files, options, port) {
    return controlled(port, async (control) => {
      if (files.length === 0) {
        const { pictures, ...joined } = readings.rejoin(dataset, options);
        const drawn = await draw(pictures, control);
        const problems = [...joined.problems, ...drawn.problems];
        return { ...joined, ...drawn, spaces: [], problems, images: 0 };
      }
      const { sources, problems: unreachable } = await sourcesOf(files, remote, control);
      const read = await readFiles(sources, control, { tablesAsVectors: false });
      const tables = read.files.flatMap(({ content }) => content.table ?? []);
      const { pictures, ...joined } = readings.attach(dataset, tables, options, read.images);
      const drawn = await draw(pictures, control);
      const problems = [...unreachable, ...read.problems, ...joined.problems, ...drawn.problems];
      forgetWrong(files, problems);
      const images = read.images.files.length;
      const all = [...read.sources, ...drawn.sources];
      return { ...joined, ...drawn, spaces: [], problems, sources: all, images };
    });
  },

  keep(files, id, entry, port) {
    return controlled(port, async (control) => {
      const { sources, problems } = await sourcesOf(files, remote, control);
      if (problems[0]) throw new LocusError(problems[0]);
      await keepFiles(sources, id, entry, control);
    });
  },

  noteView,

  write(table, format, port) {
    return controlled(port, async (control) => {
      return await writeFile(table, format, control);
    });
  },
};

serve(api);
