import type { NumberType } from '../number-type.ts';
import type { Field, Schema } from './schema.ts';

/** A column of the table that a file is, those inside structs with the path as their name. */
export type ArrowColumn =
  | VectorColumn
  | NumberColumn
  | { readonly kind: 'text'; readonly name: string; readonly path: readonly Field[] }
  | { readonly kind: 'other'; readonly name: string; readonly what: string };

/** A column with one number in each row. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** The structs around it, and itself. */
  readonly path: readonly Field[];
  readonly type: NumberType;
}

/** A column with a list of numbers in each row. */
export interface VectorColumn {
  readonly kind: 'vectors';
  readonly name: string;
  /** The structs around it, and itself. */
  readonly path: readonly Field[];
  readonly list: Field;
  readonly values: Field;
  readonly type: NumberType;
  /** Null where the rows say it. */
  readonly cols: number | null;
  /** Of a tensor in each row, which is laid out in one row. */
  readonly note: string | null;
}

const TENSOR = 'arrow.fixed_shape_tensor';

/** All columns in the order of the schema; structs are opened. */
export const columnsOf = ({ fields }: Schema): ArrowColumn[] =>
  fields.flatMap((field) => columnsBelow(field, []));

function columnsBelow(field: Field, above: readonly Field[]): ArrowColumn[] {
  const path = [...above, field];
  const name = path.map((one) => one.name).join('.');
  const { type, children, dictionary } = field;
  const other = (what: string): ArrowColumn[] => [{ kind: 'other', name, what }];
  if (dictionary) {
    const isPlain = children.length === 0 && type.kind !== 'other' && type.kind !== 'bytes';
    return isPlain ? [{ kind: 'text', name, path }] : other('a dictionary of nested values');
  }
  switch (type.kind) {
    case 'struct':
      return children.length > 0
        ? children.flatMap((child) => columnsBelow(child, path))
        : other('nothing');
    case 'list':
    case 'fixed list':
      return vectors(field, path, name);
    case 'number':
      return [{ kind: 'number', name, path, type: type.number }];
    case 'bytes':
      return other('raw bytes');
    case 'other':
      return other(type.what);
    default:
      return [{ kind: 'text', name, path }];
  }
}

function vectors(list: Field, path: readonly Field[], name: string): ArrowColumn[] {
  const values = list.children[0]!;
  if (values.type.kind !== 'number' || values.dictionary) {
    const isNested = values.children.length > 0;
    return [
      { kind: 'other', name, what: isNested ? 'nested lists' : `lists of ${wordOf(values)}` },
    ];
  }
  const cols = list.type.kind === 'fixed list' ? list.type.length : null;
  const tensor = list.metadata.get('ARROW:extension:name') === TENSOR;
  const note = tensor ? tensorNote(list.metadata.get('ARROW:extension:metadata'), name) : null;
  return [{ kind: 'vectors', name, path, list, values, type: values.type.number, cols, note }];
}

const wordOf = ({ type, dictionary }: Field): string =>
  dictionary || type.kind === 'text'
    ? 'texts'
    : type.kind === 'bool'
      ? 'booleans'
      : `${type.kind}s`;

/** What the parameters of the extension type say; they are of no use beyond that. */
function tensorNote(json: string | undefined, name: string): string | null {
  try {
    const parameters = JSON.parse(json ?? '') as { shape?: unknown };
    const { shape } = parameters;
    if (!Array.isArray(shape) || shape.length < 2 || shape.length > 16) return null;
    if (!shape.every((n) => Number.isSafeInteger(n))) return null;
    return `column ${name} holds a tensor of ${shape.join(' x ')} in each row; its numbers are taken in the order of the file.`;
  } catch {
    return null;
  }
}
