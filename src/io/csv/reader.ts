import { LocusError } from '../../base/errors.ts';
import { throwIfCancelled, type Control } from '../../base/control.ts';
import { identify } from '../magic.ts';
import { count } from '../names.ts';
import type { ByteSource } from '../source.ts';
import { DecodeError, isProbablyText } from '../text.ts';
import type { FileContent, Format, Plan } from '../types.ts';
import { detectDialect, type Dialect } from './dialect.ts';
import { detectLayout, type Layout } from './layout.ts';
import { readSample, type Sample } from './sample.ts';
import { readTable } from './table.ts';

interface CsvPlan extends Plan {
  readonly sample: Sample;
  readonly dialect: Dialect;
  readonly layout: Layout;
}

/** Tables of text: comma, semicolon, tab or bar separated, in UTF-8, UTF-16 or Windows-1252. */
export const format: Format<CsvPlan> = {
  id: 'csv',
  title: 'a table of text',
  extensions: ['.csv', '.tsv', '.txt', '.tab'],

  about: {
    variants: [
      'comma, semicolon, tab or bar; decimal comma; quotes; with and without heading',
      'UTF-8, UTF-16, Windows-1252',
      'vectors as numeric columns, or one column of lists; metadata in the others',
    ],
    limits: ['2,000,000 columns', '32 Mi characters a line'],
    library: 'papaparse',
    peers: [],
  },

  sniff: (probe) => (isProbablyText(probe.head) && !identify(probe) ? 'possible' : 'no'),

  async plan(source, control) {
    const sample = await readSample(source, control);
    const dialect = detectDialect(sample.text, source.name);
    checkWidth(sample.text, dialect, source.name);
    const layout = detectLayout(sample.text, dialect, source.name);
    // A number takes at least two characters, and four bytes here.
    return {
      sample,
      dialect,
      layout,
      matrices: null,
      memory: 2 * source.byteLength,
    };
  },

  async read(source, plan, _selection, control): Promise<FileContent> {
    try {
      return await readWithQuotes(source, plan, control);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      // Valid so far, but not UTF-8 further down: the other encoding that spreadsheets write.
      const sample: Sample = { ...plan.sample, encoding: 'windows-1252' };
      return readWithQuotes(source, { ...plan, sample }, control);
    }
  },
};

/** No table of embeddings is wider; a damaged file may be. */
const MAX_COLUMNS = 2_000_000;

/** Counts the separators of the first line before anything is made of them. */
function checkWidth(sample: string, { delimiter }: Dialect, file: string): void {
  const end = sample.indexOf('\n');
  let columns = 1;
  for (let at = sample.indexOf(delimiter); at >= 0 && at < end; columns++) {
    at = sample.indexOf(delimiter, at + 1);
  }
  if (columns <= MAX_COLUMNS) return;
  throw new LocusError({
    code: 'E_LIMIT',
    message: `${file}: line 1 has ${count(columns)} fields; tables are read up to ${count(MAX_COLUMNS)} columns.`,
    file,
    place: 'line 1',
    hint: 'Line ends may be missing, or rows and columns exchanged. Save large matrices with numpy.save.',
  });
}

/** Reads with the quoting that was detected and, if the lines then make no sense, with the other one. */
async function readWithQuotes(
  source: ByteSource,
  plan: CsvPlan,
  control: Control,
): Promise<FileContent> {
  const { encoding } = plan.sample;
  try {
    return await readTable(source, encoding, plan.dialect, plan.layout, control);
  } catch (error) {
    const doubtful =
      error instanceof LocusError && ['E_RAGGED', 'E_QUOTE', 'E_LINE'].includes(error.code);
    if (!doubtful || !plan.sample.text.includes('"')) throw error;
    const dialect = { ...plan.dialect, quotes: !plan.dialect.quotes };
    const layout = detectLayout(plan.sample.text, dialect, source.name);
    const content = await readTable(source, encoding, dialect, layout, control).catch(() => {
      throwIfCancelled(control);
      throw error;
    });
    const how = dialect.quotes ? 'as enclosing texts' : 'literally';
    return {
      ...content,
      notes: [...content.notes, `${source.name}: quotes (") are taken ${how}.`],
    };
  }
}
