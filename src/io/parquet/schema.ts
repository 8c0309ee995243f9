import type { FileMetaData, SchemaTree } from 'hyparquet';

/** A column of the file at the top of its schema, by what can be made of it. */
export type ParquetColumn =
  | {
      readonly kind: 'vectors';
      readonly name: string;
      readonly leaf: Leaf;
      readonly path: readonly string[];
    }
  | { readonly kind: 'number' | 'text'; readonly name: string; readonly leaf: Leaf }
  | { readonly kind: 'other'; readonly name: string; readonly what: string };

/** A physical column. */
export interface Leaf {
  /** Path in the schema, joined by dots. */
  readonly path: string;
  /** As NumPy and Parquet name them: float32, int64, text ... */
  readonly dtype: string;
}

const NUMBERS: Readonly<Record<string, string>> = {
  FLOAT: 'float32',
  DOUBLE: 'float64',
  INT32: 'int32',
  INT64: 'int64',
  BOOLEAN: 'bool',
};

/** The columns of a file, those inside structs with the path as their name. */
export function columnsOf(tree: SchemaTree): ParquetColumn[] {
  return tree.children.flatMap((child) => columnsBelow(child));
}

function columnsBelow(node: SchemaTree): ParquetColumn[] {
  const name = node.path.join('.');
  const list = listElement(node);
  if (list) {
    const dtype = numberType(list);
    if (dtype && dtype !== 'bool') {
      const leaf = { path: list.path.join('.'), dtype };
      return [{ kind: 'vectors', name, leaf, path: node.path }];
    }
    return [
      { kind: 'other', name, what: list.children.length > 0 ? 'nested lists' : 'lists of texts' },
    ];
  }
  if (node.element.repetition_type === 'REPEATED' || isMap(node))
    return [{ kind: 'other', name, what: isMap(node) ? 'a map' : 'repeated values' }];
  if (node.children.length > 0) return node.children.flatMap((child) => columnsBelow(child));
  const dtype = numberType(node);
  const leaf = { path: name, dtype: dtype ?? 'text' };
  if (dtype) return [{ kind: 'number', name, leaf }];
  const isBytes = node.element.type === 'BYTE_ARRAY' && !isText(node);
  return isBytes ? [{ kind: 'other', name, what: 'raw bytes' }] : [{ kind: 'text', name, leaf }];
}

/** The element of a list column: three levels (as Arrow writes it), two, or a repeated number. */
function listElement(node: SchemaTree): SchemaTree | null {
  const { element, children } = node;
  if (element.repetition_type === 'REPEATED' && children.length === 0) return node;
  const isList = element.converted_type === 'LIST' || element.logical_type?.type === 'LIST';
  const [repeated] = children;
  if (!isList || children.length !== 1 || repeated?.element.repetition_type !== 'REPEATED')
    return null;
  return repeated.children.length === 1 ? repeated.children[0]! : repeated;
}

const isMap = ({ element }: SchemaTree): boolean =>
  element.converted_type === 'MAP' || element.logical_type?.type === 'MAP';

const isText = ({ element }: SchemaTree): boolean =>
  element.converted_type === 'UTF8' ||
  element.converted_type === 'ENUM' ||
  element.converted_type === 'JSON' ||
  element.logical_type?.type === 'STRING' ||
  element.logical_type?.type === 'ENUM' ||
  element.logical_type?.type === 'JSON';

/** Null for dates, texts and the like, which are columns of text. */
function numberType({ element, children }: SchemaTree): string | null {
  if (children.length > 0) return null;
  const { type, converted_type: converted, logical_type: logical } = element;
  if (logical?.type === 'FLOAT16') return 'float16';
  if (logical?.type === 'DECIMAL' || converted === 'DECIMAL') return 'decimal';
  if (logical && !['INTEGER', 'NULL'].includes(logical.type)) return null;
  if (converted && !/^U?INT_\d+$/.test(converted)) return null;
  const bits = /^(U?)INT_(\d+)$/.exec(converted ?? '');
  if (bits) return `${bits[1] ? 'u' : ''}int${bits[2]}`;
  return NUMBERS[type ?? ''] ?? null;
}

/** Numbers of all row groups together, by the path of a leaf. */
export function valuesOf({ row_groups: groups }: FileMetaData, path: string): number {
  let sum = 0;
  for (const { columns } of groups)
    for (const { meta_data: meta } of columns)
      if (meta?.path_in_schema.join('.') === path) sum += Number(meta.num_values);
  return sum;
}
