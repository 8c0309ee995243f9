import { stem, unusedName } from '../names.ts';
import { isMissingText, parseNumber, pointForComma } from '../numbers.ts';
import { splitRows, type Dialect } from './dialect.ts';

/** Which columns of a table are what. */
export interface Layout {
  readonly width: number;
  /** Whether the first row holds the names of the columns. */
  readonly header: boolean;
  /** Name of every column. */
  readonly names: readonly string[];
  /** Columns that form the vectors, in order; empty for a table of metadata. */
  readonly vector: readonly number[];
  readonly metadata: readonly number[];
  /** See Table.maybeHeader. */
  readonly maybeHeader: boolean;
}

/** Decides what the columns are from the first complete lines. */
export function detectLayout(sample: string, dialect: Dialect, file: string): Layout {
  const rows = splitRows(sample, dialect).filter((row) => row.length > 1 || row[0].trim() !== '');
  const cell = (text: string): string => (dialect.decimalComma ? pointForComma(text) : text);
  const first = rows[0] ?? [''];
  const body = rows.length > 1 ? rows.slice(1) : rows;
  // R writes row names without a heading: the first line is one field short.
  const unnamedFirst = body !== rows && body.every((row) => row.length === first.length + 1);
  const top = unnamedFirst ? ['', ...first] : first;
  const width = top.length;
  const kindsOf = (of: readonly string[][]): Kind[] =>
    top.map((_, column) => columnKind(of, column, cell));
  const kinds = kindsOf(body);
  const header = unnamedFirst || isHeader(top.map(cell), rows.slice(1), kinds);
  const vector = header ? namedVector(top, kinds) : majorityBlock(kindsOf(rows), rows.length);
  const inVector = new Set(vector);
  const metadata = top.map((_, column) => column).filter((column) => !inVector.has(column));
  return {
    width,
    header,
    names: header ? headerNames(top) : plainNames(width, metadata, file),
    vector,
    metadata,
    maybeHeader: width === 1 && !header && kinds[0] === 'text',
  };
}

/**
 * `integer` and `fraction` are numbers in more than half of the cells that are there, so that one wrong cell is
 * found and named later instead of changing what the column is. `empty` has nothing but missing values.
 */
type Kind = 'integer' | 'fraction' | 'text' | 'empty';

function columnKind(rows: readonly string[][], column: number, clean: (t: string) => string): Kind {
  let texts = 0;
  let integers = 0;
  let fractions = 0;
  for (const row of rows) {
    const value = parseNumber(clean(row[column] ?? ''));
    if (value === undefined) texts++;
    else if (Number.isInteger(value)) integers++;
    else if (!Number.isNaN(value)) fractions++;
  }
  if (texts + integers + fractions === 0) return 'empty';
  if (texts >= integers + fractions) return 'text';
  return fractions > 0 ? 'fraction' : 'integer';
}

const isNumeric = (kind: Kind): boolean => kind === 'integer' || kind === 'fraction';

function isHeader(first: readonly string[], body: readonly string[][], kinds: Kind[]): boolean {
  if (isCounting(first, kinds)) return true;
  const values = first.map(parseNumber);
  const words = first.map((text, j) => values[j] === undefined && !isMissingText(text));
  if (first.some((_, j) => words[j] && isNumeric(kinds[j]))) return true;
  if (kinds.some(isNumeric) || first.length === 1) return false;
  // Texts only: names of columns are there, differ, and do not come again below.
  const named = first.every((text, j) => words[j] || (j === 0 && text.trim() === ''));
  const unique = new Set(first).size === first.length;
  return named && unique && first.every((text, j) => !body.some((row) => row[j] === text));
}

/** A first row 0, 1, 2 ... (or from 1) above the numbers, as pandas writes it for a plain matrix. */
function isCounting(first: readonly string[], kinds: readonly Kind[]): boolean {
  const run = first
    .map((text, j) => ({ kind: kinds[j], value: parseNumber(text) }))
    .filter(({ kind, value }) => isNumeric(kind) && value !== undefined && !Number.isNaN(value));
  const start = run[0]?.value;
  if (start !== 0 && start !== 1) return false;
  if (run.some(({ value }, i) => value !== start + i)) return false;
  const fractions = run.some(({ kind }) => kind === 'fraction');
  return run.length >= (fractions ? 2 : 8); // whole numbers that count up by chance are short
}

/** Names that count dimensions: "dim_0", "d0", "x1", "PC3", "pixel17", "emb[4]", "0". */
const DIMENSION = /^(.*?)[\s_.:[(-]*(\d{1,9})[\])]*$/;
const PREFIXES: ReadonlySet<string> = new Set(
  (
    ',d,dim,dims,dimension,x,v,f,e,c,h,z,w,n,u,emb,embed,embedding,embeddings,feature,feat,features,latent,' +
    'vec,vector,value,val,col,column,component,comp,pc,pixel,px,neuron,unit,var,coord'
  ).split(','),
);
/** Under any other prefix a run this long is a vector too. */
const LONG_RUN = 8;

/** The longest run of numeric columns whose names count up from 0 or 1 under one prefix. */
function namedVector(names: readonly string[], kinds: readonly Kind[]): number[] {
  const runs = new Map<string, { columns: number[]; next: number }>();
  names.forEach((name, column) => {
    const match = name.length <= 64 ? DIMENSION.exec(name.trim()) : null;
    if (!match || !isNumeric(kinds[column])) return;
    const prefix = match[1].toLowerCase();
    const index = Number(match[2]);
    const run = runs.get(prefix);
    if (run?.next === index) {
      run.columns.push(column);
      run.next++;
    } else if (!run && index <= 1) runs.set(prefix, { columns: [column], next: index + 1 });
  });
  let best: number[] = [];
  for (const [prefix, { columns }] of runs) {
    const enough = columns.length >= (PREFIXES.has(prefix) ? 2 : LONG_RUN);
    if (enough && columns.length > best.length) best = columns;
  }
  return best;
}

/** Without names: the longest unbroken block of numbers, if it is at least half of the columns. */
function majorityBlock(kinds: readonly Kind[], rows: number): number[] {
  let best: number[] = [];
  let block: number[] = [];
  for (let column = 0; column <= kinds.length; column++) {
    if (column < kinds.length && isNumeric(kinds[column])) block.push(column);
    else {
      if (block.length > best.length) best = block;
      block = [];
    }
  }
  // One column of whole numbers before or behind fractions is a label or a row number, no dimension.
  const fractions = best.filter((column) => kinds[column] === 'fraction').length;
  if (rows >= 3 && best.length >= 3 && fractions === best.length - 1) {
    if (kinds[best[0]] === 'integer') best = best.slice(1);
    else if (kinds[best.at(-1)!] === 'integer') best = best.slice(0, -1);
  }
  return best.length >= 2 && best.length * 2 >= kinds.length ? best : [];
}

function headerNames(top: readonly string[]): string[] {
  const taken = new Set<string>();
  return top.map((text, j) => {
    const plain = text.trim() || (j === 0 ? 'index' : `column ${j + 1}`);
    const name = unusedName(plain, taken);
    taken.add(name);
    return name;
  });
}

function plainNames(width: number, metadata: readonly number[], file: string): string[] {
  const names = Array.from({ length: width }, (_, j) => `column ${j + 1}`);
  if (metadata.length === 1) names[metadata[0]] = width === 1 ? stem(file) : 'label';
  return names;
}
