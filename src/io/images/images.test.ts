import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromBytes } from '../source.ts';
import { testFixtures } from '../testing/fixtures.ts';
import { readImageHeader } from './header.ts';

testFixtures('images');

const folder = new URL('testdata/', import.meta.url);
const sizes = readdirSync(folder)
  .filter((name) => name.endsWith('.expected.json'))
  .flatMap((name): [string, [number, number]][] => {
    const { size } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
      size?: [number, number];
    };
    return size ? [[name.replace('.expected.json', ''), size]] : [];
  });

test.each(sizes)('%s has the size that Pillow says', async (name, [width, height]) => {
  const source = fromBytes(new Uint8Array(readFileSync(new URL(name, folder))), name);
  expect(await readImageHeader(source)).toMatchObject({ width, height });
});
