import { readArray } from '../array.ts';
import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { chosenNames } from '../chosen-matrices.ts';
import { baseName, namedFiles } from '../folders.ts';
import { sha256 } from '../hash.ts';
import { propose } from '../model-names.ts';
import { plural, stem } from '../names.ts';
import { chosenRows } from '../row-choice.ts';
import type { ByteSource } from '../source.ts';
import { indexEnding, indexEndingOf, isAbsent, missingParts, readIndex } from '../weight-index.ts';
import type { FileContent, Format, MatrixOffer, Plan, ReadMatrix } from '../types.ts';
import { readHeader, TYPES, type Tensor } from '../safetensors-header.ts';

interface SafetensorsPlan extends Plan {
  readonly matrices: readonly MatrixOffer[];
  /** By the name of the offer. */
  readonly tensors: ReadonlyMap<string, Part>;
}

/** A tensor and the file that holds it. */
interface Part {
  readonly source: ByteSource;
  readonly tensor: Tensor;
}

/** Hugging Face safetensors, alone or in several files with an index: of a large model only the chosen tensors are read. */
export const format: Format<SafetensorsPlan> = {
  id: 'safetensors',
  title: 'a safetensors file',
  extensions: ['.safetensors'],
  about: {
    variants: [
      'float64, float32, float16, bfloat16, float8 (E4M3, E5M2), int8 to int64, uint8 to uint64, bool',
      'several files with model.safetensors.index.json, of several models in one drop each with its own folder',
      'the embedding is proposed; several tensors with the same rows become several spaces',
    ],
    limits: ['two axes', 'a header of 100 MB'],
    peers: [],
  },

  sniff({ head, name, byteLength }) {
    const isNamed = /\.safetensors$/i.test(name);
    if (isNamed && head.length < 10) return 'certain';
    const text = new TextDecoder('latin1').decode(head.subarray(8, 512));
    if (/^\{\s*["}]/.test(text) && (isNamed || headerFits(head, byteLength))) return 'certain';
    return isOurs(indexEnding(head)) ? 'certain' : 'no';
  },

  async companions(source, others) {
    if (!(await isIndex(source))) return [];
    return namedFiles(source, (await readIndex(source)).values(), others);
  },

  async plan(source, _control, companions) {
    const index = (await isIndex(source)) ? await readIndex(source) : null;
    const parts = index
      ? await partsOf(index, companions)
      : (await readHeader(source)).map((tensor) => ({ source, tensor }));
    const tensors = new Map(parts.map((part) => [part.tensor.name, part]));
    const missing = index ? missingParts(index, companions) : [];
    const matrices = propose([...parts.map(offerOf), ...missing]);
    return { matrices, tensors, memory: 8 << 20 };
  },

  async read(source, { matrices: offers, tensors }, selection, control): Promise<FileContent> {
    const names = chosenNames(selection, offers);
    if (names.length === 0) throw nothingToRead(source, offers);
    const hasher = await sha256();
    const matrices: ReadMatrix[] = [];
    const notes: string[] = [];
    for (const name of names) {
      const part = tensors.get(name);
      const offer = offers.find((one) => one.name === name);
      if (!part || offer?.refused !== undefined) throw refused(source, name, offer?.refused);
      const chosen = chosenRows(selection.rows, offer!.rows);
      const read = await readTensor(part, chosen, (bytes) => hasher.update(bytes), control);
      matrices.push({ ...read.matrix, name: tensors.size === 1 ? stem(source.name) : name });
      notes.push(...read.notes);
    }
    const kept = matrices[0]?.kept;
    const others = offers.length - names.length;
    if (others > 0)
      notes.push(`${source.name}: ${matrices.length} of ${offers.length} tensors read.`);
    return {
      ...{ sha256: hasher.digest(), hashed: 'parts', matrices, table: null, notes },
      ...(kept && { kept }),
    };
  },
};

/** Whether the first eight bytes can be the length of a header. */
function headerFits(head: Uint8Array, byteLength: number): boolean {
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
  return length + 8n <= BigInt(byteLength);
}

/** Whether an index leads files of this format. */
const isOurs = (ending: string | null): boolean => ending === '.safetensors' || ending === '';

const isIndex = async (source: ByteSource): Promise<boolean> => isOurs(await indexEndingOf(source));

/** The tensors of those parts of a set that are there. */
async function partsOf(
  fileOf: ReadonlyMap<string, string>,
  files: readonly ByteSource[],
): Promise<Part[]> {
  const parts: Part[] = [];
  for (const source of files)
    for (const tensor of await readHeader(source))
      if (fileOf.get(tensor.name) === baseName(source)) parts.push({ source, tensor });
  return parts;
}

function offerOf({ tensor }: Part): Omit<MatrixOffer, 'proposed'> {
  const { name, dtype, shape, start, end } = tensor;
  const type = TYPES.get(dtype);
  const [rows = 1, cols = 1] = shape;
  const what = refusal(shape, dtype, type !== undefined);
  return {
    ...{ name, rows, cols, dtype: type?.name ?? dtype, bytes: end - start },
    ...(what !== null && { refused: what }),
  };
}

function refusal(shape: readonly number[], dtype: string, isKnown: boolean): string | null {
  if (!isKnown) return `numbers of type ${dtype}`;
  if (shape.length === 0) return 'a single number';
  if (shape.length === 1) return 'one axis only';
  if (shape.length > 2) return `${shape.length} axes (${shape.join(' x ')})`;
  return shape.includes(0) ? 'no numbers' : null;
}

function readTensor(
  { source, tensor }: Part,
  chosen: Uint32Array | null,
  see: (bytes: Uint8Array) => void,
  control: Control,
): ReturnType<typeof readArray> {
  const [rows, cols] = tensor.shape as [number, number];
  const place = { start: tensor.start, rows, cols, type: TYPES.get(tensor.dtype)! };
  return readArray(source, tensor.name, place, { chosen, see }, control);
}

function nothingToRead(source: ByteSource, offers: readonly MatrixOffer[]): LocusError {
  const [first] = offers;
  const absent = offers.find(isAbsent);
  if (absent) {
    return new LocusError({
      code: 'E_SHAPE',
      message: `${source.name}: the tensors that it names cannot be read: of "${absent.name}" ${absent.refused}.`,
      file: source.name,
      place: 'weight_map',
      hint: 'Drop the index together with the files that it names.',
    });
  }
  return new LocusError({
    code: 'E_SHAPE',
    message: first
      ? `${source.name}: none of its ${plural(offers.length, 'tensor')} is N x D; "${first.name}" is ${first.refused}.`
      : `${source.name} holds no tensors.`,
    file: source.name,
    place: 'header',
    hint: 'Save a tensor with two axes: safetensors.torch.save_file({"x": x.reshape(len(x), -1)}, path).',
  });
}

function refused(source: ByteSource, name: string, why: string | undefined): LocusError {
  return new LocusError({
    code: why === undefined ? 'E_PARAM' : 'E_SHAPE',
    message: `${source.name}: tensor "${name}" ${why === undefined ? 'is not there' : `cannot be read: ${why}`}.`,
    file: source.name,
    place: `tensor "${name}"`,
    hint: 'Choose another tensor; locus inspect lists them.',
  });
}
