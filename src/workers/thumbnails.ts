import { checkpoint, throwIfCancelled, type Control } from '../base/control.ts';
import { CancelledError, type ErrorDetails } from '../base/errors.ts';
import { fewProblems } from '../io/images/headers.ts';
import type { ImageFile, Pictures } from '../io/images/pictures.ts';
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

/**
 * Draws what was matched: a sheet is taken as it is, single images become one. An image that the browser cannot decode is a problem
 * that names it; its items have no picture.
 * @throws CancelledError
 */
export async function drawPictures(
  pictures: Pictures,
  blobOf: (image: ImageFile) => Blob,
  control: Control,
): Promise<{ readonly drawn: DrawnPictures; readonly problems: readonly ErrorDetails[] }> {
  const { tiles, from } = pictures;
  if (from.kind === 'sheet') {
    const { image, width, height, perRow } = from;
    const sheet = new Blob([blobOf(image)], { type: image.header.type });
    return { drawn: { sheet, tile: width, tileHeight: height, perRow, tiles }, problems: [] };
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
    const decoded = await Promise.allSettled(block.map((image) => decode(image, blobOf, tile)));
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
      context.drawImage(bitmap, x, y, width, height);
      bitmap.close();
    });
  }
  throwIfCancelled(control);
  const type = images.length > MOST_LOSSLESS ? 'image/webp' : 'image/png';
  const sheet = await canvas.convertToBlob({ type, quality: 0.9 });
  if (control.signal?.aborted) throw new CancelledError();
  const shown = tiles.map((t) => (broken.has(t) ? -1 : t));
  const drawn = { sheet, tile, tileHeight: tile, perRow, tiles: shown };
  return { drawn, problems: fewProblems(problems) };
}

/** As large as the tile, where it is not smaller; the header was checked before. */
function decode(
  image: ImageFile,
  blobOf: (image: ImageFile) => Blob,
  tile: number,
): Promise<ImageBitmap> {
  const { width, height, type } = image.header;
  const blob = new Blob([blobOf(image)], { type });
  const [long, wide] = [Math.max(width, height), Math.min(width, height)];
  if (long <= tile || long > MOST_ASPECT * wide) return createImageBitmap(blob);
  const side = width >= height ? { resizeWidth: tile } : { resizeHeight: tile };
  return createImageBitmap(blob, { ...side, resizeQuality: 'high' });
}

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
