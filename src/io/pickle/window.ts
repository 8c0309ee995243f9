import { readRange, type ByteSource } from '../source.ts';

const WINDOW_BYTES = 4 << 20;

/** The stretch of a source around the last part that was read: what belongs together follows each other, as a rule. */
export class Window {
  #source: ByteSource | null = null;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array();

  /** @throws LocusError E_READ */
  async view(source: ByteSource, start: number, end: number): Promise<DataView> {
    const isHeld =
      source === this.#source &&
      start >= this.#start &&
      end <= this.#start + this.#bytes.byteLength;
    if (!isHeld) {
      const to = Math.max(end, Math.min(source.byteLength, start + WINDOW_BYTES));
      this.#bytes = await readRange(source, start, to);
      this.#source = source;
      this.#start = start;
    }
    const offset = this.#bytes.byteOffset + start - this.#start;
    return new DataView(this.#bytes.buffer, offset, end - start);
  }
}
