import { zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { LocusError } from '../base/errors.ts';
import { fromBytes } from './source.ts';
import { entryRange, openZip, readEntry, storedRange } from './zip.ts';

const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) >> 3);
const zeros = new Uint8Array(3_000_000);

const files: Zippable = {
  'a/stored.bin': [noise, { level: 0 }],
  'deflated.bin': [noise, { level: 6 }],
  '../../escape': [zeros, { level: 9 }],
  'grün.txt': [new Uint8Array(), { level: 0 }],
};
const archive = zipSync(files);
const read = async (bytes: Uint8Array, name: string, most = 1 << 30): Promise<Uint8Array> => {
  const zip = await openZip(fromBytes(bytes, 'x.zip'));
  return readEntry(zip, zip.byName.get(name)!, {}, { most });
};
/** Offset of the directory entry of the i-th file. */
function directoryAt(bytes: Uint8Array, i: number): number {
  const at: number[] = [];
  for (let k = 0; k < bytes.length; k++)
    if (bytes[k] === 0x50 && bytes[k + 1] === 0x4b && bytes[k + 2] === 1 && bytes[k + 3] === 2)
      at.push(k);
  return at[i]!;
}
function edited(edit: (view: DataView, directory: (i: number) => number) => void): Uint8Array {
  const bytes = archive.slice();
  edit(new DataView(bytes.buffer), (i) => directoryAt(bytes, i));
  return bytes;
}

describe('a zip archive', () => {
  it('gives stored and deflated entries; names are labels', async () => {
    const zip = await openZip(fromBytes(archive, 'x.zip'));
    expect(zip.entries.map(({ name }) => name)).toEqual(Object.keys(files));
    expect(await read(archive, 'a/stored.bin')).toEqual(noise);
    expect(await read(archive, 'deflated.bin')).toEqual(noise);
    expect(Buffer.compare(await read(archive, '../../escape'), zeros)).toBe(0);
    expect(await read(archive, 'grün.txt')).toHaveLength(0);
    const range = await storedRange(zip, zip.byName.get('a/stored.bin')!);
    expect(archive.slice(range!.start, range!.end)).toEqual(noise);
    expect(await storedRange(zip, zip.byName.get('deflated.bin')!)).toBeNull();
  });

  it('may have a comment, and sizes of 64 bits', async () => {
    const comment = new Uint8Array(archive.length + 9);
    comment.set(archive);
    comment[archive.length - 2] = 9;
    expect(await read(comment, 'deflated.bin')).toEqual(noise);
    expect(await read(wide(), 'a.bin')).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('is refused where it says something false', async () => {
    const cases: [Uint8Array, string, string][] = [
      [archive.subarray(0, archive.length - 5), 'E_TRUNCATED', 'cut short'],
      [archive.subarray(100), 'E_HEADER', ''],
      // Twice the same place.
      [edited((v, d) => v.setUint32(d(1) + 42, 0, true)), 'E_HEADER', 'overlaps'],
      [edited((v, d) => v.setUint32(d(1) + 24, 1 << 30, true)), 'E_HEADER', 'cannot come out'],
      [edited((v, d) => v.setUint32(d(0) + 20, 1 << 30, true)), 'E_HEADER', 'beyond the end'],
      [edited((v) => v.setUint16(v.byteLength - 12, 60000, true)), 'E_HEADER', 'no room'],
      [edited((v) => v.setUint32(v.byteLength - 6, 1 << 30, true)), 'E_HEADER', 'beyond'],
      [edited((v, d) => v.setUint32(d(0), 0)), 'E_HEADER', 'overwritten'],
      [edited((v, d) => v.setUint32(d(0) + 24, 0xffffffff, true)), 'E_HEADER', 'no valid size'],
    ];
    for (const [bytes, code, words] of cases) {
      const error = await openZip(fromBytes(bytes, 'x.zip')).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(LocusError);
      expect(error).toMatchObject({ code, file: 'x.zip' });
      expect((error as LocusError).message).toContain(words);
    }
  });

  it('has entries that are refused one by one', async () => {
    const cases: [Uint8Array, string, string, string][] = [
      [edited((v, d) => v.setUint32(d(1) + 24, 4999, true)), 'deflated.bin', 'E_HEADER', 'more'],
      [edited((v, d) => v.setUint32(d(1) + 24, 5001, true)), 'deflated.bin', 'E_HEADER', 'fewer'],
      [edited((v, d) => v.setUint32(d(1) + 16, 5, true)), 'deflated.bin', 'E_HEADER', 'checksum'],
      [edited((v, d) => v.setUint16(d(1) + 8, 1, true)), 'deflated.bin', 'E_FORMAT', 'encrypted'],
      [edited((v, d) => v.setUint16(d(1) + 10, 12, true)), 'deflated.bin', 'E_FORMAT', 'method 12'],
      [edited((v) => v.setUint8(31, 65)), 'a/stored.bin', 'E_HEADER', 'another name'],
      [edited((v) => v.setUint16(28, 9999, true)), 'a/stored.bin', 'E_HEADER', 'what follows'],
      [edited((v) => v.setUint16(8, 8, true)), 'a/stored.bin', 'E_HEADER', 'two ways'],
      [edited((v) => v.setUint8(0, 0)), 'a/stored.bin', 'E_HEADER', 'no entry where'],
    ];
    for (const [bytes, name, code, words] of cases) {
      const error = await read(bytes, name).catch((e: unknown) => e);
      expect(error).toMatchObject({ code, file: 'x.zip' });
      expect((error as LocusError).message).toContain(words);
    }
    await expect(read(archive, '../../escape', 1000)).rejects.toMatchObject({ code: 'E_LIMIT' });
    const zip = await openZip(fromBytes(archive, 'x.zip'));
    const { start, end } = await entryRange(zip, zip.byName.get('deflated.bin')!);
    const broken = archive.slice();
    broken.fill(0xff, start, end);
    await expect(read(broken, 'deflated.bin')).rejects.toMatchObject({ code: 'E_HEADER' });
  });

  it('cannot hold a name twice', async () => {
    const twice = zipSync({ aa: [noise, { level: 0 }], ab: [noise, { level: 0 }] });
    twice[directoryAt(twice, 1) + 47] = 97;
    await expect(openZip(fromBytes(twice, 'x.zip'))).rejects.toThrow('two entries named aa');
  });
});

/** One stored entry with all its sizes in zip64 fields. */
function wide(): Uint8Array {
  const bytes: number[] = [];
  const u16 = (...n: number[]): void => n.forEach((x) => bytes.push(x & 255, x >> 8));
  const u32 = (...n: number[]): void => n.forEach((x) => u16(x & 0xffff, x >>> 16));
  const u64 = (...n: number[]): void => n.forEach((x) => u32(x, 0));
  const text = (name: string): void => void bytes.push(...new TextEncoder().encode(name));
  u32(0x04034b50);
  u16(45, 0, 0, 0, 0);
  u32(0, 0xffffffff, 0xffffffff);
  u16(5, 20);
  text('a.bin');
  u16(1, 16);
  u64(3, 3);
  bytes.push(1, 2, 3);
  const directory = bytes.length;
  u32(0x02014b50);
  u16(45, 45, 0, 0, 0, 0);
  u32(0, 0xffffffff, 0xffffffff);
  u16(5, 28, 0, 0, 0);
  u32(0, 0xffffffff);
  text('a.bin');
  u16(1, 24);
  u64(3, 3, 0);
  const end = bytes.length;
  u32(0x06064b50);
  u64(44);
  u16(45, 45);
  u32(0, 0);
  u64(1, 1, end - directory, directory);
  u32(0x07064b50, 0);
  u64(end);
  u32(1);
  u32(0x06054b50);
  u16(0, 0, 0xffff, 0xffff);
  u32(0xffffffff, 0xffffffff);
  u16(0);
  return Uint8Array.from(bytes);
}
