import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { Progress } from '../../base/control.ts';
import { CancelledError } from '../../base/errors.ts';
import { provideIsolation } from '../isolation.ts';
import { fromBytes, type ByteSource } from '../source.ts';
import { isolate, type IsolatedTests } from '../../workers/testing/isolate.ts';
import type { FileContent, Selection } from '../types.ts';
import { Meter } from './meter.ts';
import { format } from './reader.ts';
import { endless } from './testing/endless.ts';

const file = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`testdata/${name}`, import.meta.url)));
const read = async (source: ByteSource, selection: Selection = {}): Promise<FileContent> =>
  format.read(source, await format.plan(source, {}, []), selection, {});

const stuck = (): ByteSource => fromBytes(endless(file('obs-before-0.7.h5ad')), 'endless.h5ad');

let isolated: IsolatedTests | null = null;
afterEach(() => {
  isolated?.end();
  isolated = null;
});

test('a file that HDF5 follows for ever is given up, and the next one is read', async () => {
  isolated = await isolate({ silence: 1000 });
  await read(fromBytes(file('chunked.h5'), 'chunked.h5'));
  const start = performance.now();
  await expect(format.plan(stuck(), {}, [])).rejects.toMatchObject({
    name: 'LocusError',
    code: 'E_HEADER',
    file: 'endless.h5ad',
    place: 'its structure',
    message: expect.stringContaining('no sign of life for 1 seconds') as string,
  });
  expect(performance.now() - start).toBeLessThan(3000);
  expect((await read(fromBytes(file('chunked.h5'), 'chunked.h5'))).matrices[0]!.rows).toBe(9);
  expect(isolated.started()).toBe(2);
});

test('cancel ends such a file at once', async () => {
  isolated = await isolate({ silence: 60_000 });
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 300);
  const start = performance.now();
  const planned = format.plan(stuck(), { signal: stop.signal }, []);
  await expect(planned).rejects.toThrow(CancelledError);
  expect(performance.now() - start).toBeLessThan(5000);
  expect((await read(fromBytes(file('chunked.h5'), 'chunked.h5'))).matrices[0]!.rows).toBe(9);
});

test.each(['csr.h5ad', 'columns.h5', 'matlab73.mat'])(
  '%s comes out of a thread as it does in place',
  async (name) => {
    const choice: Selection = { rows: { kind: 'every', step: 2 } };
    const source = fromBytes(file(name), name);
    const inPlace = await read(source, choice);
    isolated = await isolate();
    const [first, second] = await Promise.all([read(source, choice), read(source, choice)]);
    expect(first).toEqual(inPlace);
    expect(second).toEqual(inPlace);
    expect(isolated.started()).toBe(1);
    expect(source.sliceNow!(0, 8)).toEqual(file(name).subarray(0, 8)); // a copy went over
  },
);

test('errors, progress and pauses cross over', async () => {
  isolated = await isolate();
  await expect(
    format.plan(fromBytes(file('complex.h5'), 'complex.h5'), {}, []),
  ).rejects.toMatchObject({ code: 'E_DTYPE', file: 'complex.h5', place: 'x' });
  const source = fromBytes(file('chunked.h5'), 'chunked.h5');
  const plan = await format.plan(source, {}, []);
  const told: Progress[] = [];
  let goOn = (): void => undefined;
  const paused = new Promise<void>((resolve) => (goOn = resolve));
  let isRead = false;
  const reading = format
    .read(source, plan, {}, { gate: () => paused, progress: (each) => told.push(each) })
    .then(() => (isRead = true));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(isRead).toBe(false);
  goOn();
  await reading;
  expect(told.at(-1)).toEqual({ stage: 'Reading chunked.h5', done: 9, total: 9 });
});

test('where no thread can be started, files are read in place', async () => {
  provideIsolation(() => {
    throw new Error('no workers here');
  });
  try {
    expect((await read(fromBytes(file('chunked.h5'), 'x.h5'))).matrices[0]!.rows).toBe(9);
  } finally {
    provideIsolation(null);
  }
});

test('what one call reads is bounded by the file: in bytes and in pieces', () => {
  const asked = (bytes: number): number => {
    const meter = new Meter({ ...fromBytes(new Uint8Array(1000), 'x.h5') }, {});
    meter.begin();
    for (let n = 1; ; n++) {
      const error = meter.asked(bytes);
      if (!error) continue;
      expect(error).toMatchObject({ code: 'E_HEADER', file: 'x.h5' });
      expect(error.message).toContain('in a circle');
      return n;
    }
  };
  expect(asked(1000) * 1000).toBeGreaterThan(64e6);
  expect(asked(1000) * 1000).toBeLessThan(80e6);
  expect(asked(8)).toBeLessThan(300_000);
});
