import { expect, test } from 'vitest';
import type { Column } from '../../data/dataset.ts';
import { matchImages, naturalOrder, type ImageItems } from './match.ts';

const text = (name: string, values: readonly (string | null)[]): Column => ({
  kind: 'text',
  name,
  values,
});

const items = (
  ids: readonly string[],
  columns: readonly Column[] = [],
  more: Partial<ImageItems> = {},
): ImageItems => ({ ids, columns, hasOwnIds: true, ...more });

const rows = (n: number): string[] => Array.from({ length: n }, (_, i) => String(i));

test('by the column that holds their names, in full or by the last part', () => {
  const columns = [
    text('note', ['a.png', 'x', 'y']),
    text('file', ['img\\b.png', '/data/img/a.png', 'missing.png']),
  ];
  expect(matchImages(['a.png', 'b.png'], items(['p', 'q', 'r'], columns))).toEqual({
    ...{ by: 'column', column: 'file', matched: 2 },
    images: Int32Array.of(1, 0, -1),
  });
});

test('a column of categories: several items may have the same image', () => {
  const levels = ['cat.png', 'dog.png'];
  const codes = Int32Array.of(0, 1, 0, -1);
  const column: Column = { kind: 'category', name: 'file', levels, codes };
  const match = matchImages(['dog.png', 'cat.png'], items(['a', 'b', 'c', 'd'], [column]));
  expect(match).toMatchObject({ by: 'column', images: Int32Array.of(1, 0, 1, -1), matched: 3 });
});

test('the same name in two folders: the folder decides; where it does not, neither is taken', () => {
  const paths = ['set/cat/1.png', 'set/dog/1.png'];
  const match = matchImages(
    paths,
    items(['a', 'b', 'c'], [text('f', ['dog/1.png', '1.png', 'x/cat/1.png'])]),
  );
  expect(match?.images).toEqual(Int32Array.of(1, -1, 0));
});

test('by id: the name of the file, with or without its ending', () => {
  const match = matchImages(['b.jpg', 'a.png', 'z.png'], items(['a', 'b.jpg', 'c']));
  expect(match).toMatchObject({ by: 'id', images: Int32Array.of(1, 0, -1), matched: 2 });
});

test('by row number where it counts from 0; from 1 it is an order', () => {
  const plain = items(rows(3), [], { hasOwnIds: false });
  expect(matchImages(['0.png', '2.png'], plain)).toMatchObject({
    by: 'id',
    images: Int32Array.of(0, -1, 1),
  });
  expect(matchImages(['1.png', '3.png', '2.png'], plain)).toMatchObject({
    by: 'order',
    images: Int32Array.of(0, 2, 1),
  });
  expect(matchImages(['1.png', '2.png'], plain)).toBeNull();
});

test('in natural order when there are as many', () => {
  expect(naturalOrder(['i10.png', 'i9.png', 'i1.png'])).toEqual([2, 1, 0]);
  expect(matchImages(['i10.png', 'i9.png', 'i1.png'], items(['x', 'y', 'z']))).toMatchObject({
    by: 'order',
    images: Int32Array.of(2, 1, 0),
  });
  expect(matchImages(['i10.png', 'i9.png'], items(['x', 'y', 'z']))).toBeNull();
});

test('as many images as rows of the file, of which some were taken', () => {
  const kept = { rows: Uint32Array.of(0, 3), of: 4 };
  const paths = ['d.png', 'c.png', 'b.png', 'a.png'];
  const match = matchImages(paths, items(['0', '3'], [], { hasOwnIds: false, kept }));
  expect(match).toMatchObject({ by: 'order', images: Int32Array.of(3, 0), matched: 2 });
});

test('names of the machinery of objects are names like others', () => {
  const match = matchImages(
    ['__proto__.png', 'constructor.png'],
    items(['constructor', '__proto__']),
  );
  expect(match?.images).toEqual(Int32Array.of(1, 0));
});
