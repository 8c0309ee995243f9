import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { cutShort } from '../damage.ts';
import { count } from '../names.ts';
import { readRange, type ByteSource } from '../source.ts';
import { Meter } from './meter.ts';
import { mountSource, type FileSystem } from './mount.ts';
import { damaged, unreadable } from './problems.ts';
import { MAGIC } from './signature.ts';
import type { Peek, TypeLayout } from './type-layout.ts';

/** A type as h5wasm describes it; `type` is the HDF5 class. */
export interface TypeInfo {
  readonly type: number;
  /** Bytes per item. */
  readonly size: number;
  readonly signed: boolean;
  readonly littleEndian: boolean;
  /** Text of any length. */
  readonly vlen: boolean;
  readonly cset?: number;
  readonly enum_type?: {
    readonly type: number;
    readonly members: Readonly<Record<string, number>>;
  };
  readonly compound_type?: unknown;
  /** Of numbers in a dataset; not told by h5wasm. */
  readonly layout?: TypeLayout;
}

/** A dataset or an attribute as h5wasm describes it. */
export interface ArrayInfo extends TypeInfo {
  /** Null for an empty dataspace. */
  readonly shape: readonly number[] | null;
  readonly chunks: readonly number[] | null;
  readonly total_size: number;
  readonly virtual_sources?: readonly { readonly file_name: string }[];
}

/** The part of h5wasm's inner module (HDF5 2, compiled to WebAssembly) that is used. */
export interface Hdf5Module {
  readonly FS: FileSystem;
  /** Replaced whenever the memory grows: read it anew after each call. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly H5G_GROUP: number;
  readonly H5G_DATASET: number;
  _malloc(bytes: number): number;
  _free(at: number): void;
  open(path: string, mode: number, track: boolean, low: number, high: number): bigint;
  close_file(file: bigint): number;
  get_names(file: bigint, path: string, recursive: boolean): string[];
  get_type(file: bigint, path: string): number;
  get_symbolic_link(file: bigint, path: string): string | null;
  get_external_link(file: bigint, path: string): { filename?: string };
  get_attribute_names(file: bigint, path: string): string[];
  get_attribute_metadata(file: bigint, path: string, name: string): ArrayInfo;
  get_attribute_data(file: bigint, path: string, name: string, to: bigint): number;
  get_dataset_metadata(file: bigint, path: string): ArrayInfo;
  get_dataset_filters(file: bigint, path: string): { id: number; name: string }[];
  get_dataset_data(
    file: bigint,
    path: string,
    counts: bigint[] | null,
    offsets: bigint[] | null,
    strides: bigint[] | null,
    to: bigint,
  ): number;
  reclaim_vlen_memory(file: bigint, path: string, attribute: string, at: bigint): number;
  reclaim_vlen_memory_count(
    file: bigint,
    path: string,
    attribute: string,
    at: bigint,
    counts: bigint[],
  ): number;
  create_object_reference(file: bigint, path: string): readonly number[];
  get_referenced_name(file: bigint, reference: Uint8Array, isObject: boolean): string;
}

type Factory = (options: {
  noInitialRun: boolean;
  print: () => void;
  printErr: () => void;
}) => Promise<Hdf5Module>;

/**
 * h5wasm's own entry makes one module for ever. A damaged file can bring down a module of WebAssembly, and its memory never
 * shrinks: so we call the factory inside, and take a new module when the old one is spoilt or large.
 */
const factories = import.meta.glob<{ default: Factory }>(
  '../../../node_modules/h5wasm/dist/esm/hdf5_util.js',
);

let held: Promise<Hdf5Module> | null = null;

/** Memory of the module beyond which the next file gets a new one. */
const HEAP_BYTES = 128 << 20;
/** Without a way to read at once the file is read whole, up to this. */
const WHOLE_BYTES = 512 << 20;

async function library(): Promise<Hdf5Module> {
  if (held && (await held).HEAPU8.byteLength > HEAP_BYTES) held = null;
  const [load] = Object.values(factories);
  const quiet = (): void => undefined;
  held ??= load().then((factory) =>
    factory.default({ noInitialRun: true, print: quiet, printErr: quiet }),
  );
  held.catch(() => (held = null));
  return held;
}

/** Leaves a module behind that has failed inside. */
export function dropLibrary(): void {
  held = null;
}

/** An open file. `foreign` names other files that HDF5 asked for; none is ever opened. */
export interface OpenFile {
  readonly module: Hdf5Module;
  readonly id: bigint;
  readonly foreign: readonly string[];
  readonly meter: Meter;
  readonly peek: Peek;
}

let files = 0;

/**
 * Opens a file for `task`, and closes it. HDF5 reads what it needs of it, when it needs it.
 * @throws LocusError E_LIMIT, E_READ, E_HEADER, and whatever `task` throws
 */
export async function withFile<T>(
  source: ByteSource,
  control: Control,
  task: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const before = last;
  let done = (): void => undefined;
  last = new Promise((resolve) => (done = resolve));
  await before;
  try {
    return await openAlone(source, new Meter(source, control), task);
  } finally {
    done();
  }
}

/** One file at a time: the module has one file system, and while one is open it shows only that. */
let last: Promise<void> = Promise.resolve();

async function openAlone<T>(
  source: ByteSource,
  meter: Meter,
  task: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const read = source.sliceNow?.bind(source) ?? (await inMemory(source));
  meter.ours();
  const module = metered(await library(), meter);
  const mounted = mountSource(module.FS, `file${files++}.h5`, source.byteLength, read, meter);
  const failIfUnread = (): void => {
    const failure = mounted.failure();
    if (failure instanceof LocusError) throw failure;
    if (failure !== null) throw unreadable(source, wordsOf(failure));
  };
  let id = -1n;
  try {
    id = module.open(mounted.path, 0, false, -1, -1);
    failIfUnread();
    meter.ours();
    if (id < 0n) throw await notOpened(source);
    const result = await task({ module, id, foreign: mounted.foreign, meter, peek: mounted.peek });
    failIfUnread();
    return result;
  } catch (error) {
    failIfUnread();
    throw asLocusError(source, error);
  } finally {
    try {
      if (id >= 0n) module.close_file(id);
      mounted.unmount();
    } catch {
      dropLibrary();
    }
    meter.ours();
  }
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/\.$/, '') : String(error);

/** The module, each call of which the meter sees. */
const metered = (module: Hdf5Module, meter: Meter): Hdf5Module =>
  new Proxy(module, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function' || UNDOING.has(key)) return value;
      return (...args: unknown[]): unknown => {
        meter.begin();
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  });

/** Calls for which the caller tells the meter how much there is to do. */
const UNDOING: ReadonlySet<string | symbol> = new Set(['get_dataset_data']);

async function inMemory(source: ByteSource): Promise<(start: number, end: number) => Uint8Array> {
  if (source.byteLength > WHOLE_BYTES) {
    throw new LocusError({
      code: 'E_LIMIT',
      message: `${source.name} has ${count(source.byteLength)} bytes; from here an HDF5 file can only be read whole, up to ${count(WHOLE_BYTES)}.`,
      file: source.name,
      place: 'the whole file',
      hint: 'Save it on disk and drop it on the page, or take out the matrix: numpy.save("x.npy", h5py.File(path)["X"][:]).',
    });
  }
  const bytes = await readRange(source, 0, source.byteLength);
  return (start, end) => bytes.subarray(start, end);
}

/** Why HDF5 refused a file: its superblock says where the file ends. */
async function notOpened(source: ByteSource): Promise<LocusError> {
  const end = await claimedEnd(source);
  if (end !== null && end > source.byteLength) {
    return cutShort(
      source,
      `its header says ${count(end)} bytes, ${count(source.byteLength)} are there`,
    );
  }
  return damaged(source, 'byte 0', 'HDF5 cannot open it');
}

/** The end of the file by its superblock, versions 0 to 3; null where it cannot be told. */
async function claimedEnd(source: ByteSource): Promise<number | null> {
  for (const start of [0, 512, 1024, 2048]) {
    if (start + 56 > source.byteLength) return null;
    const bytes = await readRange(source, start, start + 56);
    if (!MAGIC.every((byte, i) => bytes[i] === byte)) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const version = bytes[8];
    if (bytes[version < 2 ? 13 : 9] !== 8) return null;
    // Base address, then: free space, end of file (0, 1); extension, end of file (2, 3).
    const base = version === 0 ? 24 : version === 1 ? 28 : 12;
    return Number(view.getBigUint64(base + 16, true)) + Number(view.getBigUint64(base, true));
  }
  return null;
}

/** Whatever HDF5 or its WebAssembly throws is about the file, in our words. */
function asLocusError(source: ByteSource, error: unknown): unknown {
  if (!(error instanceof Error)) {
    dropLibrary(); // h5wasm throws numbers where C++ ran out of memory
    return damaged(source, 'its structure', 'HDF5 gave up while reading it');
  }
  if (error.name === 'LocusError' || error.name === 'CancelledError') return error;
  if (error.name === 'RuntimeError' || error.name === 'RangeError') dropLibrary();
  return damaged(source, 'its structure', 'HDF5 cannot follow its structure');
}
