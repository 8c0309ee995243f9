import { sha256 } from '../hash.ts';
import { count } from '../names.ts';
import { readRange } from '../source.ts';
import type { Format, Plan } from '../types.ts';
import { imageType, readImageHeader, MOST_PIXELS, MOST_SIDE, type ImageHeader } from './header.ts';

interface ImagePlan extends Plan {
  readonly header: ImageHeader;
}

/** Pictures of the items: they accompany vectors and hold none. Only the header is read here. */
export const format: Format<ImagePlan> = {
  id: 'images',
  title: 'an image',
  extensions: ['.png', '.jpg', '.jpeg', '.webp'],
  accompanies: true,
  about: {
    variants: [
      'beside vectors: one image per item, by a column of file names, by ids or in order',
      'beside vectors: a sprite sheet by the rule of the TensorFlow Projector, ceil(sqrt(N)) tiles in a row',
    ],
    limits: [
      `${count(MOST_SIDE)} pixels a side, ${count(MOST_PIXELS)} in all`,
      'SVG is refused (it may hold scripts), GIF and TIFF as well',
      'the command line matches images and does not decode them',
    ],
    library: 'the browser',
    peers: ['TensorFlow Projector'],
  },

  sniff: ({ head }) => (imageType(head) ? 'certain' : 'no'),

  async plan(source) {
    return { matrices: [], memory: 0, header: await readImageHeader(source) };
  },

  async read(source, { header }) {
    const hasher = await sha256();
    hasher.update(await readRange(source, 0, Math.min(source.byteLength, 64)));
    return {
      sha256: hasher.digest(),
      hashed: 'parts',
      matrices: [],
      table: null,
      notes: [`${source.name} has ${header.width} x ${header.height} pixels.`],
    };
  },
};
