/**
 * A reader of Thrift's compact protocol, for the headers of pages: structs of numbers, the rest skipped.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

export type Fields = ReadonlyMap<number, number | Fields>;

/** Thrown where the bytes are no struct. */
export class ThriftError extends Error {}

const STOP = 0;
const BOOLEAN_TRUE = 1;
const BOOLEAN_FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const MAP = 11;
const STRUCT = 12;

const MAX_DEPTH = 16;

/** Reads one struct. @returns its fields, and where it ends */
export function readStruct(
  bytes: Uint8Array,
  start: number,
): { readonly fields: Fields; readonly end: number } {
  let at = start;
  const byte = (): number => {
    const value = bytes[at++];
    if (value === undefined) throw new ThriftError('it ends inside a header');
    return value;
  };
  /** At most 53 bits count; beyond them a number is only larger than anything in the file. */
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const next = byte();
      value += (next & 127) * scale;
      if (next < 128) return value;
      if (scale > 2 ** 63) throw new ThriftError('a number has too many bytes');
    }
  };
  const zigzag = (): number => {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const skip = (count: number): void => {
    if (!(count <= bytes.length - at)) throw new ThriftError('a length is beyond the end');
    at += count;
  };

  function value(type: number, depth: number): number | Fields {
    if (depth > MAX_DEPTH) throw new ThriftError('its parts are nested too deeply');
    switch (type) {
      case BOOLEAN_TRUE:
        return 1;
      case BOOLEAN_FALSE:
        return 0;
      case BYTE:
        return byte();
      case I16:
      case I32:
      case I64:
        return zigzag();
      case DOUBLE:
        skip(8);
        return 0;
      case BINARY:
        skip(varint());
        return 0;
      case LIST:
      case SET:
        list(depth);
        return 0;
      case MAP:
        map(depth);
        return 0;
      case STRUCT:
        return struct(depth + 1);
      default:
        throw new ThriftError(`there is no type ${type}`);
    }
  }

  function list(depth: number): void {
    const head = byte();
    const count = head >> 4 === 15 ? varint() : head >> 4;
    elements(count, [head & 15], depth);
  }

  function map(depth: number): void {
    const count = varint();
    if (count === 0) return;
    const types = byte();
    elements(count, [types >> 4, types & 15], depth);
  }

  /** Booleans take a byte each inside a list. */
  function elements(count: number, types: readonly number[], depth: number): void {
    if (count > bytes.length - at) throw new ThriftError('a list is longer than the file');
    for (let i = 0; i < count; i++)
      for (const type of types) {
        if (type === BOOLEAN_TRUE || type === BOOLEAN_FALSE) skip(1);
        else value(type, depth + 1);
      }
  }

  function struct(depth: number): Fields {
    const fields = new Map<number, number | Fields>();
    let id = 0;
    for (;;) {
      const head = byte();
      if (head === STOP) return fields;
      const delta = head >> 4;
      id = delta === 0 ? zigzag() : id + delta;
      fields.set(id, value(head & 15, depth));
    }
  }

  const fields = struct(0);
  return { fields, end: at };
}
