import { readArray } from '../array.ts';
import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { decoder, type NumberType } from '../number-type.ts';
import { blockOf, offerOf, type Block } from '../pickle/matrix.ts';
import { openBlock, readBlock, typed } from '../pickle/numbers.ts';
import { readArchive, readBare, type Contents } from '../pickle/storages.ts';
import { findArrays } from '../pickle/tree.ts';
import { isRefused, Tensor } from '../pickle/values.ts';
import { readHeader, TYPES } from '../safetensors-header.ts';
import { readChunks, readRange, type ByteSource } from '../source.ts';
import type { ReadMatrix } from '../types.ts';
import { viewOf } from '../view.ts';
import { isZip, openZip } from '../zip.ts';
import type { FeatureVectors } from './model.ts';

type See = (bytes: Uint8Array) => void;

interface Read {
  readonly matrix: ReadMatrix;
  readonly notes: readonly string[];
}

/** The tensors of one file, whatever its container. */
export interface Weights {
  readonly source: ByteSource;
  /** Shapes by name. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** The type of the numbers of a tensor. @throws LocusError E_DTYPE where it is none that is read */
  typeOf(tensor: string): NumberType;
  /** Shows `see` what the names and places of the tensors were read from. */
  seeDirectory(see: See, control: Control): Promise<void>;
  /** The vectors of the chosen features, one per row. */
  readVectors(
    vectors: FeatureVectors,
    name: string,
    options: { readonly chosen: Uint32Array | null; readonly see: See },
    control: Control,
  ): Promise<Read>;
  /** All numbers of a tensor with one axis or none. */
  readNumbers(tensor: string, see: See, control: Control): Promise<Float64Array>;
}

/** @throws LocusError as the readers of safetensors and of PyTorch files; CancelledError */
export async function openWeights(source: ByteSource, control: Control): Promise<Weights> {
  const head = await readRange(source, 0, Math.min(4, source.byteLength));
  const isPickle = head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5;
  if (isZip(head)) return ofTorch(source, await readArchive(await openZip(source), control));
  return isPickle ? ofTorch(source, await readBare(source, control)) : ofSafetensors(source);
}

async function ofSafetensors(source: ByteSource): Promise<Weights> {
  const tensors = new Map((await readHeader(source)).map((tensor) => [tensor.name, tensor]));
  const typeOf = (name: string): NumberType => {
    const { dtype } = tensors.get(name)!;
    const type = TYPES.get(dtype);
    if (!type) throw unreadable(source, name, `numbers of type ${dtype}`);
    return type;
  };
  return {
    ...{ source, typeOf },
    shapes: new Map([...tensors].map(([name, { shape }]) => [name, shape])),
    // The header: up to where the first numbers begin.
    seeDirectory: (see, control) => {
      const starts = [...tensors.values()].map(({ start }) => start);
      const end = starts.reduce((least, start) => Math.min(least, start), source.byteLength);
      return readChunks(source, 0, end, control, see);
    },
    readVectors: ({ tensor, byColumn }, name, options, control) => {
      const { shape, start } = tensors.get(tensor)!;
      const [rows, cols] = byColumn ? [shape[1]!, shape[0]!] : [shape[0]!, shape[1]!];
      const place = { start, rows, cols, type: typeOf(tensor), fortranOrder: byColumn };
      return readArray(source, name, place, options, control);
    },
    readNumbers: async (name, see) => {
      const { start, end } = tensors.get(name)!;
      return decoded(typeOf(name), await readRange(source, start, end), see);
    },
  };
}

/** `torch.compile` puts this before the names. */
const COMPILED = /^_orig_mod\./;

function ofTorch(source: ByteSource, contents: Contents): Weights {
  const blocks = new Map<string, Block>();
  const refused = new Map<string, string>();
  const shapes = new Map<string, readonly number[]>();
  for (const found of findArrays(contents.root, 'tensor', source.name).arrays) {
    const { what } = found;
    if (!(what instanceof Tensor)) continue;
    const name = found.name.replace(COMPILED, '');
    // Compares the tensor with its storage.
    const { offer } = offerOf(found, contents.storages, source.name, source.byteLength);
    shapes.set(name, what.shape);
    if (isRefused(what.type)) refused.set(name, what.type.refused);
    else if (isRepeated(what, what.type, contents)) refused.set(name, 'one number repeated');
    else if (what.shape.length === 2 && offer.refused !== undefined)
      refused.set(name, offer.refused);
    else blocks.set(name, blockOf(what, what.type));
  }
  const blockNamed = (name: string): Block => {
    const block = blocks.get(name);
    if (!block) throw unreadable(source, name, refused.get(name) ?? 'not there');
    return block;
  };
  return {
    ...{ source, shapes },
    typeOf: (name) => blockNamed(name).type,
    seeDirectory: (see, control) =>
      readChunks(contents.source, contents.start, contents.end, control, see),
    readVectors: ({ tensor, byColumn }, name, options, control) => {
      const block = blockNamed(tensor);
      return readBlock(contents, name, byColumn ? transposed(block) : block, options, control);
    },
    readNumbers: async (name, see, control) => {
      const block = blockNamed(name);
      if (block.cols > 1 && block.colStride !== 1)
        throw unreadable(source, name, 'numbers that lie apart');
      const type = typed(block, contents);
      const place = await openBlock(contents, block, control, see);
      const start = place.start + block.offset * type.size;
      const bytes = await readRange(place.source, start, start + block.cols * type.size);
      return decoded(type, bytes, place.isSeen ? () => undefined : see);
    },
  };
}

function isRepeated(tensor: Tensor, type: NumberType, { storages }: Contents): boolean {
  const numbers = tensor.shape.reduce((n, axis) => n * axis, 1);
  return numbers > (storages.size(tensor.storage.key) ?? 0) / type.size;
}

const transposed = (block: Block): Block => ({
  ...block,
  ...{ rows: block.cols, cols: block.rows },
  ...{ rowStride: block.colStride, colStride: block.rowStride },
});

function decoded(type: NumberType, bytes: Uint8Array, see: See): Float64Array {
  see(bytes);
  const n = bytes.byteLength / type.size;
  const values = new Float64Array(n);
  const view = viewOf(bytes);
  decoder(type)(view, 0, n, values);
  return values;
}

function unreadable(source: ByteSource, tensor: string, why: string): LocusError {
  return new LocusError({
    code: 'E_DTYPE',
    message: `${source.name}: ${tensor} cannot be read: ${why}.`,
    file: source.name,
    place: tensor,
    hint: 'Save the weights as plain floats: torch.save({k: v.float().contiguous() for k, v in state.items()}, path).',
  });
}
