import type { Control } from '../../base/control.ts';
import { Float32Sink } from '../float32.ts';
import { sha256, type Hasher } from '../hash.ts';
import { plural, stem } from '../names.ts';
import { scanMatrix } from '../scan.ts';
import { readChunks, type ByteSource } from '../source.ts';
import type { FileContent, Format, Plan } from '../types.ts';
import { countRounded, decoder } from './decode.ts';
import { MAGIC, readHeader, type NpyHeader } from './header.ts';

interface NpyPlan extends Plan {
  readonly header: NpyHeader;
}

/** NumPy's npy, format versions 1 to 3 (numpy.lib.format): one array of numbers of any type and order. */
export const format: Format<NpyPlan> = {
  id: 'npy',
  title: 'a NumPy array',
  extensions: ['.npy'],

  sniff: ({ head }) => (MAGIC.every((byte, i) => head[i] === byte) ? 'certain' : 'no'),

  async plan(source) {
    const header = await readHeader(source);
    const { rows, cols } = header;
    return { header, ranges: [[0, source.byteLength]], memory: rows * cols * 4 + (8 << 20) };
  },

  async read(source, { header }, control): Promise<FileContent> {
    const { rows, cols, type, dataStart } = header;
    const sink = new Float32Sink(source.name, rows, cols);
    const hasher = await sha256();
    const end = dataStart + rows * cols * type.size;
    const notes: string[] = [];
    await readChunks(source, 0, dataStart, control, (chunk) => hasher.update(chunk));
    if (isOurOwnLayout(header)) await readInPlace(source, header, end, sink, hasher, control);
    else notes.push(...(await convert(source, header, end, sink, hasher, control)));
    await readChunks(source, end, source.byteLength, control, (chunk) => hasher.update(chunk));

    notes.push(...sink.notes());
    if (end < source.byteLength) {
      const extra = plural(source.byteLength - end, 'byte');
      notes.push(`${source.name}: ${extra} after the array were not read.`);
    }
    const matrix = {
      name: stem(source.name),
      rows,
      cols,
      dtype: type.name,
      data: sink.data,
      summary: sink.summary(),
      issues: scanMatrix(sink.data, rows, cols),
    };
    return { sha256: hasher.digest(), matrices: [matrix], table: null, notes };
  },
};

function isOurOwnLayout({ type, fortranOrder, cols }: NpyHeader): boolean {
  const rowMajor = !fortranOrder || cols === 1;
  return rowMajor && type.kind === 'float' && type.size === 4 && type.littleEndian;
}

/** Little-endian float32 in C order is what we hold: the bytes go straight into the matrix. */
async function readInPlace(
  source: ByteSource,
  { dataStart }: NpyHeader,
  end: number,
  sink: Float32Sink,
  hasher: Hasher,
  control: Control,
): Promise<void> {
  const target = new Uint8Array(sink.data.buffer);
  await readChunks(source, dataStart, end, control, (chunk, offset) => {
    hasher.update(chunk);
    target.set(chunk, offset - dataStart);
  });
  sink.adopt();
}

/** Every other type and order, chunk by chunk through float64. Returns notes on what float32 cannot hold. */
async function convert(
  source: ByteSource,
  { type, fortranOrder, rows, cols, dataStart }: NpyHeader,
  end: number,
  sink: Float32Sink,
  hasher: Hasher,
  control: Control,
): Promise<string[]> {
  const decode = decoder(type);
  const batch = new Float64Array(1 << 15);
  let rounded = 0;
  let done = 0; // numbers so far, in the order of the file

  const useChunk = (chunk: Uint8Array): void => {
    hasher.update(chunk);
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const total = chunk.byteLength / type.size;
    for (let from = 0; from < total;) {
      // In Fortran order a batch stays within one column, so that it lands at a constant step.
      const room = fortranOrder ? rows - (done % rows) : Infinity;
      const n = Math.min(batch.length, total - from, room);
      decode(view, from * type.size, n, batch);
      rounded += countRounded(type, view, from * type.size, n, batch);
      if (fortranOrder) sink.put(batch, n, (done % rows) * cols + Math.floor(done / rows), cols);
      else sink.put(batch, n, done);
      from += n;
      done += n;
    }
  };
  // The chunk size of readChunks is a multiple of 8, so no number is cut in two.
  await readChunks(source, dataStart, end, control, useChunk);
  return rounded > 0
    ? [
        `${source.name}: ${plural(rounded, 'integer')} above 2^24 (16,777,216) cannot be held exactly in float32; rounded.`,
      ]
    : [];
}
