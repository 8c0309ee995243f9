import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

/** Every committed sample against its own card; a new folder in index.json is tested without a new line here. */

interface Card {
  id: string;
  title: string;
  description: string;
  rows: number;
  cols: number;
  dtype: string;
  metric: string;
  colour: string;
  columns: { name: string; kind: string; about: string }[];
  image?: { name: string; url: string; tile: number; perRow: number };
  licences: { of: string; name: string; url: string }[];
  sources: { name: string; version: string; url: string; holds: string }[];
  recipe: string[];
  files: { name: string; role: string; bytes: number; sha256: string }[];
}

const SAMPLES = fileURLToPath(new URL('../../public/samples/', import.meta.url));
const NPY_TYPES: Record<string, { descr: string; bytes: number }> = {
  float32: { descr: '<f4', bytes: 4 },
  uint8: { descr: '|u1', bytes: 1 },
};

const index = readJson<{ samples: Pick<Card, 'id' | 'title' | 'description' | 'rows' | 'cols'>[] }>(
  'index.json',
);

it('lists every sample folder, and no other', () => {
  const folders = readdirSync(SAMPLES, { withFileTypes: true }).filter((one) => one.isDirectory());
  expect(index.samples.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
});

describe.each(index.samples)('sample $id', (listed) => {
  const card = readJson<Card>(join(listed.id, 'sample.json'));
  const read = (role: string): Buffer => {
    const file = card.files.find((one) => one.role === role);
    if (!file) throw new Error(`${card.id} has no file for ${role}`);
    return readFileSync(join(SAMPLES, card.id, file.name));
  };

  it('agrees with the list', () => {
    const { id, title, description, rows, cols } = card;
    expect({ id, title, description, rows, cols }).toEqual(listed);
  });

  it('names licences, sources and recipe', () => {
    expect(card.recipe.length).toBeGreaterThan(0);
    expect(card.licences.length).toBeGreaterThan(0);
    for (const { name, url, of } of card.licences) {
      expect([name, of].every((text) => text.length > 2)).toBe(true);
      expect(url).toMatch(/^https:\/\//);
    }
    for (const { version, url } of card.sources) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(url).toContain(version);
    }
    expect(read('licences').length).toBeGreaterThan(500);
  });

  it.each(card.files)('file $name has the stated size and SHA-256', ({ name, bytes, sha256 }) => {
    const path = join(SAMPLES, card.id, name);
    expect(existsSync(path)).toBe(true);
    const content = readFileSync(path);
    expect(content.length).toBe(bytes);
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
  });

  it('holds rows x cols values of the stated type, no row all zero', () => {
    const { header, values, data } = readNpy(read('vectors'), card.dtype);
    expect(header).toContain(`'descr': '${NPY_TYPES[card.dtype]!.descr}'`);
    expect(header).toContain(`'fortran_order': False`);
    expect(header).toContain(`'shape': (${card.rows}, ${card.cols})`);
    expect(data.length).toBe(card.rows * card.cols * NPY_TYPES[card.dtype]!.bytes);
    expect(values.every(Number.isFinite)).toBe(true);
    for (let row = 0; row < card.rows; row++) {
      const x = values.subarray(row * card.cols, (row + 1) * card.cols);
      expect(x.some((value) => value !== 0)).toBe(true);
    }
  });

  it('describes each item once, in the stated columns', () => {
    const { header, rows } = readCsv(read('items'));
    expect(header).toEqual(card.columns.map(({ name }) => name));
    expect(header[0]).toBe('id');
    expect(rows).toHaveLength(card.rows);
    expect(rows.every((row) => row.length === header.length)).toBe(true);
    expect(new Set(rows.map(([id]) => id)).size).toBe(card.rows);
    expect(header).toContain(card.colour);
    card.columns.forEach(({ kind }, at) => {
      const values = rows.map((row) => row[at]!);
      if (kind === 'number') expect(values.every((text) => /^\d+$/.test(text))).toBe(true);
      if (kind === 'category') expect(new Set(values).size).toBeLessThanOrEqual(50);
    });
  });

  const { image } = card;
  if (!image) return;
  it('has a thumbnail for every item in its sprite sheet', () => {
    const { tile, perRow, url } = image;
    expect(card.files.find(({ role }) => role === 'sprite')!.name).toBe(url);
    const { width, height, pixels } = readGreyPng(read('sprite'));
    expect(width).toBe(tile * perRow);
    expect(height).toBe(tile * Math.ceil(card.rows / perRow));
    const { values } = readNpy(read('vectors'), card.dtype);
    for (const item of [0, perRow - 1, perRow, card.rows - 1]) {
      const left = (item % perRow) * tile;
      const top = Math.floor(item / perRow) * tile;
      for (let y = 0; y < tile; y++) {
        const start = (top + y) * width + left;
        const vector = values.subarray(item * card.cols + y * tile).subarray(0, tile);
        expect([...pixels.subarray(start, start + tile)]).toEqual([...vector]);
      }
    }
  });
});

it.each(index.samples)('golden numbers of $id belong to the committed vectors', ({ id }) => {
  const golden = new URL(`../golden/samples/${id}.json`, import.meta.url);
  const { sha256 } = JSON.parse(readFileSync(golden, 'utf8')) as { sha256: string };
  const vectors = readFileSync(join(SAMPLES, id, 'vectors.npy'));
  expect(createHash('sha256').update(vectors).digest('hex')).toBe(sha256);
});

describe('words', () => {
  const { rows } = readCsv(readFileSync(join(SAMPLES, 'words', 'items.csv')));
  const facts = new Map(rows.map(([id, part, category]) => [id, [part, category]]));

  it.each([
    ['river', 'noun', 'noun.object'],
    ['dog', 'noun', 'noun.animal'],
    ['wheat', 'noun', 'noun.plant'],
    ['bread', 'noun', 'noun.food'],
    ['said', 'verb', 'verb.communication'], // irregular: say
    ['children', 'noun', 'noun.person'], // irregular: child
    ['walked', 'verb', 'verb.motion'], // by rule: walk
    ['tuesday', 'noun', 'noun.time'],
    ['france', 'noun', 'noun.location'],
    ['he', 'function word', ''], // not helium
    ['microsoft', '', ''], // not in WordNet
  ])('%s is %s, %s', (word, part, category) => {
    expect(facts.get(word)).toEqual([part, category]);
  });

  it('are lower-case words in order of frequency, most of them with a category', () => {
    expect(rows.every(([id]) => /^[a-z]{2,}$/.test(id!))).toBe(true);
    const ranks = rows.map((row) => Number(row[3]));
    expect(ranks.every((rank, i) => i === 0 || rank > ranks[i - 1]!)).toBe(true);
    const missing = rows.filter(([, , category]) => category === '').length;
    expect(missing / rows.length).toBeLessThan(0.1);
  });

  it('keep the published values: "the" of glove.6B.100d begins so', () => {
    const { values } = readNpy(readFileSync(join(SAMPLES, 'words', 'vectors.npy')), 'float32');
    const published = [-0.038194, -0.24487, 0.72812, -0.39961, 0.083172, 0.043953];
    expect(rows[0]![0]).toBe('the');
    expect([...values.subarray(0, 6)]).toEqual(published.map(Math.fround));
  });
});

describe('digits', () => {
  it('hold 500 of each label 0 to 9, taking turns', () => {
    const { rows } = readCsv(readFileSync(join(SAMPLES, 'digits', 'items.csv')));
    const counts = new Map<string, number>();
    rows.forEach(([, label], row) => {
      expect(label).toBe(String(row % 10));
      counts.set(label!, (counts.get(label!) ?? 0) + 1);
    });
    expect([...counts.values()]).toEqual(new Array(10).fill(500));
  });
});

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(SAMPLES, path), 'utf8')) as T;
}

/** Plain csv without quotes, which is all that the makers write. */
function readCsv(bytes: Buffer): { header: string[]; rows: string[][] } {
  const lines = bytes.toString('utf8').trimEnd().split('\n');
  const [header, ...rows] = lines.map((line) => line.split(','));
  return { header: header!, rows };
}

/** Reads npy 1.0 on its own, so that a fault in the product's reader cannot hide one in the file. */
function readNpy(bytes: Buffer, dtype: string) {
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
  const start = 10 + bytes.readUInt16LE(8);
  expect(start % 64).toBe(0);
  const data = Uint8Array.prototype.slice.call(bytes, start);
  const values = dtype === 'float32' ? new Float32Array(data.buffer) : data;
  return { header: bytes.subarray(10, start).toString('latin1'), data, values };
}

/** Reads what png.mjs writes: 8-bit grey, one IDAT, filter 0 on every line. */
function readGreyPng(bytes: Buffer) {
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  expect([...bytes.subarray(24, 29)]).toEqual([8, 0, 0, 0, 0]);
  expect(bytes.subarray(37, 41).toString('latin1')).toBe('IDAT');
  const lines = inflateSync(bytes.subarray(41, 41 + bytes.readUInt32BE(33)));
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const line = lines.subarray(y * (width + 1), (y + 1) * (width + 1));
    expect(line[0]).toBe(0);
    pixels.set(line.subarray(1), y * width);
  }
  return { width, height, pixels };
}
