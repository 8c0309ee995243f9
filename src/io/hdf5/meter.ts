import type { Control } from '../../base/control.ts';
import type { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import type { ByteSource } from '../source.ts';
import { damaged } from './problems.ts';

/** What one call of HDF5 may read: of its file several times over, since it does not keep all of its structure. */
const TIMES = 8;
const SPARE_BYTES = 64 << 20;
const SPARE_READS = 200_000;
const BYTES_PER_READ = 256;

/** A disk or a network drive may take so long to answer, in milliseconds. */
const READ_MS = 30_000;
/** Loading the library, or work of ours on a block that was read. */
const OURS_MS = 60_000;
/** Bytes that are undone in a millisecond, at the least. */
const UNDONE_PER_MS = 10_000;

/**
 * Watches over HDF5, which follows the structure of a file without end where that goes in a circle: bounds what each call
 * may read, and says how long it may be silent.
 */
export class Meter {
  readonly #source: ByteSource;
  readonly #alive: (milliseconds: number) => void;
  #more = 0;
  #reads = 0;
  #bytes = 0;

  constructor(source: ByteSource, control: Control) {
    this.#source = source;
    this.#alive = control.alive ?? ((): void => undefined);
  }

  /** HDF5 begins a call that undoes so many bytes. */
  begin(undone = 0): void {
    this.#more = undone / UNDONE_PER_MS;
    this.#reads = 0;
    this.#bytes = 0;
    this.#alive(this.#more);
  }

  /** HDF5 asks for bytes. An error where it has asked for too many. */
  asked(bytes: number): LocusError | null {
    const { byteLength } = this.#source;
    this.#reads++;
    this.#bytes += bytes;
    if (this.#reads % 64 === 0) this.#alive(this.#more);
    if (
      this.#bytes <= TIMES * byteLength + SPARE_BYTES &&
      this.#reads <= SPARE_READS + byteLength / BYTES_PER_READ
    )
      return null;
    return damaged(
      this.#source,
      'its structure',
      `its structure goes in a circle (${count(this.#bytes)} bytes were read for one step)`,
    );
  }

  /** Bytes are fetched by `read`. */
  fetched<T>(read: () => T): T {
    this.#alive(READ_MS);
    try {
      return read();
    } finally {
      this.#alive(this.#more);
    }
  }

  /** HDF5 is not at work. */
  ours(): void {
    this.#alive(OURS_MS);
  }
}
