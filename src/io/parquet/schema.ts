import type { FileMetaData, SchemaTree } from 'hyparquet';
import type { Physical } from './decode.ts';

/** A column of the file, by what can be made of it. */
export type ParquetColumn =
  | { readonly kind: 'vectors' | 'number' | 'text'; readonly name: string; readonly leaf: Leaf }
  | { readonly kind: 'other'; readonly name: string; readonly what: string };

/** A physical column. */
export interface Leaf {
  /** Path in the schema, joined by dots. */
  readonly path: string;
  /** Name of the column that it belongs to: without "list.element". */
  readonly column: string;
  /** As NumPy and Parquet name them: float32, int64, text ... */
  readonly dtype: string;
  readonly physical: Physical;
  /** What its values stand for. */
  readonly element: SchemaTree['element'];
  /** Levels: how many of the nodes above repeat, and may be missing or repeat (Dremel; parquet.thrift). */
  readonly maxRepetition: number;
  readonly maxDefinition: number;
  /** The definition level from which on a list has an element. */
  readonly elementDefinition: number;
}

const NUMBERS: Readonly<Record<string, string>> = {
  FLOAT: 'float32',
  DOUBLE: 'float64',
  INT32: 'int32',
  INT64: 'int64',
  BOOLEAN: 'bool',
};

/** What stands above a node. */
interface Levels {
  readonly repetition: number;
  readonly definition: number;
}

/** The columns of a file, those inside structs with the path as their name. */
export function columnsOf(tree: SchemaTree): ParquetColumn[] {
  return tree.children.flatMap((child) => columnsBelow(child, { repetition: 0, definition: 0 }));
}

function columnsBelow(node: SchemaTree, above: Levels): ParquetColumn[] {
  const name = node.path.join('.');
  const other = (what: string): ParquetColumn[] => [{ kind: 'other', name, what }];
  const levels = levelsBelow(above, node);
  const list = listOf(node, above);
  if (list) {
    const dtype = numberType(list.element);
    if (dtype && dtype !== 'bool') return [{ kind: 'vectors', name, leaf: list.leaf(name, dtype) }];
    const what = list.element.children.length > 0 ? 'nested lists' : 'lists of what is no number';
    return other(what);
  }
  if (isMap(node)) return other('a map');
  if (node.element.repetition_type === 'REPEATED') return other('repeated values');
  if (isNeighbours(node)) return other('nearest neighbours found elsewhere');
  if (node.children.length > 0)
    return node.children.flatMap((child) => columnsBelow(child, levels));
  const dtype = numberType(node);
  if (!dtype && !isText(node)) return other('raw bytes');
  const leaf = leafOf(node, name, dtype ?? 'text', levels, 0);
  return [{ kind: dtype ? 'number' : 'text', name, leaf }];
}

const levelsBelow = ({ repetition, definition }: Levels, { element }: SchemaTree): Levels => ({
  repetition: repetition + (element.repetition_type === 'REPEATED' ? 1 : 0),
  definition: definition + (element.repetition_type === 'REQUIRED' ? 0 : 1),
});

function leafOf(
  { element, path }: SchemaTree,
  column: string,
  dtype: string,
  { repetition, definition }: Levels,
  elementDefinition: number,
): Leaf {
  const length = element.type === 'INT96' ? 12 : (element.type_length ?? 0);
  return {
    ...{ path: path.join('.'), column, dtype, element, elementDefinition },
    physical: { type: element.type ?? '', length },
    maxRepetition: repetition,
    maxDefinition: definition,
  };
}

interface List {
  readonly element: SchemaTree;
  leaf(column: string, dtype: string): Leaf;
}

/** A list column: three levels (as Arrow writes it), two, or a repeated number. */
function listOf(node: SchemaTree, above: Levels): List | null {
  const own = levelsBelow(above, node);
  const isRepeated = node.element.repetition_type === 'REPEATED';
  if (isRepeated && node.children.length === 0) return list(node, own, own);
  const { element, children } = node;
  const isList = element.converted_type === 'LIST' || element.logical_type?.type === 'LIST';
  const [repeated] = children;
  if (isRepeated || !isList || children.length !== 1) return null;
  if (repeated?.element.repetition_type !== 'REPEATED') return null;
  const inside = levelsBelow(own, repeated);
  const [only] = repeated.children;
  if (!only) return list(repeated, inside, inside);
  if (repeated.children.length > 1) return list(repeated, inside, inside);
  return list(only, levelsBelow(inside, only), inside);
}

const list = (element: SchemaTree, levels: Levels, repeated: Levels): List => ({
  element,
  leaf: (column, dtype) => leafOf(element, column, dtype, levels, repeated.definition),
});

const isMap = ({ element }: SchemaTree): boolean =>
  element.converted_type === 'MAP' ||
  element.converted_type === 'MAP_KEY_VALUE' ||
  element.logical_type?.type === 'MAP';

/** As Embedding Atlas writes them: a struct of lists, "ids" and "distances". */
const isNeighbours = ({ children }: SchemaTree): boolean =>
  children.length === 2 &&
  children
    .map(({ element }) => element.name)
    .sort()
    .join() === 'distances,ids';

/** What can be said in words, and the types that it lies in. */
const WORDS: readonly (readonly [kind: RegExp, types: RegExp])[] = [
  [/^(UTF8|STRING|ENUM|JSON)$/, /^BYTE_ARRAY$/],
  [/^DECIMAL$/, /^(INT32|INT64|BYTE_ARRAY|FIXED_LEN_BYTE_ARRAY)$/],
  [/^DATE$/, /^INT32$/],
  [/^TIMESTAMP/, /^INT64$/],
  [/^TIME(_|$)/, /^INT(32|64)$/],
  [/^UUID$/, /^FIXED_LEN_BYTE_ARRAY$/],
];

/** Whether values can be said in words: texts, dates and times, decimals. */
function isText({ element }: SchemaTree): boolean {
  const { type = '', converted_type: converted, logical_type: logical } = element;
  const kind = logical?.type ?? converted ?? '';
  return type === 'INT96' || WORDS.some(([kinds, types]) => kinds.test(kind) && types.test(type));
}

/** Null for dates, texts and the like, which are columns of text. */
function numberType({ element, children }: SchemaTree): string | null {
  if (children.length > 0 || element.repetition_type === undefined) return null;
  const { type, converted_type: converted, logical_type: logical } = element;
  if (logical?.type === 'FLOAT16') {
    const isHalf = type === 'FIXED_LEN_BYTE_ARRAY' && element.type_length === 2;
    return isHalf ? 'float16' : null;
  }
  if (logical && !['INTEGER', 'NULL'].includes(logical.type)) return null;
  if (converted && !/^U?INT_\d+$/.test(converted)) return null;
  const [, unsigned, given] = /^(U?)INT_(\d+)$/.exec(converted ?? '') ?? [];
  if (logical?.type !== 'INTEGER' && given === undefined) return NUMBERS[type ?? ''] ?? null;
  const bits = logical?.type === 'INTEGER' ? logical.bitWidth : Number(given);
  const isSigned = logical?.type === 'INTEGER' ? logical.isSigned : unsigned === '';
  const fits = bits === 64 ? type === 'INT64' : type === 'INT32' && bits > 0 && bits <= 32;
  return fits ? `${isSigned ? '' : 'u'}int${bits}` : null;
}

/** Numbers of all row groups together, by the path of a leaf. */
export function slotsOf({ row_groups: groups }: FileMetaData, path: string): number {
  let sum = 0;
  for (const { columns } of groups)
    for (const { meta_data: meta } of columns)
      if (meta?.path_in_schema.join('.') === path) sum += Number(meta.num_values);
  return sum;
}
