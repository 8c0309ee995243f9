import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { damageOf } from '../damage.ts';
import { count, plural } from '../names.ts';
import type { ByteSource } from '../source.ts';
import { HeaderBytes } from './header-bytes.ts';
import { tensorType, type TensorType } from './tensor-type.ts';

/** The header of a GGUF file: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
export interface GgufHeader {
  readonly tensors: readonly Tensor[];
  /** `tokenizer.ggml.tokens`, where there are any. */
  readonly tokens: Place | null;
  /** `tokenizer.ggml.token_type`: int32 each. */
  readonly tokenTypes: Place | null;
  /** Where the header ends. */
  readonly end: number;
}

export interface Tensor {
  readonly name: string;
  /** Row-major, outermost first, as NumPy gives it; the file has it the other way round. */
  readonly shape: readonly number[];
  /** As in the file. */
  readonly typeId: number;
  /** Null for a type that is not known. */
  readonly type: TensorType | null;
  /** First byte in the file. */
  readonly start: number;
  /** 0 where the type is not known. */
  readonly bytes: number;
}

/** Items one after another in the header. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** "GGUF" */
export const MAGIC = Uint8Array.of(0x47, 0x47, 0x55, 0x46);

/** Models have some dozens of keys and at most some thousands of tensors. */
const MAX_KEYS = 1 << 16;
const MAX_TENSORS = 1 << 18;
/** As ggml: GGML_MAX_DIMS, and 64 bytes of name with a margin for those that wrote more. */
const MAX_AXES = 4;
const MAX_TENSOR_NAME = 1024;
const MAX_KEY = 65535;
const MAX_NESTING = 8;

const UINT32 = 4;
const INT32 = 5;
const STRING = 8;
const ARRAY = 9;
/** Bytes of the types of metadata with a fixed size; the names are uint8, int8, uint16 ... float64. */
const SIZES: readonly (number | undefined)[] = [
  ...[1, 1, 2, 2, 4, 4, 4, 1],
  ...[undefined, undefined, 8, 8, 8],
];
const TYPE_COUNT = 13;
/** The least that a text (its length) and an array (its type and length) take. */
const leastBytes = (type: number): number => SIZES[type] ?? (type === STRING ? 8 : 12);

/**
 * Reads and checks the header, versions 2 and 3. Long lists are passed over, not kept; every length is compared with the bytes of the
 * file before anything follows from it.
 * @throws LocusError E_HEADER, E_TRUNCATED, E_LIMIT, E_READ; CancelledError
 */
export async function readHeader(source: ByteSource, control: Control): Promise<GgufHeader> {
  const bytes = new HeaderBytes(source, control);
  await bytes.need(24);
  if (MAGIC.some((byte) => bytes.bytes(1)[0] !== byte)) {
    throw damaged(source, 0, 'it does not begin with "GGUF"');
  }
  checkVersion(source, bytes.uint32());
  const tensorCount = bytes.uint64();
  const keyCount = bytes.uint64();
  checkCount(source, bytes, 'tensors', tensorCount, MAX_TENSORS, 24);
  checkCount(source, bytes, 'keys', keyCount, MAX_KEYS, 13);
  const metadata = await readMetadata(source, bytes, keyCount);
  const infos = await readInfos(source, bytes, tensorCount);
  const { alignment, tokens, tokenTypes } = metadata;
  const end = bytes.position;
  const dataStart = Math.ceil(end / alignment) * alignment;
  const tensors = infos.map((info) => placed(source, info, dataStart, alignment));
  return { tensors, tokens, tokenTypes, end };
}

function checkVersion(source: ByteSource, version: number): void {
  if (version === 2 || version === 3) return;
  const isSwapped = version !== 0 && (version & 0xffff) === 0;
  if (isSwapped) {
    throw new LocusError({
      code: 'E_HEADER',
      message: `${source.name} is a GGUF file for big-endian machines, which is not read here.`,
      file: source.name,
      place: 'byte 4, version',
      hint: `Turn it round with llama.cpp: gguf-convert-endian ${source.name} little`,
    });
  }
  throw damaged(source, 4, `it has version ${version}, and 2 and 3 are read`);
}

function checkCount(
  source: ByteSource,
  bytes: HeaderBytes,
  what: string,
  found: number,
  most: number,
  each: number,
): void {
  if (found <= most && found * each <= bytes.left) return;
  const cause = `it claims ${count(found)} ${what}, and ${plural(bytes.left, 'byte')} follow`;
  throw damaged(source, what === 'tensors' ? 8 : 16, cause);
}

interface Metadata {
  alignment: number;
  tokens: Place | null;
  tokenTypes: Place | null;
}

async function readMetadata(
  source: ByteSource,
  bytes: HeaderBytes,
  keyCount: number,
): Promise<Metadata> {
  const found: Metadata = { alignment: 32, tokens: null, tokenTypes: null };
  const keys = new Set<string>();
  for (let i = 0; i < keyCount; i++) {
    bytes.what = `key ${i}`;
    const at = bytes.position;
    const key = await readText(source, bytes, MAX_KEY);
    if (keys.has(key)) throw damaged(source, at, `the key ${shown(key)} stands in it twice`);
    keys.add(key);
    bytes.what = shown(key);
    await bytes.need(4);
    const type = bytes.uint32();
    if (key === 'general.alignment') {
      found.alignment = await readAlignment(source, bytes, type);
      continue;
    }
    const list = await skipValue(source, bytes, type, 0);
    if (key === 'tokenizer.ggml.tokens' && list?.type === STRING) found.tokens = list;
    else if (key === 'tokenizer.ggml.token_type' && list?.type === INT32) found.tokenTypes = list;
  }
  return found;
}

async function readAlignment(
  source: ByteSource,
  bytes: HeaderBytes,
  type: number,
): Promise<number> {
  const at = bytes.position;
  if (type !== UINT32) throw damaged(source, at, 'its alignment is no uint32');
  await bytes.need(4);
  const alignment = bytes.uint32();
  if (alignment === 0 || (alignment & (alignment - 1)) !== 0) {
    throw damaged(source, at, `its alignment is ${alignment}, which is no power of 2`);
  }
  return alignment;
}

/** Passes over a value. @returns where the items of an array are */
async function skipValue(
  source: ByteSource,
  bytes: HeaderBytes,
  type: number,
  depth: number,
): Promise<(Place & { readonly type: number }) | null> {
  const size = SIZES[type];
  if (size !== undefined) {
    bytes.skip(size);
    return null;
  }
  if (type === STRING) {
    await bytes.need(8);
    bytes.skip(bytes.uint64());
    return null;
  }
  if (type !== ARRAY) throw unknownType(source, bytes, type);
  if (depth > MAX_NESTING) {
    throw damaged(source, bytes.position, `arrays are nested more than ${MAX_NESTING} deep`);
  }
  await bytes.need(12);
  const itemType = bytes.uint32();
  if (itemType >= TYPE_COUNT) throw unknownType(source, bytes, itemType);
  const items = bytes.uint64();
  const start = bytes.position;
  const least = items * leastBytes(itemType);
  bytes.claim(least);
  if (itemType === STRING) {
    const name = bytes.what;
    for (let i = 0; i < items; i++) {
      if (!bytes.has(8)) {
        bytes.what = `${name}, item ${i}`;
        await bytes.need(8);
      }
      const length = bytes.uint64();
      if (length > bytes.left) bytes.what = `${name}, item ${i}`;
      bytes.skip(length);
    }
  } else if (itemType === ARRAY) {
    for (let i = 0; i < items; i++) await skipValue(source, bytes, ARRAY, depth + 1);
  } else bytes.skip(least);
  return { type: itemType, start, end: bytes.position, count: items };
}

interface Info {
  readonly at: number;
  readonly name: string;
  /** Innermost first, as in the file. */
  readonly sizes: readonly number[];
  readonly typeId: number;
  readonly offset: number;
}

async function readInfos(
  source: ByteSource,
  bytes: HeaderBytes,
  tensorCount: number,
): Promise<Info[]> {
  const infos: Info[] = [];
  const names = new Set<string>();
  for (let i = 0; i < tensorCount; i++) {
    bytes.what = `tensor ${i}`;
    const at = bytes.position;
    const name = await readText(source, bytes, MAX_TENSOR_NAME);
    if (names.has(name)) throw damaged(source, at, `the tensor ${shown(name)} stands in it twice`);
    names.add(name);
    bytes.what = shown(name);
    await bytes.need(4);
    const axes = bytes.uint32();
    if (axes > MAX_AXES) {
      throw damaged(
        source,
        at,
        `the tensor ${shown(name)} has ${axes} axes, and ${MAX_AXES} exist`,
      );
    }
    await bytes.need(8 * axes + 12);
    const sizes = Array.from({ length: axes }, () => bytes.uint64());
    const typeId = bytes.uint32();
    infos.push({ at, name, sizes, typeId, offset: bytes.uint64() });
  }
  return infos;
}

function placed(
  source: ByteSource,
  { at, name, sizes, typeId, offset }: Info,
  dataStart: number,
  alignment: number,
): Tensor {
  const said = shown(name);
  const total = sizes.reduce((product, size) => product * size, 1);
  // Each one as well: a 0 would hide the others.
  if (![...sizes, total].every(Number.isSafeInteger)) {
    throw damaged(source, at, `the tensor ${said} claims ${sizes.map(count).join(' x ')} numbers`);
  }
  if (offset % alignment !== 0) {
    const cause = `the tensor ${said} begins at offset ${offset}, which is no multiple of the alignment ${alignment}`;
    throw damaged(source, at, cause);
  }
  const type = tensorType(typeId);
  const cols = sizes[0] ?? 1;
  if (type && cols % type.block !== 0) {
    const cause = `the tensor ${said} has rows of ${count(cols)} numbers, and ${type.name} stores ${type.block} together`;
    throw damaged(source, at, cause);
  }
  const bytes = type ? (total / type.block) * type.bytes : 0;
  const start = dataStart + offset;
  if (start + bytes > source.byteLength) {
    throw new LocusError({
      code: 'E_TRUNCATED',
      message:
        `${source.name} is cut short: the tensor ${said} takes ${count(bytes)} bytes from byte ${count(start)} on, ` +
        `and the file holds ${count(source.byteLength)}.`,
      file: source.name,
      place: `byte ${source.byteLength}, ${said}`,
      hint: 'The download stopped early. Compare the size of the file with that at its source, and get it again.',
    });
  }
  const shape = sizes.toReversed();
  while (shape.length > 2 && shape[0] === 1) shape.shift();
  return { name, shape, typeId, type, start, bytes };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

async function readText(source: ByteSource, bytes: HeaderBytes, most: number): Promise<string> {
  await bytes.need(8);
  const length = bytes.uint64();
  if (length > most && length <= bytes.left) {
    const cause = `${bytes.what} has a name of ${count(length)} bytes`;
    throw damaged(source, bytes.position - 8, cause);
  }
  await bytes.need(length);
  return decoder.decode(bytes.bytes(length));
}

/** A name from the file in a message, at most 80 characters. */
const shown = (name: string): string =>
  name.length > 80 ? `"${name.slice(0, 80)}..."` : `"${name}"`;

const unknownType = (source: ByteSource, bytes: HeaderBytes, type: number): LocusError =>
  damaged(source, bytes.position, `${bytes.what} is of type ${type}, and 0 to 12 exist`);

const damaged = damageOf(
  'GGUF file',
  'The file is damaged, or the program that wrote it is older than 2023. Get it again, or convert the model anew with llama.cpp (convert_hf_to_gguf.py).',
);
