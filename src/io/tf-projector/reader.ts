import { readArray } from '../array.ts';
import { LocusError } from '../../base/errors.ts';
import { chosenNames } from '../chosen-matrices.ts';
import { lastPart, namedFile, namedFiles } from '../folders.ts';
import { sha256 } from '../hash.ts';
import { count } from '../names.ts';
import { numberType } from '../number-type.ts';
import { chosenRows } from '../row-choice.ts';
import { readChunks, type ByteSource } from '../source.ts';
import type { FileContent, Format, MatrixOffer, Plan, ReadMatrix } from '../types.ts';
import { isTable, looksLikeConfig, readConfig, type Embedding } from './config.ts';

interface ProjectorPlan extends Plan {
  readonly matrices: readonly MatrixOffer[];
  readonly embeddings: readonly Embedding[];
  readonly companions: readonly ByteSource[];
}

const FLOAT32 = numberType('float', 4, 'float32');

/**
 * A projector_config.json of the TensorFlow Projector with the files it names. Tables (tsv) are read as any other table; raw
 * float32 (.bytes) has its shape from here.
 */
export const format: Format<ProjectorPlan> = {
  id: 'tf-projector',
  title: 'a configuration of the TensorFlow Projector',
  extensions: ['.json'],
  about: {
    variants: [
      'projector_config.json with tensors as raw float32 (.bytes) or tsv, metadata.tsv, a sprite sheet',
      'metadata with one column has no heading, with several it has one, as in the Projector',
      'several embeddings of the same items are several spaces; __seq_next__ is kept as a column',
    ],
    limits: [
      '.bytes alone has no shape: the configuration has to be dropped along, or the name says it',
      'bookmarks are named, not shown',
    ],
    peers: ['TensorFlow Projector'],
  },

  sniff: ({ head }) => (looksLikeConfig(head) ? 'certain' : 'no'),

  async companions(source, others) {
    const embeddings = await readConfig(source);
    const own = embeddings.flatMap(({ tensor, bookmarks }) => [
      ...(isTable(tensor) ? [] : [tensor]),
      ...(bookmarks === null ? [] : [bookmarks]),
    ]);
    return namedFiles(source, own, others);
  },

  async plan(source, _control, companions) {
    const embeddings = await readConfig(source);
    const raw = embeddings.flatMap(({ shape, ...embedding }) =>
      shape && !isTable(embedding.tensor) ? [{ ...embedding, shape }] : [],
    );
    const first = raw[0]?.shape[0];
    const matrices = raw.map(({ shape, ...embedding }) => {
      const file = namedFile(source, embedding.tensor, companions);
      const [rows, cols] = shape;
      const why = refusal(embedding.tensor, shape, file);
      return {
        ...{ name: embedding.name, rows, cols, dtype: 'float32', bytes: 4 * rows * cols },
        proposed: why === null && rows === first,
        ...(why !== null && { refused: why }),
      };
    });
    return { matrices, embeddings, companions, memory: 8 << 20 };
  },

  async read(source, plan, selection, control): Promise<FileContent> {
    const { matrices: offers, embeddings, companions } = plan;
    const { path } = source;
    const names = chosenNames(selection, offers);
    const hasher = await sha256();
    const see = (bytes: Uint8Array): void => hasher.update(bytes);
    await readChunks(source, 0, source.byteLength, control, see);
    const matrices: ReadMatrix[] = [];
    const notes = embeddings.flatMap(({ bookmarks }) =>
      bookmarks ? [`${source.name}: the bookmarks in ${lastPart(bookmarks)} are not shown.`] : [],
    );
    const sheets = embeddings.flatMap(({ name, sprite }) =>
      sprite && (names.length === 0 || names.includes(name))
        ? [{ by: { name: source.name, ...(path !== undefined && { path }) }, ...sprite }]
        : [],
    );
    const headedIfWide = embeddings.flatMap(({ metadata }) => metadata ?? []);
    for (const name of names) {
      const embedding = embeddings.find((one) => one.name === name);
      const offer = offers.find((one) => one.name === name);
      const file = embedding && namedFile(source, embedding.tensor, companions);
      if (!embedding?.shape || !file || offer?.refused !== undefined)
        throw refused(source, name, offer?.refused);
      const [rows, cols] = embedding.shape;
      const chosen = chosenRows(selection.rows, rows);
      const place = { start: 0, rows, cols, type: FLOAT32 };
      const read = await readArray(file, name, place, { chosen, see }, control);
      matrices.push(read.matrix);
      notes.push(...read.notes);
    }
    const kept = matrices[0]?.kept;
    const missing = offers.find((offer) => offer.refused !== undefined);
    if (matrices.length === 0 && missing) throw refused(source, missing.name, missing.refused);
    return {
      ...{
        sha256: hasher.digest(),
        hashed: 'parts',
        matrices,
        table: null,
        notes,
        sheets,
        headedIfWide,
      },
      ...(kept && { kept }),
    };
  },
};

function refusal(
  tensor: string,
  shape: readonly [number, number],
  file: ByteSource | null,
): string | null {
  if (!file) return `its file ${lastPart(tensor)} was not dropped along`;
  const wanted = 4 * shape[0] * shape[1];
  if (file.byteLength === wanted) return null;
  return `${lastPart(tensor)} holds ${count(file.byteLength)} bytes, and ${shape[0]} x ${shape[1]} float32 are ${count(wanted)}`;
}

function refused(source: ByteSource, name: string, why: string | undefined): LocusError {
  return new LocusError({
    code: why === undefined ? 'E_PARAM' : 'E_TRUNCATED',
    message: `${source.name}: embedding "${name}" ${why === undefined ? 'is not there' : `cannot be read: ${why}`}.`,
    file: source.name,
    place: `embedding "${name}"`,
    hint: 'Drop all files that the configuration names, as the program wrote them.',
  });
}
