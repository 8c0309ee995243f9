import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lexicographer files by number, lexnames(5WN). The number is the second field of every sense key. */
const LEXICOGRAPHER_FILES = `adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact
  noun.attribute noun.body noun.cognition noun.communication noun.event noun.feeling noun.food noun.group
  noun.location noun.motive noun.object noun.person noun.phenomenon noun.plant noun.possession noun.process
  noun.quantity noun.relation noun.shape noun.state noun.substance noun.time verb.body verb.change
  verb.cognition verb.communication verb.competition verb.consumption verb.contact verb.creation verb.emotion
  verb.motion verb.perception verb.possession verb.social verb.stative verb.weather adj.ppl`.split(
  /\s+/,
);

/** Synset types of a sense key, senseidx(5WN): 1 noun, 2 verb, 3 adjective, 4 adverb, 5 adjective satellite. */
const PARTS_OF_SPEECH = [undefined, 'noun', 'verb', 'adjective', 'adverb', 'adjective'];
const ORDER = ['noun', 'verb', 'adjective', 'adverb'];

/** Rules of detachment, morphy(7WN): [ending, replacement]. Adverbs have none. */
const DETACHMENTS = {
  noun: [
    ['s', ''],
    ['ses', 's'],
    ['xes', 'x'],
    ['zes', 'z'],
    ['ches', 'ch'],
    ['shes', 'sh'],
    ['men', 'man'],
    ['ies', 'y'],
  ],
  verb: [
    ['s', ''],
    ['ies', 'y'],
    ['es', 'e'],
    ['es', ''],
    ['ed', 'e'],
    ['ed', ''],
    ['ing', 'e'],
    ['ing', ''],
  ],
  adjective: [
    ['er', ''],
    ['est', ''],
    ['er', 'e'],
    ['est', 'e'],
  ],
  adverb: [],
};

/**
 * Reads the sense index of WordNet.
 * @param {string} dict folder that holds index.sense
 * @param {Record<'noun' | 'verb' | 'adjective', Record<string, string>>} exceptions irregular form -> lemma
 * @returns {(word: string) => { lemma: string, partOfSpeech: string, category: string } | null} the sense of
 *   any lemma of the word that is tagged most often in WordNet's semantic concordance. Equal counts: the word
 *   as written before its lemmas, then the lower sense number, then noun, verb, adjective, adverb.
 */
export function openWordNet(dict, exceptions) {
  const senses = readSenses(join(dict, 'index.sense'));
  return (word) => {
    const found = ORDER.flatMap((partOfSpeech) =>
      lemmas(word, partOfSpeech, exceptions).flatMap(
        (lemma) => senses.get(`${partOfSpeech} ${lemma}`) ?? [],
      ),
    );
    if (found.length === 0) return null;
    const rank = (sense) => (sense.lemma === word ? 0 : 1);
    found.sort(
      (a, b) =>
        b.tagged - a.tagged ||
        rank(a) - rank(b) ||
        a.number - b.number ||
        ORDER.indexOf(a.partOfSpeech) - ORDER.indexOf(b.partOfSpeech),
    );
    const { lemma, partOfSpeech, category } = found[0];
    return { lemma, partOfSpeech, category };
  };
}

/** Map from "part-of-speech lemma" to its senses. A line reads: lemma%type:file:id:: offset number count. */
function readSenses(file) {
  const senses = new Map();
  for (const line of readFileSync(file, 'latin1').split('\n')) {
    if (line === '') continue;
    const [key, , number, tagged] = line.split(' ');
    const [lemma, rest] = key.split('%');
    const [type, lexicographerFile] = rest.split(':');
    const partOfSpeech = PARTS_OF_SPEECH[Number(type)];
    const category = LEXICOGRAPHER_FILES[Number(lexicographerFile)];
    const sense = { lemma, partOfSpeech, category, number: Number(number), tagged: Number(tagged) };
    const name = `${partOfSpeech} ${lemma}`;
    if (!senses.has(name)) senses.set(name, []);
    senses.get(name).push(sense);
  }
  return senses;
}

/** The word itself, its irregular lemma, and what the detachment rules leave. */
function lemmas(word, partOfSpeech, exceptions) {
  const forms = new Set([word]);
  const irregular = exceptions[partOfSpeech]?.[word];
  if (irregular) forms.add(irregular);
  for (const [ending, replacement] of DETACHMENTS[partOfSpeech]) {
    if (word.length > ending.length && word.endsWith(ending)) {
      forms.add(word.slice(0, -ending.length) + replacement);
    }
  }
  return [...forms];
}
