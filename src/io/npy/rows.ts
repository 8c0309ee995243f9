import { NO_CONTROL, type Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import type { RowSource } from '../../base/row-source.ts';
import { Float32Sink } from '../float32.ts';
import { decoder } from '../number-type.ts';
import { readHeader } from '../numpy/header.ts';
import { readChunks, type ByteSource } from '../source.ts';
import { viewOf } from '../view.ts';

/** Bytes of the file in memory at a time, or one row where that is more. */
const CHUNK_BYTES = 4 << 20;

/**
 * The rows of an npy file in chunks, read anew each time they are asked for: for files larger than memory. The numbers
 * are rounded to float32.
 * @throws LocusError E_HEADER, E_DTYPE, E_SHAPE, E_TRUNCATED; later E_READ, E_OVERFLOW; CancelledError
 */
export async function npyRows(
  source: ByteSource,
  { chunkBytes = CHUNK_BYTES }: { readonly chunkBytes?: number } = {},
  control: Control = NO_CONTROL,
): Promise<RowSource> {
  const { rows, cols, type, fortranOrder, dataStart } = await readHeader(source);
  if (fortranOrder && cols > 1 && rows > 1)
    throw new LocusError({
      code: 'E_SHAPE',
      message: `${source.name} is stored column by column (Fortran order); its rows cannot be read one after another.`,
      file: source.name,
      hint: 'Write it with numpy.save(file, numpy.ascontiguousarray(array)).',
    });
  const rowBytes = cols * type.size;
  const chunkRows = Math.max(1, Math.floor(chunkBytes / rowBytes));
  const decode = decoder(type);

  async function* chunks(): AsyncGenerator<Float32Array> {
    for (let first = 0; first < rows; first += chunkRows) {
      const count = Math.min(chunkRows, rows - first);
      const sink = new Float32Sink(source.name, count, cols);
      const start = dataStart + first * rowBytes;
      const numbers = new Float64Array(count * cols);
      const visit = (bytes: Uint8Array): void => {
        const view = viewOf(bytes);
        decode(view, 0, numbers.length, numbers);
      };
      await readChunks(source, start, start + count * rowBytes, control, visit, count * rowBytes);
      sink.put(numbers, numbers.length, 0);
      yield sink.data;
    }
  }
  return { rows, cols, chunks };
}
