import { checkpoint, type Control } from '../../base/control.ts';
import { readRange, type ByteSource } from '../source.ts';
import { viewOf } from '../view.ts';
import { cutShort, type Where } from './errors.ts';

const WINDOW_BYTES = 256 << 10;
/** No step of the machine reads more than this at once; what is longer stays in the file. */
export const STEP_BYTES = 8 << 10;

/** A stretch of a file that is read forwards, with long strings passed over. */
export class PickleInput {
  /** Absolute position of the next byte. */
  at: number;
  readonly end: number;
  readonly where: Where;
  readonly #source: ByteSource;
  #window: DataView = new DataView(new ArrayBuffer(0));
  #windowAt = 0;

  constructor(source: ByteSource, start: number, end: number, part?: string) {
    this.#source = source;
    this.at = start;
    this.end = end;
    this.where = { file: source.name, from: start, ...(part !== undefined && { part }) };
  }

  get left(): number {
    return this.end - this.at;
  }

  get isLow(): boolean {
    const offset = this.at - this.#windowAt;
    const held = this.#window.byteLength - offset;
    return offset < 0 || held < Math.min(STEP_BYTES, this.left);
  }

  /** Makes room for one step. To be awaited where `isLow`. */
  async fill(control: Control): Promise<void> {
    await checkpoint(control);
    const end = Math.min(this.end, this.at + WINDOW_BYTES);
    const bytes = await readRange(this.#source, this.at, end);
    this.#window = viewOf(bytes);
    this.#windowAt = this.at;
  }

  /** Passes over `n` bytes that are there. @returns where they begin */
  skip(n: number): number {
    if (n > this.left) {
      const { file, part, from } = this.where;
      const place = `${part === undefined ? '' : `${part}, `}byte ${this.end - from}`;
      throw cutShort(file, place, 'its pickle ends before it is complete');
    }
    const start = this.at;
    this.at += n;
    return start;
  }

  u8(): number {
    return this.#window.getUint8(this.skip(1) - this.#windowAt);
  }
  u16(): number {
    return this.#window.getUint16(this.skip(2) - this.#windowAt, true);
  }
  u32(): number {
    return this.#window.getUint32(this.skip(4) - this.#windowAt, true);
  }
  i32(): number {
    return this.#window.getInt32(this.skip(4) - this.#windowAt, true);
  }
  /** Infinity beyond what a file can hold. */
  u64(): number {
    const value = this.#window.getBigUint64(this.skip(8) - this.#windowAt, true);
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(value);
  }
  f64(): number {
    return this.#window.getFloat64(this.skip(8) - this.#windowAt);
  }

  /** At most STEP_BYTES / 2 bytes, a copy. */
  bytes(n: number): Uint8Array {
    const from = this.skip(n) - this.#windowAt;
    return new Uint8Array(this.#window.buffer, this.#window.byteOffset + from, n).slice();
  }

  /** A text up to the end of the line; null when none ends within 1,024 bytes. */
  line(): string | null {
    let text = '';
    for (let i = 0; i < 1024; i++) {
      const byte = this.u8();
      if (byte === 10) return text;
      text += String.fromCharCode(byte);
    }
    return null;
  }
}
