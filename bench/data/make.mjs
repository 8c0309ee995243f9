// Writes one of the data sets that Locus is measured on as .npy: node bench/data/make.mjs words OUT.npy
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomMatrix } from '../../tools/samples/make-random.mjs';
import { encodeNpy } from '../../tools/samples/npy.mjs';
import { makeDigits } from './digits.mjs';
import { makeWords } from './words.mjs';

const MAKERS = {
  words: makeWords,
  digits: makeDigits,
  random: () => ({ values: randomMatrix(10_000, 768, 0), rows: 10_000, cols: 768 }),
};

const [name, path] = process.argv.slice(2);
const { values, rows, cols } = MAKERS[name]();
mkdirSync(dirname(path), { recursive: true });
// Under another name until it is whole, so that a file that is there is good.
writeFileSync(`${path}.part`, encodeNpy(values, rows, cols));
renameSync(`${path}.part`, path);
