import type { Control } from '../../base/control.ts';
import { GAP_BYTES, spans } from '../array.ts';
import { Float32Sink } from '../float32.ts';
import { scanMatrix } from '../scan.ts';
import { readChunks, type ByteSource } from '../source.ts';
import type { ReadMatrix } from '../types.ts';
import type { Dequantise } from './dequantise.ts';

/** About 4 million numbers of 4 bits: some 20 ms. */
const CHUNK_BYTES = 2 << 20;

/** A matrix of blocks in a file, row after row; each row is whole blocks. The caller has checked that they are all there. */
export interface BlockPlace {
  readonly name: string;
  readonly start: number;
  readonly rows: number;
  readonly cols: number;
  /** Numbers in a block, and the bytes it takes. */
  readonly block: number;
  readonly bytes: number;
  /** ggml's name of the type. */
  readonly dtype: string;
  readonly dequantise: Dequantise;
}

/**
 * Reads the chosen rows (rising; null for all) into float32, chunk by chunk; of the file only the parts with chosen rows.
 * @param see sees every byte that is read, in order
 * @throws LocusError E_MEMORY, E_READ; CancelledError
 */
export async function readBlocks(
  source: ByteSource,
  { name, start, rows, cols, block, bytes, dtype, dequantise }: BlockPlace,
  chosen: Uint32Array | null,
  see: (bytes: Uint8Array) => void,
  control: Control,
): Promise<ReadMatrix> {
  const taken = chosen?.length ?? rows;
  const sink = new Float32Sink(source.name, taken, cols);
  const { data } = sink;
  const rowBytes = (cols / block) * bytes;
  const chunkRows = Math.max(1, Math.floor(CHUNK_BYTES / rowBytes));
  const unpack = (chunk: Uint8Array, at: number, to: number): void => {
    for (let from = 0, out = to; from < rowBytes; from += bytes, out += block)
      dequantise(chunk, at + from, data, out);
  };
  let next = 0;
  for (const [first, end] of spans(chosen, rows, Math.floor(GAP_BYTES / rowBytes))) {
    const visit = (chunk: Uint8Array, offset: number): void => {
      see(chunk);
      const row = (offset - start) / rowBytes;
      const last = row + chunk.byteLength / rowBytes;
      for (; next < taken; next++) {
        const wanted = chosen ? chosen[next] : next;
        if (wanted >= last) break;
        unpack(chunk, (wanted - row) * rowBytes, next * cols);
      }
    };
    const range = [start + first * rowBytes, start + end * rowBytes] as const;
    await readChunks(source, ...range, control, visit, chunkRows * rowBytes);
  }
  sink.adopt();
  const issues = scanMatrix(data, taken, cols);
  return { name, rows: taken, cols, dtype, data, summary: sink.summary(), issues };
}
