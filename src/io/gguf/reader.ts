import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { readArray } from '../array.ts';
import { sha256 } from '../hash.ts';
import { chosenRows, keptOf } from '../row-choice.ts';
import { readChunks, type ByteSource } from '../source.ts';
import type { FileContent, Format, MatrixOffer, Plan, ReadMatrix, Selection } from '../types.ts';
import { readBlocks } from './blocks.ts';
import { MAGIC, readHeader, type GgufHeader, type Tensor } from './header.ts';
import { offersOf, refusalOf } from './offers.ts';
import { furtherParts, missingNote } from './parts.ts';
import { tokenTable } from './tokens.ts';

interface GgufPlan extends Plan {
  readonly header: GgufHeader;
  readonly matrices: readonly MatrixOffer[];
  /** Where each tensor lies, by name: in this file or in a further part of the model. */
  readonly places: ReadonlyMap<string, { readonly source: ByteSource; readonly tensor: Tensor }>;
  readonly notes: readonly string[];
}

/** GGUF, the models of llama.cpp: one of its matrices, dequantised, with the tokens as names of the rows. */
export const format: Format<GgufPlan> = {
  id: 'gguf',
  title: 'a GGUF model',
  extensions: ['.gguf'],

  sniff: ({ head }) => (MAGIC.every((byte, i) => head[i] === byte) ? 'certain' : 'no'),

  about: {
    variants: [
      'versions 2 and 3; a model in one file or in parts (-00001-of-00003.gguf)',
      'F32, F16, BF16, F64, I8, I16, I32, I64',
      'Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, dequantised as by ggml',
      'tokens of the vocabulary name the rows of the embedding and the unembedding',
    ],
    limits: [
      'matrices of two axes',
      'IQ, TQ, MXFP4, NVFP4, Q8_1 and Q8_K types, big-endian files and version 1 are refused',
      'a header of at most 256 MiB',
    ],
    peers: [],
  },

  companions: (source, others) => Promise.resolve(furtherParts(source, others)),

  async plan(source, control, companions) {
    const header = await readHeader(source, control);
    const places = new Map<string, { source: ByteSource; tensor: Tensor }>();
    for (const part of [source, ...companions]) {
      const { tensors } = part === source ? header : await readHeader(part, control);
      for (const tensor of tensors) {
        const other = places.get(tensor.name);
        if (other) throw twice(part, tensor.name, other.source);
        places.set(tensor.name, { source: part, tensor });
      }
    }
    const matrices = offersOf(Array.from(places.values(), ({ tensor }) => tensor));
    const missing = missingNote(source, companions);
    const notes = missing === null ? [] : [missing];
    return { header, matrices, places, notes, memory: (8 << 20) + 4 * header.end };
  },

  async read(source, plan, selection, control) {
    const { header, places, notes } = plan;
    const onlyTable = selection.matrices?.length === 0;
    const offers = chooseOffers(source, plan, onlyTable ? {} : selection);
    const hasher = await sha256();
    const see = (chunk: Uint8Array): void => hasher.update(chunk);
    const head = new Uint8Array(header.end);
    await readChunks(source, 0, header.end, control, (chunk, offset) => {
      see(chunk);
      head.set(chunk, offset);
    });
    const read: ReadMatrix[] = [];
    const said = [...notes, ...(selection.matrices ? [] : insteadNotes(source, plan, offers))];
    for (const offer of onlyTable ? [] : offers) {
      const place = places.get(offer.name);
      if (!place) continue;
      const chosen = chosenRows(selection.rows, offer.rows);
      const found = await readTensor(place.source, place.tensor, offer, chosen, see, control);
      read.push({ ...found.matrix, kept: keptOf(chosen, offer.rows) });
      said.push(...found.notes);
    }
    const [first] = offers;
    const chosen = chosenRows(selection.rows, first.rows);
    const vocabulary = first.role
      ? tokenTable(source.name, head, header, first.rows, chosen)
      : { table: null, notes: [] };
    const content: FileContent = {
      ...{ sha256: hasher.digest(), hashed: 'parts', matrices: read },
      table: vocabulary.table,
      notes: [...said, ...vocabulary.notes],
    };
    return chosen ? { ...content, kept: { rows: chosen, of: first.rows } } : content;
  },
};

async function readTensor(
  source: ByteSource,
  { type, start }: Tensor,
  { name, rows, cols }: MatrixOffer,
  chosen: Uint32Array | null,
  see: (chunk: Uint8Array) => void,
  control: Control,
): Promise<{ readonly matrix: ReadMatrix; readonly notes: readonly string[] }> {
  if (type?.plain) {
    const place = { start, rows, cols, type: type.plain };
    return readArray(source, name, place, { chosen, see }, control);
  }
  if (!type?.dequantise) throw new TypeError(`${name} was to be refused`);
  const { name: dtype, block, bytes, dequantise } = type;
  const place = { name, start, rows, cols, block, bytes, dtype, dequantise };
  const note = `${source.name}: ${name} is quantised (${dtype}); the numbers are those that ggml computes with.`;
  return { matrix: await readBlocks(source, place, chosen, see, control), notes: [note] };
}

/** Says so when the embedding itself could not be proposed. */
function insteadNotes(
  source: ByteSource,
  { matrices }: GgufPlan,
  [taken]: readonly MatrixOffer[],
): readonly string[] {
  const embedding = matrices.find(({ role }) => role === 'embedding');
  if (!embedding || embedding === taken) return [];
  const { name, refused } = embedding;
  return [`${source.name}: ${name} cannot be taken (${refused}); ${taken.name} stands for it.`];
}

/** The offers that are taken, in the order of the offers. */
function chooseOffers(
  { name: file }: ByteSource,
  { matrices: offers, places }: GgufPlan,
  { matrices: names }: Selection,
): readonly [MatrixOffer, ...MatrixOffer[]] {
  const [example] = offers;
  if (!example) {
    const message = `${file} holds no tensors, only keys.`;
    throw new LocusError({
      ...{ code: 'E_EMPTY', message, file, place: 'list of tensors', hint: NO_TENSORS },
    });
  }
  const unknown = names?.find((name) => !places.has(name));
  if (unknown !== undefined) {
    const message = `${file} has no tensor ${JSON.stringify(unknown)}.`;
    const hint = `Choose one of its ${offers.length} tensors, such as ${example.name}.`;
    throw new LocusError({ code: 'E_SHAPE', message, file, place: 'list of tensors', hint });
  }
  const chosen = offers.filter(({ name, proposed }) => names?.includes(name) ?? proposed);
  // Without a proposal none can be taken, and the first one says why.
  const [first = example, ...others] = chosen;
  for (const { name, dtype } of [first, ...others]) {
    const tensor = places.get(name)?.tensor;
    const refusal = tensor ? refusalOf(tensor) : null;
    if (!refusal) continue;
    const { code, why } = refusal;
    const none = chosen.length === 0 ? ' holds no matrix that can be shown' : '';
    const message = `${file}${none}: the tensor ${name} (${dtype}) cannot be taken: ${why}.`;
    throw new LocusError({ code, message, file, place: `tensor ${name}`, hint: OTHER });
  }
  return [first, ...others];
}

const OTHER =
  'Choose a matrix of another type, or convert the model with llama.cpp: llama-quantize --allow-requantize model.gguf out.gguf Q8_0';
const NO_TENSORS =
  'It is a vocabulary alone, or the first part of a model in parts. Drop the file with the weights, all parts together.';

const twice = (part: ByteSource, name: string, other: ByteSource): LocusError =>
  new LocusError({
    code: 'E_HEADER',
    message: `${part.name}: the tensor ${JSON.stringify(name)} stands in ${other.name} as well.`,
    file: part.name,
    place: 'list of tensors',
    hint: 'These are parts of different models under one name. Drop the parts of one model.',
  });
