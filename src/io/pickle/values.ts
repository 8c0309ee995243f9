import type { NumberType } from '../number-type.ts';

/** What a pickle builds here: plain data of our own, never an object of the language. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Bytes
  | Text
  | List
  | Dict
  | Global
  | Storage
  | Tensor
  | NumpyArray
  | NumpyType
  | Plain;

/** Bytes: where they lie in the file, or those made on the way. */
export class Bytes {
  readonly at: number;
  readonly length: number;
  readonly data: Uint8Array | null;
  /** UTF-8 of a text whose characters are the bytes, as protocol 2 writes them: `length` counts the UTF-8. */
  readonly isText: boolean;
  constructor(at: number, length: number, data: Uint8Array | null, isText = false) {
    this.at = at;
    this.length = length;
    this.data = data;
    this.isText = isText;
  }
}

/** A text too long to be kept: where its UTF-8 lies. */
export class Text {
  readonly at: number;
  readonly length: number;
  constructor(at: number, length: number) {
    this.at = at;
    this.length = length;
  }
}

/** A list, tuple or set. */
export class List {
  readonly items: Value[];
  readonly isTuple: boolean;
  constructor(items: Value[], isTuple = false) {
    this.items = items;
    this.isTuple = isTuple;
  }
}

/** A dict, as its pairs: keys are data, whatever they are called. */
export class Dict {
  readonly keys: Value[] = [];
  readonly values: Value[] = [];
}

/** A constructor or type of the closed list, by its full name. */
export class Global {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Something that holds no numbers for us: a device, a layout, a complex number. */
export class Plain {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

/** Why a type of numbers is not read, as a half sentence. */
export interface RefusedType {
  readonly refused: string;
  readonly name: string;
}
export type ElementType = NumberType | RefusedType;

/** Whether numbers of a type are named, but not read. */
export const isRefused = (type: ElementType): type is RefusedType => 'refused' in type;

/** Numbers of a tensor, which lie elsewhere in the file. */
export class Storage {
  readonly key: string;
  readonly type: ElementType | null;
  /** In elements of `type`; in bytes where that is null. */
  readonly count: number;
  constructor(key: string, type: ElementType | null, count: number) {
    this.key = key;
    this.type = type;
    this.count = count;
  }
}

/** A `torch.Tensor`: numbers of a storage. */
export class Tensor {
  readonly storage: Storage;
  readonly type: ElementType;
  /** In elements, as the strides. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  constructor(
    storage: Storage,
    type: ElementType,
    offset: number,
    shape: readonly number[],
    strides: readonly number[],
  ) {
    this.storage = storage;
    this.type = type;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/** A `numpy.dtype`; its order comes with its state. */
export class NumpyType {
  readonly descr: string;
  order = '<';
  /** Fields of a record, or an array in each element. */
  isCompound = false;
  constructor(descr: string) {
    this.descr = descr;
  }
}

/** A `numpy.ndarray`; what it holds comes with its state. */
export class NumpyArray {
  type: ElementType = { refused: 'an array without numbers', name: 'object' };
  shape: readonly number[] = [0];
  fortranOrder = false;
  bytes: Bytes | null = null;
  /** Of an array of Python objects with one axis. */
  objects: List | null = null;
}
