import { numberType, type NumberType } from '../number-type.ts';
import { FlatbufferError, type Table } from './flatbuffer.ts';
import { buffersOf, integer, typeOf, type ArrowType } from './types.ts';

/** A field of the schema, or a part of one: every one has its own node in a record batch, in this order. */
export interface Field {
  readonly name: string;
  readonly type: ArrowType;
  readonly children: readonly Field[];
  /** Values are stored once, and rows name them by their place. */
  readonly dictionary: { readonly id: number; readonly index: NumberType } | null;
  readonly metadata: ReadonlyMap<string, string>;
  /** Its place among the nodes. */
  readonly node: number;
}

/** The columns of a file, and how the record batches follow from them. */
export interface Schema {
  readonly fields: readonly Field[];
  /** Fields with a node of their own, in the order of the nodes. */
  readonly nodes: readonly Field[];
  readonly isBigEndian: boolean;
}

const MOST_DEPTH = 32;
const MOST_FIELDS = 100_000;

/** MetadataVersion of Schema.fbs. */
export const V4 = 3;

/**
 * Reads the Schema of Schema.fbs, and checks that a list has one column inside, and what is not nested none.
 * @param version MetadataVersion of the message, counting from 0
 * @throws FlatbufferError, RangeError
 */
export function schemaOf(table: Table, version: number): Schema {
  const nodes: Field[] = [];
  let seen = 0;
  const fieldOf = (field: Table, depth: number, inDictionary: boolean): Field => {
    // A field may be named twice: without a bound a few bytes could stand for any number of them.
    if (depth > MOST_DEPTH) throw new FlatbufferError('its schema is nested too deep');
    if (++seen > MOST_FIELDS) throw new FlatbufferError('its schema has too many columns');
    const type = typeOf(field.uint8(2), field.table(3), version <= V4);
    const encoded = field.table(4);
    const indices = encoded?.table(1) ?? null;
    const dictionary = encoded
      ? {
          id: encoded.int64(0),
          index: indices ? integer(indices) : numberType('int', 4, 'int32'),
        }
      : null;
    const node = nodes.length;
    // Its place comes before those of its children.
    if (!inDictionary) nodes.length++;
    const below = inDictionary || dictionary !== null;
    const made: Field = {
      ...{ name: field.text(0) ?? '', type, dictionary, node, metadata: metadataOf(field, 6) },
      children: [...field.tables(5)].map((child) => fieldOf(child, depth + 1, below)),
    };
    checkChildren(made);
    if (!inDictionary) nodes[node] = made;
    return made;
  };
  const fields = [...table.tables(1)].map((field) => fieldOf(field, 0, false));
  return { fields, nodes, isBigEndian: table.int16(0) !== 0 };
}

/** Texts beside a field: the name and parameters of an extension type. */
function metadataOf(table: Table, id: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pair of table.tables(id)) {
    const key = pair.text(0);
    if (key?.startsWith('ARROW:')) found.set(key, pair.text(1) ?? '');
  }
  return found;
}

function checkChildren({ name, type, children }: Field): void {
  const isList = type.kind === 'list' || type.kind === 'fixed list';
  const isNested = isList || type.kind === 'struct' || type.kind === 'other';
  if (isList ? children.length !== 1 : !isNested && children.length > 0)
    throw new FlatbufferError(`column "${name}" has ${children.length} columns inside`);
}

/** The values of a dictionary, as a field with the one node of a dictionary batch. */
export const valuesField = (field: Field): Field => ({ ...field, dictionary: null, node: 0 });

/** What is stored of a field: the indices, where there is a dictionary. */
export const storedType = ({ type, dictionary }: Field): ArrowType =>
  dictionary ? { kind: 'number', number: dictionary.index } : type;

/**
 * Where the buffers of each node begin in a batch.
 * @param variadic how many further buffers each column of views has
 * @returns as many places as there are nodes, and how many buffers there are
 */
export function bufferPlaces(
  nodes: readonly Field[],
  variadic: Float64Array,
): { readonly starts: Float64Array; readonly total: number } {
  const starts = new Float64Array(nodes.length);
  let total = 0;
  let view = 0;
  nodes.forEach((field, i) => {
    starts[i] = total;
    const type = storedType(field);
    total += buffersOf(type);
    const isView = (type.kind === 'text' || type.kind === 'bytes') && type.offsets === 'view';
    if (isView) total += variadic[view++] ?? NaN;
  });
  return { starts, total };
}
