import { sha256 } from '../hash.ts';
import { count, plural, stem } from '../names.ts';
import { chosenRows } from '../row-choice.ts';
import { scanMatrix } from '../scan.ts';
import { readRange } from '../source.ts';
import type { FileContent, Format, Plan } from '../types.ts';
import { readBinary } from './binary.ts';
import { countLines } from './count.ts';
import { layoutOf, type Layout } from './layout.ts';
import { readText } from './text.ts';

interface WordVectorsPlan extends Plan {
  readonly layout: Layout;
}

const HEAD_BYTES = 64 << 10;
/** GloVe does not say how many words there are: in larger files the lines are not counted for the first words of them. */
const MAX_COUNTED_BYTES = 1 << 30;

/** Word vectors as GloVe, word2vec and fastText write them. */
export const format: Format<WordVectorsPlan> = {
  id: 'word-vectors',
  title: 'a file of word vectors',
  extensions: ['.vec', '.glove', '.w2v', '.bin', '.txt'],
  about: {
    variants: [
      'GloVe text (a word may hold spaces)',
      'word2vec text and binary, fastText .vec, with a first line "words dimensions"',
    ],
    limits: ['8 or more dimensions without a first line', '100,000 dimensions', 'UTF-8'],
    peers: [],
  },

  sniff: (probe) => (layoutOf(probe) ? 'certain' : 'no'),

  async plan(source) {
    const head = await readRange(source, 0, Math.min(source.byteLength, HEAD_BYTES));
    const layout = layoutOf({ head, byteLength: source.byteLength })!;
    const { rows, cols, encoding } = layout;
    if (rows === null) return { layout, matrices: null, memory: 1 << 20 };
    const name = stem(source.name);
    const dtype = encoding === 'text' ? 'text' : 'float32';
    const bytes = source.byteLength - layout.start;
    const offer = { name, rows, cols, dtype, bytes, proposed: true };
    return { layout, matrices: [offer], memory: 8 << 20 };
  },

  async read(source, { layout }, { rows: choice }, control): Promise<FileContent> {
    const hasher = await sha256();
    const see = (bytes: Uint8Array): void => hasher.update(bytes);
    see(await readRange(source, 0, layout.start));
    // The first words can be had without the others; their number is then known from the first line, or counted.
    const most = choice?.kind === 'first' ? choice.count : Infinity;
    const read = layout.encoding === 'text' ? readText : readBinary;
    const { sink, words } = await read({ source, layout, most, see, control });
    const rows = words.length;
    const { cols } = layout;
    const notes = sink.notes();
    const damaged = words.filter((word) => word.includes('\ufffd')).length;
    if (damaged > 0)
      notes.push(
        `${source.name}: ${plural(damaged, 'word')} not in valid UTF-8; shown with \ufffd.`,
      );
    const matrix = {
      ...{ name: stem(source.name), rows, cols, data: sink.data, summary: sink.summary() },
      dtype: layout.encoding === 'text' ? 'text' : 'float32',
      issues: scanMatrix(sink.data, rows, cols),
    };
    const columns = [{ name: 'word', values: words }];
    const isCounted = layout.rows !== null || source.byteLength <= MAX_COUNTED_BYTES;
    const of = isCounted
      ? (layout.rows ?? (most === rows ? await countLines(source, control) : rows))
      : rows;
    if (most === rows && !isCounted)
      notes.push(
        `${source.name}: the first ${count(rows)} words; how many follow was not counted in so large a file, so tables join by word, not by row.`,
      );
    const chosen = chosenRows(choice, of);
    const isPart = most !== Infinity && chosen?.length === rows;
    return {
      ...{ sha256: hasher.digest(), matrices: [matrix], notes },
      table: { file: source.name, rows, columns, maybeHeader: false },
      ...(most !== Infinity && { hashed: 'parts' as const }),
      ...(isPart && { kept: { rows: chosen, of } }),
    };
  },
};
