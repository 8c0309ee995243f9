import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { RATIO, type Codec } from '../arrow/batch.ts';
import { UnpackError } from './unpack-error.ts';
import { unpackers, type Unpack } from '../arrow/unpack.ts';

interface Frame {
  readonly codec: Codec;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly frame: string;
}

/** Made by pyarrow, python-lz4 and python-zstandard: tools/golden/io/make_arrow.py. */
const { frames } = JSON.parse(readFileSync(new URL('frames.json', import.meta.url), 'utf8')) as {
  frames: readonly Frame[];
};

let unpack: Readonly<Record<Codec, Unpack>>;
beforeAll(async () => {
  unpack = await unpackers();
});

const bytesOf = ({ frame }: Frame): Uint8Array => new Uint8Array(Buffer.from(frame, 'base64'));

describe.each(frames)('$codec, $name', (one) => {
  const packed = bytesOf(one);

  test('unpacks to what was packed', () => {
    const bytes = unpack[one.codec](packed, one.size);
    expect(bytes.length).toBe(one.size);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(one.sha256);
    expect(one.size).toBeLessThanOrEqual(packed.length * RATIO[one.codec]);
  });

  test('is refused with another size, and cut short', () => {
    const refused = (bytes: Uint8Array, size: number): void =>
      expect(() => unpack[one.codec](bytes, size)).toThrow(UnpackError);
    refused(packed, one.size + 1);
    if (one.size > 0) refused(packed, one.size - 1);
    for (const end of [5, 9, packed.length >> 1, packed.length - 1])
      if (end < packed.length) refused(packed.subarray(0, end), one.size);
  });
});

test('frames follow each other, with others between them that are passed over', () => {
  for (const codec of ['lz4', 'zstd'] as const) {
    const one = frames.find((frame) => frame.codec === codec && frame.name.startsWith('text'))!;
    const packed = bytesOf(one);
    const skipped = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
    const whole = Uint8Array.from([...packed, ...skipped, ...packed]);
    const bytes = unpack[codec](whole, 2 * one.size);
    expect(bytes.subarray(one.size)).toEqual(bytes.subarray(0, one.size));
    expect(bytes.subarray(0, one.size)).toEqual(unpack[codec](packed, one.size));
  }
});

test('stored LZ4 blocks above 64 KiB', () => {
  const noise = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 2654435761) >>> 24);
  const head = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x50, 0xfb];
  const block = (bytes: Uint8Array): number[] => {
    const length = new Uint8Array(Uint32Array.of(bytes.length + 2 ** 31).buffer);
    return [...length, ...bytes];
  };
  const packed = Uint8Array.from([...head, ...block(noise), 0, 0, 0, 0]);
  expect(unpack.lz4(packed, noise.length)).toEqual(noise);
});

test('damaged frames are refused or give as many bytes as they should, at once', () => {
  let refused = 0;
  const start = performance.now();
  for (const one of frames.filter(({ size }) => size < 100_000)) {
    const packed = bytesOf(one);
    for (let at = 0; at < packed.length; at += 1 + Math.floor(packed.length / 60)) {
      const damaged = packed.slice();
      damaged[at]! ^= 1 << (at % 8);
      try {
        expect(unpack[one.codec](damaged, one.size).length).toBe(one.size);
      } catch (error) {
        if (!(error instanceof UnpackError)) throw error;
        refused++;
      }
    }
  }
  expect(refused).toBeGreaterThan(500);
  expect(performance.now() - start).toBeLessThan(5000);
});
