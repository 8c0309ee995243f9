import { LocusError } from '../../base/errors.ts';
import { isObject } from '../json-object.ts';
import { plural } from '../names.ts';

/** The shapes in which vector databases and embedding services write their vectors, brought to a table. */

type Json = Record<string, unknown>;

/** Objects of metadata beside a vector, by their names in Chroma, Pinecone, Qdrant and Weaviate. */
const METADATA = /^(metadata|metadatas|payload|properties)$/;

/** Nested answers are unwrapped so often: `{result: {points: [...]}}`. */
const MOST_LAYERS = 3;

/**
 * The table inside a document: `{ids, embeddings, documents, metadatas}` (Chroma) without what has no value for each id;
 * `{object, data: [...], model, usage}` (OpenAI), `{vectors: [...]}`, `{result: {points: [...]}}` (Pinecone, Qdrant) as the
 * list that they hold; metadata objects as columns of their own. Everything else comes back as it is.
 */
export function tableInside(document: unknown): unknown {
  const inner = innermost(document);
  if (!Array.isArray(inner)) return isObject(inner) ? byIds(inner) : inner;
  return inner.every(isObject) ? inner.map(withMetadata) : inner;
}

function innermost(document: unknown): unknown {
  let inner = document;
  for (let layer = 0; layer < MOST_LAYERS; layer++) inner = unwrapped(inner);
  return inner;
}

/** Notes on the lists of `{ids, embeddings, ...}` that do not have a value for each id. `included` lists names of the others. */
export function leftOut(document: unknown, file: string): string[] {
  const inner = innermost(document);
  if (!isObject(inner) || !Array.isArray(inner.ids) || !Array.isArray(inner.embeddings)) return [];
  const ids = inner.ids.length;
  return Object.entries(inner).flatMap(([key, values]) =>
    Array.isArray(values) && values.length !== ids && key !== 'included'
      ? [
          `${file}: ${key} was left out: ${plural(values.length, 'value')} for ${plural(ids, 'id')}.`,
        ]
      : [],
  );
}

/** The only list of objects among values that are no columns. */
function unwrapped(document: unknown): unknown {
  if (!isObject(document)) return document;
  const values = Object.values(document);
  const lists = values.filter(Array.isArray) as unknown[][];
  if (lists.length === 1 && lists[0].length > 0 && lists[0].every(isObject)) {
    // A single column of objects is a table of its own.
    return values.length > 1 || isKnown(document) ? lists[0] : document;
  }
  const { result } = document;
  return lists.length === 0 && isObject(result) ? result : document;
}

const isKnown = (document: Json): boolean =>
  ['data', 'vectors', 'points', 'matches', 'embeddings', 'objects'].some((key) =>
    Object.hasOwn(document, key),
  );

function byIds(document: Json): unknown {
  const { ids, embeddings } = document;
  if (!Array.isArray(ids) || !Array.isArray(embeddings)) return document;
  const columns = Object.entries(document).filter(
    ([, values]) => Array.isArray(values) && values.length === ids.length,
  ) as [string, unknown[]][];
  return ids.map((_, row) =>
    withMetadata(fromEntries(columns.map(([name, values]) => [name, values[row]]))),
  );
}

/** Metadata as keys beside the others; one that is there already keeps its place in the object. */
function withMetadata(item: Json): Json {
  const inner = Object.entries(item).find(([key, value]) => METADATA.test(key) && isObject(value));
  if (!inner) return item;
  const others = Object.entries(item).filter(([key]) => key !== inner[0]);
  const taken = new Set(others.map(([key]) => key));
  const added = Object.entries(inner[1] as Json).map(([key, value]): [string, unknown] => [
    taken.has(key) ? `${inner[0]}.${key}` : key,
    value,
  ]);
  return fromEntries([...others, ...added]);
}

/** Keys such as `__proto__` are data: Object.fromEntries defines properties, and sets none. */
const fromEntries = (entries: readonly (readonly [string, unknown])[]): Json =>
  Object.fromEntries(entries) as Json;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const SHORTEST = 16;

/**
 * Vectors as OpenAI's `encoding_format: "base64"` gives them: float32, little-endian. Null when the first text is none.
 * @throws LocusError E_VALUE where a later one is none, E_RAGGED where it has another length
 */
export function fromBase64(values: readonly unknown[], file: string): number[][] | null {
  const vectors: number[][] = [];
  for (const [item, value] of values.entries()) {
    const bytes = decoded(value);
    if (!bytes && item === 0) return null;
    if (!bytes) {
      throw new LocusError({
        ...{ code: 'E_VALUE', file, place: `item ${item}, "embedding" (counting from 0)` },
        message: `${file}: the embedding of item ${item} is no base64 of float32 numbers, as those before it are.`,
        hint: 'It may be cut short. Ask the service for this item again, or leave it out.',
      });
    }
    const vector = [...new Float32Array(bytes.buffer)];
    const length = vectors[0]?.length ?? vector.length;
    if (vector.length !== length) {
      throw new LocusError({
        ...{ code: 'E_RAGGED', file, place: `item ${item}, "embedding" (counting from 0)` },
        message: `${file}: the embedding of item ${item} has ${vector.length} numbers, those before it have ${length}.`,
        hint: 'All vectors of one space have the same length. Ask for all of them with one model and one number of dimensions.',
      });
    }
    vectors.push(vector);
  }
  return vectors;
}

function decoded(value: unknown): Uint8Array | null {
  if (typeof value !== 'string' || value.length < SHORTEST || !BASE64.test(value)) return null;
  const bytes = Uint8Array.from(atob(value), (char) => char.charCodeAt(0));
  return bytes.length % 4 === 0 ? bytes : null;
}
