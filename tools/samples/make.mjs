/**
 * Makes the samples in public/samples from npm packages, which are fetched into a temporary folder:
 *   node tools/samples/make.mjs [words] [digits]
 * Without names, all of them. The outcome is committed; making it again gives the same bytes.
 */
import { makeDigits } from './digits.mjs';
import { makeWords } from './words.mjs';

const MAKERS = { words: makeWords, digits: makeDigits };

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(MAKERS);
for (const id of wanted) {
  const make = MAKERS[id];
  if (!make)
    throw new Error(`No sample is called "${id}". There are: ${Object.keys(MAKERS).join(', ')}`);
  make();
  console.log(`made ${id}`);
}
