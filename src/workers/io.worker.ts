import type { Control } from '../base/control.ts';
import { fromBlob } from '../io/blob-source.ts';
import type { Pictures } from '../io/images/pictures.ts';
import { openFiles, readFiles } from '../io/open.ts';
import { Readings } from '../io/readings.ts';
import type { ByteSource } from '../io/source.ts';
import { survey } from '../io/survey.ts';
import { controlFromPort } from './control-port.ts';
import type { IoApi, Opened } from './protocol.ts';
import { moving, serve } from './remote.ts';
import { drawPictures } from './thumbnails.ts';

const readings = new Readings();

/** What the sources of images are made of: the browser decodes blobs. */
const blobs = new WeakMap<ByteSource, Blob>();

const sources = (files: readonly File[]) =>
  files.map((file) => {
    const source = fromBlob(file, file.name);
    blobs.set(source, file);
    return source;
  });

/** Thumbnails of what was matched, and the images that could not be decoded. */
async function draw(
  pictures: Pictures | null,
  control: Control,
): Promise<Pick<Opened, 'pictures' | 'problems'>> {
  if (!pictures) return { pictures: null, problems: [] };
  const { drawn, problems } = await drawPictures(
    pictures,
    ({ source }) => blobs.get(source)!,
    control,
  );
  return { pictures: drawn, problems };
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
      const opened = await openFiles(sources(files), options, control);
      const { dataset, spaces, parsed } = opened;
      const drawn = await draw(options.pictures === false ? null : opened.pictures, control);
      const problems = [...opened.problems, ...drawn.problems];
      if (dataset && parsed) readings.remember(dataset, parsed, problems, opened.images);
      const buffers = new Set(spaces.map((space) => space.data.buffer as ArrayBuffer));
      const images = opened.images.files.length;
      return moving({ dataset, spaces, problems, pictures: drawn.pictures, images }, [...buffers]);
    } finally {
      control.close();
    }
  },

  async attach(dataset, files, options, port) {
    const control = controlFromPort(port);
    try {
      if (files.length === 0) {
        const { pictures, ...joined } = readings.rejoin(dataset, options);
        const drawn = await draw(pictures, control);
        const problems = [...joined.problems, ...drawn.problems];
        return { ...joined, spaces: [], problems, pictures: drawn.pictures, images: 0 };
      }
      const read = await readFiles(sources(files), control, { tablesAsVectors: false });
      const tables = read.files.flatMap(({ content }) => content.table ?? []);
      const { pictures, ...joined } = readings.attach(dataset, tables, options, read.images);
      const drawn = await draw(pictures, control);
      const problems = [...read.problems, ...joined.problems, ...drawn.problems];
      const images = read.images.files.length;
      return { ...joined, spaces: [], problems, pictures: drawn.pictures, images };
    } finally {
      control.close();
    }
  },
};

serve(api);
