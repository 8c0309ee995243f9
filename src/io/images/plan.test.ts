import { expect, test } from 'vitest';
import { openFiles, readFiles } from '../open.ts';
import { Readings } from '../readings.ts';
import { fromBytes, type ByteSource } from '../source.ts';
import { npySource, textSource } from '../testing/sources.ts';
import { sheetByRule } from './sheet.ts';

/** The header of a PNG of this size. */
function png(name: string, width: number, height: number): ByteSource {
  const bytes = new Uint8Array(64);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  new DataView(bytes.buffer).setUint32(16, width);
  new DataView(bytes.buffer).setUint32(20, height);
  return fromBytes(bytes, name);
}

const vectors = (rows: number): ByteSource =>
  npySource(
    'v.npy',
    Array.from({ length: rows }, (_, i) => [i, 1]),
  );

test.each([
  [100, 280, 280, { width: 28, height: 28, perRow: 10 }],
  [90, 280, 252, { width: 28, height: 28, perRow: 10 }], // no empty rows
  [90, 280, 280, { width: 28, height: 28, perRow: 10 }], // one empty row
  [5000, 1988, 1988, { width: 28, height: 28, perRow: 71 }],
  [100, 400, 200, { width: 40, height: 20, perRow: 10 }], // tiles that are no squares
  [100, 281, 280, null],
  [100, 280, 281, null],
  [100, 20, 20, null], // tiles of 2 pixels
])('%i tiles in %i x %i pixels', (n, width, height, layout) => {
  const header = { type: 'image/png', width, height } as const;
  expect(sheetByRule({ source: png('s.png', width, height), header }, n)).toEqual(layout);
});

test('a sheet is found by its name among others, or as the only image', async () => {
  for (const images of [
    [png('my_sprites.png', 30, 30), png('photo.png', 7, 7)],
    [png('all.png', 30, 30)],
  ]) {
    const { pictures, problems, dataset } = await openFiles([...images, vectors(9)]);
    expect(problems).toEqual([]);
    expect(pictures?.from).toMatchObject({ kind: 'sheet', width: 10, height: 10, perRow: 3 });
    expect([...pictures!.tiles]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(dataset!.notes.join()).toContain('as a sheet of 9 tiles of 10 x 10 pixels, 3 in a row');
  }
});

test('a sheet that does not fit is refused with words; the vectors open', async () => {
  const { pictures, problems, dataset } = await openFiles([png('sprite.png', 31, 30), vectors(9)]);
  expect(dataset).not.toBeNull();
  expect(pictures).toBeNull();
  expect(problems).toMatchObject([{ code: 'E_IMAGE', file: 'sprite.png' }]);
  expect(problems[0]!.message).toContain('31 x 30 pixels are not 3 whole tiles in a row');
});

test('the tiles of a sheet are those of the rows of the file, when only some are taken', async () => {
  const rows = { kind: 'every', step: 4 } as const;
  const { pictures } = await openFiles([png('sprite.png', 30, 30), vectors(9)], { rows });
  expect([...pictures!.tiles]).toEqual([0, 4, 8]);
});

test('single images: only those that belong to an item are drawn, each once', async () => {
  const table = textSource('m.csv', 'id,file\np,b.png\nq,a.png\nr,b.png\n');
  const images = ['a.png', 'b.png', 'c.png'].map((name) => png(name, 8, 8));
  const { pictures, problems, dataset } = await openFiles([...images, vectors(3), table]);
  expect(problems).toEqual([]);
  expect([...pictures!.tiles]).toEqual([0, 1, 0]);
  const { from } = pictures!;
  expect(from.kind === 'files' && from.images.map(({ source }) => source.name)).toEqual([
    'b.png',
    'a.png',
  ]);
  expect(dataset!.notes.join('\n')).toMatch(
    /file names in column file; 3 of 3 items have one; 1 image left over/,
  );
});

test('a broken image is a problem that names it; the others stay', async () => {
  const broken = fromBytes(await png('', 8, 8).slice(0, 20), 'bad.png');
  const images = [png('0.png', 8, 8), png('1.png', 8, 8), png('2.png', 100_000, 100_000)];
  const { pictures, problems } = await openFiles([...images, broken, vectors(3)]);
  expect(problems.map(({ file, code }) => [file, code])).toEqual([
    ['2.png', 'E_LIMIT'],
    ['bad.png', 'E_TRUNCATED'],
  ]);
  expect([...pictures!.tiles]).toEqual([0, 1, -1]);
});

test('images that fit nothing: the problem says why', async () => {
  const { pictures, problems } = await openFiles([
    png('x.png', 8, 8),
    png('y.png', 8, 8),
    vectors(3),
  ]);
  expect(pictures).toBeNull();
  expect(problems[0]!.message).toContain('2 images for 3 items cannot be matched in order');
});

test('images alone: there are no vectors', async () => {
  const { problems } = await openFiles([png('x.png', 8, 8)]);
  expect(problems).toMatchObject([{ code: 'E_NO_VECTORS', file: 'x.png' }]);
});

test('images dropped later, and a column that comes later still', async () => {
  const readings = new Readings();
  const { dataset, parsed } = await openFiles([vectors(2)]);
  readings.remember(dataset!, parsed!, []);
  const images = ['b.png', 'a.png'].map((name) => png(name, 8, 8));
  const read = await readFiles(images, {}, { tablesAsVectors: false });
  const first = readings.attach(dataset!, [], {}, read.images);
  expect(first.problems).toEqual([]);
  expect(first.dataset!.notes.join()).toContain('in the order of their names, a.png to b.png');

  const table = textSource('m.csv', 'file,size\nb.png,1\na.png,2\n');
  const tables = (await readFiles([table], {}, { tablesAsVectors: false })).files;
  const then = readings.attach(
    first.dataset!,
    tables.map(({ content }) => content.table!),
    {},
  );
  expect(then.dataset!.notes.filter((note) => note.startsWith('Images: '))).toEqual([
    'Images: matched by the file names in column file; 2 of 2 items have one.',
  ]);
  const { from } = then.pictures!;
  expect(from.kind === 'files' && from.images.map(({ source }) => source.name)).toEqual([
    'b.png',
    'a.png',
  ]);
  expect(readings.rejoin(then.dataset!, { join: { by: 'row' } }).pictures).not.toBeNull();
});

test('each folder of the Projector has its own sheet', async () => {
  const config = (tensors: string): string =>
    JSON.stringify({
      embeddings: [
        {
          ...{ tensorPath: tensors, tensorShape: [4, 1] },
          sprite: { imagePath: 'img/sprite.png', singleImageDim: [10, 10] },
        },
      ],
    });
  const placed = (source: ByteSource, path: string): ByteSource => ({
    ...source,
    name: path,
    path,
  });
  const tensors = (name: string): ByteSource =>
    placed(fromBytes(new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer), name), name);
  const files = (first: string): ByteSource[] => [
    placed(png('s', 20, 20), 'b/img/sprite.png'),
    placed(textSource('c', config('t.bytes')), `${first}/projector_config.json`),
    tensors(`${first}/t.bytes`),
    placed(png('s', 20, 20), 'a/img/sprite.png'),
  ];
  for (const folder of ['a', 'b']) {
    const { pictures, problems } = await openFiles(files(folder));
    expect(problems).toEqual([]);
    expect(pictures?.from).toMatchObject({
      image: { source: { path: `${folder}/img/sprite.png` } },
    });
  }
});
