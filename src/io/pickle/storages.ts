import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import { fromBytes, readRange, type ByteSource } from '../source.ts';
import { entryRange, readEntry, type Zip } from '../zip.ts';
import { badPickle, cutShort } from './errors.ts';
import { PickleInput } from './input.ts';
import { readPickle } from './machine.ts';
import { isRefused, List, type Storage, type Value } from './values.ts';

/** Where the numbers of tensors lie. */
export interface Storages {
  readonly littleEndian: boolean;
  /** Bytes of a storage; null for one that is not there. */
  size(key: string): number | null;
  /** A source and where in it a storage begins. */
  open(key: string, control: Control, see: (bytes: Uint8Array) => void): Promise<StoragePlace>;
}

export interface StoragePlace {
  readonly source: ByteSource;
  readonly start: number;
  /** Whether `see` has seen the bytes already. */
  readonly isSeen: boolean;
}

/** What a file holds, whatever its container. */
export interface Contents {
  readonly root: Value;
  /** What the places in the pickle refer to. */
  readonly source: ByteSource;
  /** Bytes of `source` that the pickle takes. */
  readonly start: number;
  readonly end: number;
  readonly storages: Storages;
  readonly notes: readonly string[];
}

/** Contents of a deflated entry that are held in memory at once. */
const MAX_INFLATED = 1 << 30;
/** Of a deflated pickle; stored ones are read in place. */
const MAX_PICKLE = 256 << 20;

/** Contents for one reading: the storage that was unpacked last is held, for what else lies in it. */
export function holding(contents: Contents): Contents {
  const { storages } = contents;
  let last: { readonly key: string; readonly place: StoragePlace } | null = null;
  const open: Storages['open'] = async (key, control, see) => {
    if (last?.key === key) return last.place;
    last = null;
    const place = await storages.open(key, control, see);
    if (place.source !== contents.source) last = { key, place };
    return place;
  };
  return { ...contents, storages: { ...storages, open } };
}

const NONE: Storages = {
  littleEndian: true,
  size: () => null,
  open: () => Promise.reject(new Error('a pickle without storages has none to open')),
};

/** A zip archive as torch.save writes it since PyTorch 1.6: PREFIX/data.pkl, PREFIX/data/KEY, PREFIX/byteorder. */
export async function readArchive(zip: Zip, control: Control): Promise<Contents> {
  const { source } = zip;
  const pickles = zip.entries.filter(({ name }) => /(^|\/)data\.pkl$/.test(name));
  pickles.sort((a, b) => a.name.length - b.name.length);
  const [entry] = pickles;
  if (!entry) throw noTorch(source, 'it holds no data.pkl');
  const prefix = entry.name.slice(0, -'data.pkl'.length);
  if (zip.byName.has(`${prefix}constants.pkl`)) {
    throw noTorch(source, 'it is a TorchScript program, which is code');
  }
  const order = zip.byName.get(`${prefix}byteorder`);
  const word =
    order && new TextDecoder().decode(await readEntry(zip, order, control, { most: 64 }));
  const storages: Storages = {
    littleEndian: word?.trim() !== 'big',
    size: (key) => zip.byName.get(`${prefix}data/${key}`)?.size ?? null,
    open: async (key, within, see) => {
      const found = zip.byName.get(`${prefix}data/${key}`)!;
      const range = await entryRange(zip, found);
      if (found.method === 0) return { source, start: range.start, isSeen: false };
      const bytes = await readEntry(zip, found, within, { most: MAX_INFLATED, see });
      return { source: fromBytes(bytes, source.name), start: 0, isSeen: true };
    },
  };
  const range = await entryRange(zip, entry);
  const isStored = entry.method === 0;
  const inner = isStored
    ? source
    : fromBytes(await readEntry(zip, entry, control, { most: MAX_PICKLE }), source.name);
  const [start, end] = isStored ? [range.start, range.end] : [0, inner.byteLength];
  const root = await readPickle(new PickleInput(inner, start, end, 'data.pkl'), control);
  return { root, source: inner, start, end, storages, notes: [] };
}

/** The number that opens a file of torch.save before PyTorch 1.6. */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;

/** A pickle by itself, or the sequence of pickles and storages of torch.save before PyTorch 1.6. */
export async function readBare(source: ByteSource, control: Control): Promise<Contents> {
  const { byteLength } = source;
  const input = new PickleInput(source, 0, byteLength);
  const first = await readPickle(input, control);
  if (first === LEGACY_MAGIC) return readLegacy(source, input, control);
  const extra = byteLength - input.at;
  const notes =
    extra > 0 ? [`${source.name}: ${count(extra)} bytes after the pickle were not read.`] : [];
  return { root: first, source, start: 0, end: byteLength, storages: NONE, notes };
}

/** Version, properties of the machine, the objects, the keys of their storages; then each storage with its length. */
async function readLegacy(
  source: ByteSource,
  input: PickleInput,
  control: Control,
): Promise<Contents> {
  await readPickle(input, control);
  await readPickle(input, control);
  const used = new Map<string, Storage>();
  const root = await readPickle(input, control, (storage) => used.set(storage.key, storage));
  const keysAt = input.at;
  const keys = await readPickle(input, control);
  if (!(keys instanceof List)) throw badPickle(input.where, keysAt, 'it has no list of storages');
  const end = input.at;
  const places = new Map<string, { start: number; bytes: number }>();
  let at = end;
  for (const key of keys.items) {
    const storage = typeof key === 'string' ? used.get(key) : undefined;
    const type = storage?.type;
    if (!storage || !type || places.has(storage.key))
      throw badPickle(input.where, keysAt, 'it lists a storage that no tensor has');
    if (isRefused(type)) {
      // Its length in bytes is not known, so nothing behind it can be found.
      throw new LocusError({
        code: 'E_DTYPE',
        message: `${source.name} holds ${type.refused} (${type.name}) in the way PyTorch wrote them before 1.6, which is not read.`,
        file: source.name,
        place: `byte ${at}`,
        hint: 'In Python: torch.save(torch.load(path), path), which writes the form used since.',
      });
    }
    if (at + 8 > source.byteLength) throw lacks(source, storage.key);
    const lead = await readRange(source, at, at + 8);
    const length = new DataView(lead.buffer, lead.byteOffset).getBigUint64(0, true);
    const bytes = Number(length) * type.size;
    if (at + 8 + bytes > source.byteLength) throw lacks(source, storage.key);
    places.set(storage.key, { start: at + 8, bytes });
    at += 8 + bytes;
  }
  const storages: Storages = {
    littleEndian: true,
    size: (key) => places.get(key)?.bytes ?? null,
    open: (key) => Promise.resolve({ source, start: places.get(key)!.start, isSeen: false }),
  };
  return { root, source, start: 0, end, storages, notes: [] };
}

const lacks = (source: ByteSource, key: string): LocusError =>
  cutShort(source.name, `byte ${source.byteLength}`, `storage ${key} is not all there`);

function noTorch(source: ByteSource, cause: string): LocusError {
  return new LocusError({
    code: 'E_FORMAT',
    message: `${source.name} is an archive (zip), and no weights of PyTorch: ${cause}.`,
    file: source.name,
    place: 'its directory',
    hint: 'Save the weights: torch.save(model.state_dict(), path). Of any other archive, open the files inside.',
  });
}
