import { checkpoint, type Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import { readRange, type ByteSource } from '../source.ts';

/** A vocabulary of a million tokens with its merges takes about 50 MB. */
const MAX_HEADER_BYTES = 256 << 20;
const FIRST_STEP = 64 << 10;
const MAX_STEP = 1 << 20;

/**
 * Goes through the header of a file from its beginning, little-endian, through a window of at most 1 MiB: what is skipped is not
 * read, and every length is compared with the bytes of the file first. `need` before the numbers that are read.
 */
export class HeaderBytes {
  readonly #source: ByteSource;
  readonly #control: Control;
  #window: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#window.buffer);
  /** Of the window, in the file. */
  #base = 0;
  /** In the window; beyond its end after a long skip. */
  #at = 0;
  #step = FIRST_STEP;
  /** What is being read, for the place of an error: "tokenizer.ggml.tokens". */
  what = 'header';

  constructor(source: ByteSource, control: Control) {
    this.#source = source;
    this.#control = control;
  }

  /** In the file, in bytes. */
  get position(): number {
    return this.#base + this.#at;
  }

  /** Bytes of the file from here on. */
  get left(): number {
    return this.#source.byteLength - this.position;
  }

  has(bytes: number): boolean {
    return this.#at + bytes <= this.#window.length;
  }

  /**
   * Makes the next bytes readable.
   * @throws LocusError E_TRUNCATED when the file ends before; E_LIMIT; E_READ; CancelledError
   */
  async need(bytes: number): Promise<void> {
    if (this.has(bytes)) return;
    this.claim(bytes);
    await checkpoint(this.#control);
    const start = this.position;
    const end = Math.min(this.#source.byteLength, start + Math.max(bytes, this.#step));
    this.#step = Math.min(MAX_STEP, 2 * this.#step);
    this.#window = await readRange(this.#source, start, end);
    this.#view = new DataView(
      this.#window.buffer,
      this.#window.byteOffset,
      this.#window.byteLength,
    );
    this.#base = start;
    this.#at = 0;
  }

  /** @throws LocusError as `need` */
  skip(bytes: number): void {
    this.claim(bytes);
    this.#at += bytes;
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** Above 2^53 rounded, which no length in a file can be. */
  uint64(): number {
    const low = this.uint32();
    return low + this.uint32() * 2 ** 32;
  }

  /** The next bytes; valid until the next `need`. */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#window.subarray(at, at + length);
  }

  /**
   * That at least so many bytes follow.
   * @throws LocusError E_TRUNCATED when the file ends before; E_LIMIT
   */
  claim(bytes: number): void {
    const { name, byteLength } = this.#source;
    if (!(bytes <= this.left)) {
      throw new LocusError({
        code: 'E_TRUNCATED',
        message:
          `${name} ends inside its header: ${this.what} takes ${count(bytes)} bytes from byte ` +
          `${this.position} on, and the file holds ${count(byteLength)} in all.`,
        file: name,
        place: `byte ${this.position}, ${this.what}`,
        hint: 'The download stopped early, or a length in the header is damaged. Compare the size of the file with that at its source, and get it again.',
      });
    }
    if (this.position + bytes > MAX_HEADER_BYTES) {
      throw new LocusError({
        code: 'E_LIMIT',
        message: `${name} has a header of more than ${count(MAX_HEADER_BYTES)} bytes.`,
        file: name,
        place: `byte ${this.position}, ${this.what}`,
        hint: 'No model has so long a vocabulary: the header is damaged. Get or write the file again.',
      });
    }
  }

  #take(bytes: number): number {
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}
