import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../src/io/open.ts';
import { questionsOf } from '../src/io/proposal.ts';
import type { ByteSource, Sequence } from '../src/io/source.ts';
import { survey } from '../src/io/survey.ts';
import { watchAllocations } from '../src/io/testing/allocations.ts';
import {
  EMBEDDING,
  embeddingBytes,
  npyValueAt,
  OTHERS,
  SPARSE_NPY,
  tokenOf,
  valueAt,
  writeGguf,
  writeNpy,
  writeSafetensors,
} from '../tools/large/files.mjs';
import { diskSource } from './files.ts';

/** Files of gigabytes on the disk, of which only what is needed may be read and held. */

const folder = mkdtempSync(join(tmpdir(), 'locus-large-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Beside the tensor itself. */
const MARGIN = 32 << 20;

interface Counted {
  readonly source: ByteSource;
  /** Handed out so far, each time anew. */
  bytes: number;
}

async function counted(path: string): Promise<Counted> {
  const source = await diskSource(path);
  const count = <T extends Uint8Array>(bytes: T): T => {
    counter.bytes += bytes.length;
    return bytes;
  };
  const counter: Counted = {
    bytes: 0,
    source: {
      name: source.name,
      byteLength: source.byteLength,
      slice: async (start, end) => count(await source.slice(start, end)),
      sliceNow: (start, end) => count(source.sliceNow!(start, end)),
      sequence(start, end): Sequence {
        const sequence = source.sequence!(start, end)!;
        return { next: async (n) => count(await sequence.next(n)), close: sequence.close };
      },
    },
  };
  return counter;
}

const { rows, cols } = EMBEDDING;
const F16 = 'model-f16.safetensors';
const CASES = [
  ['model.safetensors', 'F32', 'model.embed_tokens.weight', writeSafetensors],
  [F16, 'F16', 'model.embed_tokens.weight', writeSafetensors],
  ['model-f16.gguf', 'F16', 'token_embd.weight', writeGguf],
  ['model-q8.gguf', 'Q8_0', 'token_embd.weight', writeGguf],
] as const;

describe.each(CASES)('%s of 4 GB', (file, type, name, write) => {
  const path = join(folder, file);
  beforeAll(() => (write as (path: string, type: string) => void)(path, type), 60_000);

  it('lists its tensors by the header alone, the embedding proposed', async () => {
    const counter = await counted(path);
    expect(counter.source.byteLength).toBeGreaterThan(2 ** 32);
    const found = await survey([counter.source], {});
    expect(found.problems).toEqual([]);
    const offers = found.files[0]!.matrices!;
    expect(offers).toHaveLength(OTHERS + 1);
    expect(offers[0]).toMatchObject({ name, rows, cols, role: 'embedding', proposed: true });
    expect(offers.filter(({ proposed }) => proposed)).toHaveLength(1);
    expect(questionsOf(found)).toEqual(['choice']);
    expect(counter.bytes).toBeLessThan(8 << 20);
  });

  it('reads the tensor, right to the last value, and hardly more', async () => {
    const counter = await counted(path);
    await survey([counter.source], {});
    const { spaces, problems, dataset } = await openFiles([counter.source], {
      matrices: { [file]: [name] },
    });
    expect(problems).toEqual([]);
    const [space] = spaces;
    expect(space).toMatchObject({ rows, cols });
    let wrong = 0;
    for (let row = 0; row < rows; row++)
      for (let col = 0; col < cols; col++)
        if (space!.data[row * cols + col] !== valueAt(row, col)) wrong++;
    expect(wrong).toBe(0);
    if (file.endsWith('.gguf')) expect(dataset!.ids[rows - 1]).toBe(tokenOf(rows - 1));
    expect(counter.bytes).toBeLessThan(embeddingBytes(type) + MARGIN);
  });

  it('reads some rows of it, and of the file no more than these need', async () => {
    const counter = await counted(path);
    const { spaces, problems } = await openFiles([counter.source], {
      matrices: { [file]: [name] },
      rows: { kind: 'first', count: 100 },
    });
    expect(problems).toEqual([]);
    expect(spaces[0]!.data[99 * cols + 5]).toBe(valueAt(99, 5));
    expect(counter.bytes).toBeLessThan(8 << 20);
  });
});

describe('an npy of 1 GB of which every tenth row is taken', () => {
  const path = join(folder, 'tenth.npy');
  const { step } = SPARSE_NPY;
  const taken = Math.ceil(SPARSE_NPY.rows / step);
  beforeAll(() => writeNpy(path), 60_000);

  it('makes buffers of less than 3 times what is taken, all of them together', async () => {
    const source = await diskSource(path);
    expect(source.byteLength).toBeGreaterThan(2 ** 30);
    const { value, bytes } = await watchAllocations(() =>
      openFiles([source], { rows: { kind: 'every', step } }),
    );
    expect(value.problems).toEqual([]);
    const [space] = value.spaces;
    expect(space).toMatchObject({ rows: taken, cols: SPARSE_NPY.cols, rowsOf: SPARSE_NPY.rows });
    for (const row of [0, 1, taken - 1])
      expect(space!.data[row * SPARSE_NPY.cols + 767]).toBe(npyValueAt(row * step, 767));
    const wanted = 4 * taken * SPARSE_NPY.cols;
    expect(space!.data.byteLength).toBe(wanted);
    expect(bytes).toBeGreaterThanOrEqual(wanted);
    expect(bytes).toBeLessThan(3 * wanted);
  });
});
