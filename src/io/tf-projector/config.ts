import { LocusError } from '../../base/errors.ts';
import { lastPart } from '../folders.ts';
import { unusedName } from '../names.ts';
import { readRange, type ByteSource } from '../source.ts';

/** One entry of `embeddings` in a projector_config.json. */
export interface Embedding {
  /** All different. */
  readonly name: string;
  /** Rows and columns; null for a table, which has a shape of its own. */
  readonly shape: readonly [number, number] | null;
  /** The path that it names, as those below: of addresses without the question behind it. */
  readonly tensor: string;
  readonly metadata: string | null;
  readonly sprite: { readonly file: string; readonly tile: readonly [number, number] } | null;
  readonly bookmarks: string | null;
}

const MAX_BYTES = 4 << 20;

/** Whether a file begins like a configuration of the TensorFlow Projector. */
export function looksLikeConfig(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head.subarray(0, 8192));
  return /^\s*\{/.test(text) && text.includes('"embeddings"') && text.includes('"tensorPath"');
}

/** @throws LocusError E_LIMIT, E_JSON, E_SHAPE */
export async function readConfig(source: ByteSource): Promise<Embedding[]> {
  const { name, byteLength } = source;
  if (byteLength > MAX_BYTES) throw wrong(source, 'E_LIMIT', 'it is larger than 4 MiB');
  const text = new TextDecoder().decode(await readRange(source, 0, byteLength));
  let list: unknown;
  try {
    list = (JSON.parse(text) as { embeddings?: unknown } | null)?.embeddings;
  } catch {
    throw wrong(source, 'E_JSON', 'it is no valid JSON');
  }
  if (!Array.isArray(list) || list.length === 0)
    throw wrong(source, 'E_JSON', 'it lists no embeddings');
  const taken = new Set<string>();
  return list.map((entry: unknown, i) => {
    const embedding = embeddingOf(source, entry, `${name}, embedding ${i}`);
    const own = unusedName(embedding.name, taken);
    taken.add(own);
    return { ...embedding, name: own };
  });
}

function embeddingOf(source: ByteSource, entry: unknown, place: string): Embedding {
  if (!isObject(entry)) throw wrong(source, 'E_JSON', `${place} is no object`);
  const { tensorName, tensorPath, tensorShape, metadataPath, bookmarksPath, sprite } = entry;
  if (typeof tensorPath !== 'string') throw wrong(source, 'E_JSON', `${place} has no tensorPath`);
  const shape = tensorShape;
  if (!isPair(shape) && !(shape === undefined && isTable(tensorPath))) {
    throw wrong(source, 'E_SHAPE', `${place} has no tensorShape of two numbers`);
  }
  const { imagePath, singleImageDim } = isObject(sprite) ? sprite : {};
  const hasSprite = typeof imagePath === 'string' && isPair(singleImageDim);
  return {
    name: typeof tensorName === 'string' ? tensorName : lastPart(plainPath(tensorPath)),
    shape: isPair(shape) ? shape : null,
    tensor: plainPath(tensorPath),
    metadata: typeof metadataPath === 'string' ? plainPath(metadataPath) : null,
    sprite: hasSprite ? { file: plainPath(imagePath), tile: singleImageDim } : null,
    bookmarks: typeof bookmarksPath === 'string' ? plainPath(bookmarksPath) : null,
  };
}

/** Tables are files of their own: they are read as any other table. */
export const isTable = (file: string): boolean => /\.(tsv|csv|txt)$/i.test(plainPath(file));

/** "https://x.org/data/tensors.bytes?v=1" names a file of the drop as "x.org/data/tensors.bytes" does: nothing is fetched. */
const plainPath = (path: string): string => path.replace(/^https?:\/\//i, '').split(/[?#]/)[0];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isPair = (value: unknown): value is [number, number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((n) => Number.isSafeInteger(n) && (n as number) > 0);

function wrong(source: ByteSource, code: string, cause: string): LocusError {
  return new LocusError({
    code,
    message: `${source.name} is no configuration of the TensorFlow Projector: ${cause}.`,
    file: source.name,
    place: 'embeddings',
    hint: 'Drop the tensors (tsv) and the metadata (tsv) without it.',
  });
}
