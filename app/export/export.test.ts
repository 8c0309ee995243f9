import { expect, test, vi } from 'vitest';
import type { SpaceInfo } from '../../src/data/dataset.ts';
import { fromBytes } from '../../src/io/source.ts';
import { openFiles } from '../../src/io/open.ts';
import type { LocusClient } from '../../src/workers/client.ts';
import { Export, type Open } from './export.ts';

const ROWS = 5000;
const COLS = 1000;
const numbers = Float32Array.from({ length: ROWS * COLS }, (_, i) => i % 8191);

/** As the engine gives rows: copies of those that are asked for. */
function setting() {
  const vectors = vi.fn(async (_: string, rows?: Uint32Array | null) => {
    const taken = new Float32Array(rows!.length * COLS);
    rows!.forEach((row, i) => taken.set(numbers.subarray(row * COLS, (row + 1) * COLS), i * COLS));
    return taken;
  });
  const client = { engine: { vectors } } as unknown as LocusClient;
  const space = { name: 'x', key: 'x', rows: ROWS, cols: COLS } as SpaceInfo;
  const open = { space, map: null, selection: new Uint32Array() } as unknown as Open;
  return { vectors, open, exporting: new Export(client) };
}
const whole = { what: 'space', format: 'npy', withColumns: false } as const;

test('the vectors of a space are written some rows at a time, and are the same numbers', async () => {
  const { vectors, open, exporting } = setting();
  const done: number[] = [];
  const { signal } = new AbortController();
  const blob = await exporting.write(open, whole, {
    signal,
    progress: (report) => done.push(report.done / report.total),
  });
  expect(vectors.mock.calls.map(([, rows]) => rows!.length)).toEqual([4194, 806]);
  expect(done).toEqual([0, 4194 / ROWS]);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const { spaces, problems } = await openFiles([fromBytes(bytes, 'x.npy')]);
  expect(problems).toEqual([]);
  expect(spaces[0]).toMatchObject({ rows: ROWS, cols: COLS });
  expect(Buffer.from(spaces[0]!.data.buffer).equals(Buffer.from(numbers.buffer))).toBe(true);
});

test('to cancel stops after the part under way', async () => {
  const { vectors, open, exporting } = setting();
  const controller = new AbortController();
  const written = exporting.write(open, whole, {
    signal: controller.signal,
    progress: () => controller.abort(),
  });
  await expect(written).rejects.toMatchObject({ name: 'CancelledError' });
  expect(vectors).toHaveBeenCalledTimes(1);
});
