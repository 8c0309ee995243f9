import { checkpoint, throwIfCancelled, type Control } from '../base/control.ts';
import type { ErrorDetails } from '../base/errors.ts';
import type { SourceFile } from '../data/dataset.ts';
import { sha256 } from '../io/hash.ts';
import { fewProblems } from '../io/images/headers.ts';
import type { ImageFile, Pictures } from '../io/images/pictures.ts';
import { readRange } from '../io/source.ts';
import type { DrawnPictures } from './protocol.ts';

/** Pixels of a thumbnail where there is room for all of them. */
const TILE = 64;
/** Pixels a side of the sheet: what graphics memory of phones holds. More images have smaller tiles. */
const MOST_SIDE = 8192;
/** Images that are decoded at the same time. */
const TOGETHER = 4;
/** Sheets of more tiles than this are compressed with loss: a lossless one would take long to write. */
const MOST_LOSSLESS = 4096;
/** An image that is longer than this many times its width is decoded whole: its shorter side would grow otherwise. */
const MOST_ASPECT = 16;

export interface SheetSize {
  /** Of a tile, in pixels. */
  readonly tile: number;
  readonly perRow: number;
  readonly rows: number;
}

/** A square of tiles for n images. */
export function sheetSize(n: number): SheetSize {
  const perRow = Math.max(1, Math.ceil(Math.sqrt(n)));
  const tile = Math.max(1, Math.min(TILE, Math.floor(MOST_SIDE / perRow)));
  return { tile, perRow, rows: Math.max(1, Math.ceil(n / perRow)) };
}

export interface Drawn {
  readonly pictures: DrawnPictures;
  readonly problems: readonly ErrorDetails[];
  /** The sheet that was read, with its hash; single images have none. */
  readonly sources: readonly SourceFile[];
}

/**
 * Draws what was matched: a sheet is taken as it is, single images become one. An image that the browser cannot decode is a problem
 * that names it; its items have no picture.
 * @throws CancelledError
 */
export async function drawPictures(pictures: Pictures, control: Control): Promise<Drawn> {
  const { tiles, from } = pictures;
  if (from.kind === 'sheet') {
    const { image, width, height, perRow } = from;
    const { name, byteLength } = image.source;
    const bytes = await bytesOf(image);
    const hasher = await sha256();
    hasher.update(bytes);
    const sheet = new Blob([bytes], { type: image.header.type });
    return {
      pictures: { sheet, tile: width, tileHeight: height, letterboxed: false, perRow, tiles },
      problems: [],
      sources: [{ name, bytes: byteLength, sha256: hasher.digest() }],
    };
  }
  const { images } = from;
  const { tile, perRow, rows } = sheetSize(images.length);
  const canvas = new OffscreenCanvas(perRow * tile, rows * tile);
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  const problems: ErrorDetails[] = [];
  const broken = new Set<number>();
  for (let start = 0; start < images.length; start += TOGETHER) {
    await checkpoint(control);
    control.progress?.({ stage: 'Drawing thumbnails', done: start, total: images.length });
    const block = images.slice(start, start + TOGETHER);
    const decoded = await Promise.allSettled(block.map((image) => decode(image, tile)));
    decoded.forEach((result, i) => {
      const t = start + i;
      if (result.status === 'rejected') {
        broken.add(t);
        problems.push(undecodable(block[i]!, result.reason));
        return;
      }
      const { value: bitmap } = result;
      const scale = tile / Math.max(bitmap.width, bitmap.height);
      const [width, height] = [bitmap.width * scale, bitmap.height * scale];
      const x = (t % perRow) * tile + (tile - width) / 2;
      const y = Math.floor(t / perRow) * tile + (tile - height) / 2;
      context.fillStyle = '#ffffff'; // drawings without a ground are made for paper
      context.fillRect(x, y, width, height);
      context.drawImage(bitmap, x, y, width, height);
      bitmap.close();
    });
  }
  const type = images.length > MOST_LOSSLESS ? 'image/webp' : 'image/png';
  const sheet = await canvas.convertToBlob({ type, quality: 0.9 });
  throwIfCancelled(control);
  const shown = tiles.map((t) => (broken.has(t) ? -1 : t));
  const drawn = { sheet, tile, tileHeight: tile, letterboxed: true, perRow, tiles: shown };
  return { pictures: drawn, problems: fewProblems(problems), sources: [] };
}

/** As large as the tile, where it is not smaller; the header was checked before. */
async function decode(image: ImageFile, tile: number): Promise<ImageBitmap> {
  const { width, height, type } = image.header;
  const blob = new Blob([await bytesOf(image)], { type });
  const [long, wide] = [Math.max(width, height), Math.min(width, height)];
  if (long <= tile || long > MOST_ASPECT * wide) return createImageBitmap(blob);
  const side = width >= height ? { resizeWidth: tile } : { resizeHeight: tile };
  return createImageBitmap(blob, { ...side, resizeQuality: 'high' });
}

const bytesOf = async ({ source }: ImageFile): Promise<Uint8Array<ArrayBuffer>> =>
  (await readRange(source, 0, source.byteLength)) as Uint8Array<ArrayBuffer>;

function undecodable({ source }: ImageFile, reason: unknown): ErrorDetails {
  const cause = reason instanceof Error ? reason.message : String(reason);
  return {
    code: 'E_IMAGE',
    message: `${source.name} cannot be decoded: ${cause.replace(/\.$/, '')}.`,
    file: source.name,
    place: 'image data',
    hint: 'Get or save the image again. The other images are shown without it.',
  };
}
