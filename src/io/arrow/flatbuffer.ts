import { viewOf } from '../view.ts';
/**
 * Thrown for bytes that are no flatbuffer. A RangeError of a DataView says the same: every read is checked by the view, so
 * that no offset leads out of the bytes given.
 */
export class FlatbufferError extends Error {}

/**
 * A table of a flatbuffer (https://flatbuffers.dev/internals): fields are found by their number through a table of offsets, and those
 * that are not there have a default. Nothing is copied and nothing is allocated by what the bytes claim.
 */
export class Table {
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  /** The table that a whole buffer stands for. */
  static root(bytes: Uint8Array): Table {
    const view = viewOf(bytes);
    return new Table(view, view.getUint32(0, true));
  }

  /** Where the table lies: two with the same place are the same. */
  get at(): number {
    return this.#at;
  }

  uint8(id: number, fallback = 0): number {
    const at = this.#field(id);
    return at === 0 ? fallback : this.#view.getUint8(at);
  }

  int16(id: number, fallback = 0): number {
    const at = this.#field(id);
    return at === 0 ? fallback : this.#view.getInt16(at, true);
  }

  int32(id: number, fallback = 0): number {
    const at = this.#field(id);
    return at === 0 ? fallback : this.#view.getInt32(at, true);
  }

  /** @throws FlatbufferError beyond 2^53 */
  int64(id: number, fallback = 0): number {
    const at = this.#field(id);
    return at === 0 ? fallback : int64At(this.#view, at);
  }

  bool(id: number): boolean {
    return this.uint8(id) !== 0;
  }

  text(id: number): string | null {
    const at = this.#field(id);
    if (at === 0) return null;
    const start = at + this.#view.getUint32(at, true);
    const length = this.#view.getUint32(start, true);
    if (length > this.#view.byteLength - start - 4) throw new FlatbufferError('a text is too long');
    const { buffer, byteOffset } = this.#view;
    return new TextDecoder().decode(new Uint8Array(buffer, byteOffset + start + 4, length));
  }

  table(id: number): Table | null {
    const at = this.#field(id);
    return at === 0 ? null : new Table(this.#view, at + this.#view.getUint32(at, true));
  }

  /** A list of tables. */
  *tables(id: number): Generator<Table> {
    const { start, count } = this.#vector(id, 4);
    for (let at = start; at < start + 4 * count; at += 4)
      yield new Table(this.#view, at + this.#view.getUint32(at, true));
  }

  /**
   * A list of structs of `size` bytes: the int64 numbers at `offsets` in each, one struct after another.
   * @throws FlatbufferError when they do not all lie in the buffer, or a number is beyond 2^53
   */
  int64s(id: number, size: number, offsets: readonly number[]): Float64Array {
    const { start, count } = this.#vector(id, size);
    const numbers = new Float64Array(count * offsets.length);
    let n = 0;
    for (let at = start; at < start + size * count; at += size)
      for (const offset of offsets) numbers[n++] = int64At(this.#view, at + offset);
    return numbers;
  }

  /** As `int64s`, of one int32 in each. */
  int32s(id: number, size: number, offset: number): Int32Array {
    const { start, count } = this.#vector(id, size);
    return Int32Array.from({ length: count }, (_, i) =>
      this.#view.getInt32(start + i * size + offset, true),
    );
  }

  #vector(id: number, size: number): { readonly start: number; readonly count: number } {
    const at = this.#field(id);
    if (at === 0) return { start: 0, count: 0 };
    const start = at + this.#view.getUint32(at, true);
    const count = this.#view.getUint32(start, true);
    if (count > (this.#view.byteLength - start - 4) / size)
      throw new FlatbufferError('a list is longer than its header');
    return { start: start + 4, count };
  }

  /** 0 when the field is not there. */
  #field(id: number): number {
    const view = this.#view;
    const offsets = this.#at - view.getInt32(this.#at, true);
    const slot = 4 + 2 * id;
    if (slot + 2 > view.getUint16(offsets, true)) return 0;
    const offset = view.getUint16(offsets + slot, true);
    return offset === 0 ? 0 : this.#at + offset;
  }
}

function int64At(view: DataView, at: number): number {
  const value = Number(view.getBigInt64(at, true));
  if (!Number.isSafeInteger(value)) throw new FlatbufferError('a number is beyond 2^53');
  return value;
}
