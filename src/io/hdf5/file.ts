import { LocusError } from '../../base/errors.ts';
import { decoder } from '../number-type.ts';
import { count } from '../names.ts';
import type { ByteSource } from '../source.ts';
import { CLASS, numberOf } from './datatype.ts';
import type { ArrayInfo, Hdf5Module, OpenFile } from './library.ts';
import type { Meter } from './meter.ts';
import { damaged } from './problems.ts';
import { typeLayout, type Peek } from './type-layout.ts';

/** What hangs at a path. */
export type Kind = 'group' | 'dataset' | 'soft link' | 'external link' | 'other';

/** Bytes of one reading, one text, or one attribute. */
const MAX_READ = 512 << 20;
const MAX_TEXT = 1 << 20;
const MAX_ATTRIBUTE = 1 << 20;

/** An open HDF5 file, in the words of readers: paths, shapes, bytes, texts. Every length is checked before it is used. */
export class Hdf5File {
  readonly source: ByteSource;
  readonly #module: Hdf5Module;
  readonly #id: bigint;
  readonly #foreign: readonly string[];
  readonly #meter: Meter;
  readonly #peek: Peek;
  readonly #infos = new Map<string, ArrayInfo>();

  constructor(source: ByteSource, { module, id, foreign, meter, peek }: OpenFile) {
    this.source = source;
    this.#module = module;
    this.#id = id;
    this.#foreign = foreign;
    this.#meter = meter;
    this.#peek = peek;
  }

  /** Of what a group holds, by one step. */
  names(path: string): readonly string[] {
    return this.#module.get_names(this.#id, path, false);
  }

  /** Links are told, not followed. */
  kind(path: string): Kind {
    const module = this.#module;
    if (path !== '/') {
      if (module.get_symbolic_link(this.#id, path) !== null) return 'soft link';
      if (module.get_external_link(this.#id, path).filename !== undefined) return 'external link';
    }
    const type = module.get_type(this.#id, path);
    return type === module.H5G_GROUP ? 'group' : type === module.H5G_DATASET ? 'dataset' : 'other';
  }

  /** Whether something is there, without following a link on the way. */
  has(path: string): boolean {
    let at = '';
    for (const part of path.split('/').filter((text) => text !== '')) {
      if (this.kind(at || '/') !== 'group' || !this.names(at || '/').includes(part)) return false;
      at += `/${part}`;
    }
    return true;
  }

  /** Of an external link: the file that it names. */
  externalFile(path: string): string {
    return this.#module.get_external_link(this.#id, path).filename ?? '';
  }

  /** The same for every path that leads to one object. */
  identity(path: string): string {
    return this.#module.create_object_reference(this.#id, path).join();
  }

  /** Type, shape and storage of a dataset; for numbers also how their bits lie. */
  info(path: string): ArrayInfo {
    const known = this.#infos.get(path);
    if (known) return known;
    let info = this.#module.get_dataset_metadata(this.#id, path);
    if (info.type === CLASS.integer || info.type === CLASS.float) {
      const reference = this.#module.create_object_reference(this.#id, path);
      info = { ...info, layout: typeLayout(this.#peek, Uint8Array.from(reference)) };
    }
    this.#infos.set(path, info);
    return info;
  }

  /** The filters of a dataset in the order in which they are applied, by their registered numbers. */
  filters(path: string): readonly { readonly id: number; readonly name: string }[] {
    return this.#module.get_dataset_filters(this.#id, path);
  }

  /** The path of what an attribute refers to; null where it is no reference. */
  referred(path: string, name: string): string | null {
    const info = this.#attribute(path, name);
    if (info?.type !== CLASS.reference || info.size !== 8) return null;
    const bytes = this.#attributeBytes(path, name, info);
    return bytes && (this.#module.get_referenced_name(this.#id, bytes.slice(0, 8), true) || null);
  }

  /** An attribute of texts or numbers as a list; null where there is none such. */
  attribute(path: string, name: string): readonly (string | number)[] | null {
    const info = this.#attribute(path, name);
    if (!info) return null;
    if (info.type === CLASS.string) {
      return this.#withMemory(info.size * info.total_size, (at) => {
        if (this.#module.get_attribute_data(this.#id, path, name, BigInt(at)) < 0) return null;
        const texts = this.#texts(at, info.total_size, info);
        if (info.vlen) this.#module.reclaim_vlen_memory(this.#id, path, name, BigInt(at));
        return texts;
      });
    }
    const type = numberOf(info);
    if (typeof type === 'string') return null;
    const bytes = this.#attributeBytes(path, name, info);
    if (!bytes) return null;
    const values = new Float64Array(info.total_size);
    decoder(type)(new DataView(bytes.buffer), 0, values.length, values);
    return [...values];
  }

  /** The first text of an attribute; an empty text where there is none. */
  text(path: string, name: string): string {
    const value = this.attribute(path, name)?.[0];
    return typeof value === 'string' ? value : '';
  }

  #attribute(path: string, name: string): ArrayInfo | null {
    if (!this.#module.get_attribute_names(this.#id, path).includes(name)) return null;
    const info = this.#module.get_attribute_metadata(this.#id, path, name);
    const bytes = info.size * info.total_size;
    return info.shape && bytes > 0 && bytes <= MAX_ATTRIBUTE ? info : null;
  }

  #attributeBytes(path: string, name: string, info: ArrayInfo): Uint8Array<ArrayBuffer> | null {
    const bytes = info.size * info.total_size;
    return this.#withMemory(bytes, (at) =>
      this.#module.get_attribute_data(this.#id, path, name, BigInt(at)) < 0
        ? null
        : this.#module.HEAPU8.slice(at, at + bytes),
    );
  }

  /**
   * The items of a block, little-endian, row after row.
   * @throws LocusError E_FORMAT where they lie in another file, E_LIMIT, E_HEADER
   */
  block(path: string, from: readonly number[], counts: readonly number[]): Uint8Array<ArrayBuffer> {
    const { size } = this.info(path);
    const bytes = size * counts.reduce((product, n) => product * n, 1);
    return this.#withMemory(bytes, (at) => {
      this.#read(path, from, counts, at);
      return this.#module.HEAPU8.slice(at, at + bytes);
    });
  }

  /** Items `from` to `to` of a dataset that is one row: N, 1 x N or N x 1. */
  run(path: string, from: number, to: number): Uint8Array<ArrayBuffer> {
    const axes = this.info(path).shape ?? [];
    const at = Math.max(
      0,
      axes.findIndex((n) => n !== 1),
    );
    return this.block(
      path,
      axes.map((_, axis) => (axis === at ? from : 0)),
      axes.map((_, axis) => (axis === at ? to - from : 1)),
    );
  }

  /** Texts `from` to `to` of a 1-D dataset of texts. */
  texts(path: string, from: number, to: number): readonly string[] {
    const info = this.info(path);
    return this.#withMemory(info.size * (to - from), (at) => {
      this.#read(path, [from], [to - from], at);
      const texts = this.#texts(at, to - from, info);
      if (info.vlen) {
        const counts = [BigInt(to - from)];
        this.#module.reclaim_vlen_memory_count(this.#id, path, '', BigInt(at), counts);
      }
      return texts;
    });
  }

  #read(path: string, from: readonly number[], counts: readonly number[], at: number): void {
    const before = this.#foreign.length;
    const { size, chunks } = this.info(path);
    const bytes = (axes: readonly number[]): number => axes.reduce((all, n) => all * n, size);
    this.#meter.begin(bytes(counts) + bytes(chunks ?? [0]));
    const status = this.#module.get_dataset_data(
      this.#id,
      path,
      counts.map(BigInt),
      from.map(BigInt),
      counts.map(() => 1n),
      BigInt(at),
    );
    this.#meter.ours();
    const other = this.#foreign[before];
    if (other !== undefined) throw elsewhere(this.source, path, other);
    if (status < 0) {
      throw damaged(this.source, path, `HDF5 cannot read the numbers of ${path}`);
    }
  }

  /** Memory inside the module for `task`. Zeroed, so that what HDF5 leaves out is no old data. */
  #withMemory<T>(bytes: number, task: (at: number) => T): T {
    if (!(bytes <= MAX_READ)) {
      throw new LocusError({
        code: 'E_LIMIT',
        message: `${this.source.name}: ${count(bytes)} bytes would have to be read at once, more than ${count(MAX_READ)}.`,
        file: this.source.name,
        place: 'one row or block',
        hint: 'In Python: numpy.save("x.npy", h5py.File(path)[name][:]), and open that file.',
      });
    }
    const at = this.#module._malloc(Math.max(8, bytes));
    if (at === 0) {
      throw new LocusError({
        code: 'E_MEMORY',
        message: `${this.source.name}: ${count(bytes)} bytes are not to be had in this page.`,
        file: this.source.name,
        place: 'one block',
        hint: 'Close other tabs, or open a sample of the rows.',
      });
    }
    try {
      this.#module.HEAPU8.fill(0, at, at + bytes);
      return task(at);
    } finally {
      this.#module._free(at);
    }
  }

  #texts(at: number, n: number, { vlen, size }: ArrayInfo): string[] {
    const heap = this.#module.HEAPU8;
    const decode = new TextDecoder();
    const between = (start: number, limit: number): string => {
      const end = heap.indexOf(0, start);
      const stop = end < 0 ? start + limit : Math.min(end, start + limit);
      return decode.decode(heap.subarray(start, stop));
    };
    if (!vlen) {
      return Array.from({ length: n }, (_, i) => {
        const start = at + i * size;
        const cut = heap.subarray(start, start + size);
        const zero = cut.indexOf(0);
        return decode.decode(zero < 0 ? cut : cut.subarray(0, zero)).trimEnd();
      });
    }
    const pointers = new DataView(heap.buffer, at, 4 * n);
    return Array.from({ length: n }, (_, i) => {
      const pointer = pointers.getUint32(4 * i, true);
      return pointer === 0 ? '' : between(pointer, MAX_TEXT);
    });
  }
}

/** For numbers that lie in another file. Other files are never opened. */
function elsewhere(source: ByteSource, path: string, other: string): LocusError {
  return new LocusError({
    code: 'E_FORMAT',
    message: `${source.name}: the numbers of ${path} lie in another file, ${JSON.stringify(other)}, which is never opened from here.`,
    file: source.name,
    place: path,
    hint: 'Open that file itself, or copy the numbers in: h5py.File("new.h5", "w")["x"] = h5py.File(path)[name][:].',
  });
}
