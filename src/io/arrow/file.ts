import { checkpoint, type Control } from '../../base/control.ts';
import { cutShort } from '../damage.ts';
import { count } from '../names.ts';
import { readRange, type ByteSource } from '../source.ts';
import { batchOf, type Batch } from './batch.ts';
import { damaged, inOurWords, refused } from './errors.ts';
import { Table } from './flatbuffer.ts';
import {
  BATCH,
  DICTIONARY,
  HeaderBudget,
  messageAt,
  SCHEMA,
  streamed,
  type Message,
} from './messages.ts';
import { schemaOf, V4, valuesField, type Field, type Schema } from './schema.ts';

/** What the headers of a file say. */
export interface ArrowFile {
  readonly schema: Schema;
  readonly batches: readonly Batch[];
  readonly dictionaries: ReadonlyMap<number, Dictionary>;
  readonly rows: number;
}

/** The values of a dictionary, in parts. */
export interface Dictionary {
  readonly field: Field;
  readonly parts: DictionaryPart[];
}

export interface DictionaryPart {
  readonly batch: Batch;
  /** Added to what is there, instead of taking its place. */
  readonly isDelta: boolean;
  /** The first record batch that it is meant for. */
  readonly from: number;
}

const MOST_ROWS = 2 ** 31;
const MAGIC = 'ARROW1';
const latin1 = new TextDecoder('latin1');

/** @returns whether the first bytes are those of the file format, of Feather V1, or of a stream */
export function kindOf(head: Uint8Array): 'file' | 'feather 1' | 'stream' | null {
  const lead = latin1.decode(head.subarray(0, 8));
  if (lead.startsWith(MAGIC)) return 'file';
  if (lead.startsWith('FEA1')) return 'feather 1';
  if (head.length < 16) return null;
  // A stream has no signature: its first message holds the schema.
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const start = view.getUint32(0, true) === 0xffffffff ? 8 : 4;
  const length = view.getInt32(start - 4, true);
  if (length < 16 || length > 2 ** 30) return null;
  try {
    const message = Table.root(head.subarray(start, start + length));
    const isSchema = message.uint8(1) === SCHEMA && message.table(2) !== null;
    return isSchema && message.int16(0) <= 4 && message.int64(3) === 0 ? 'stream' : null;
  } catch {
    return null;
  }
}

/**
 * Reads the headers: schema, dictionaries, record batches. Of the data nothing is read.
 * @throws LocusError E_HEADER, E_TRUNCATED, E_LIMIT, E_FORMAT, E_READ; CancelledError
 */
export async function readHeaders(source: ByteSource, control: Control): Promise<ArrowFile> {
  const kind = kindOf(await readRange(source, 0, Math.min(source.byteLength, 64 << 10)));
  if (kind === 'feather 1') throw oldFeather(source);
  if (kind === null) throw damaged(source, 'byte 0', 'it has no schema');
  const collector = new Collector(source);
  if (kind === 'stream')
    for await (const message of streamed(source, 0, control)) collector.add(message);
  else await readFooter(source, collector, control);
  return collector.done();
}

/** Puts together what the messages say. */
class Collector {
  readonly #source: ByteSource;
  #schema: Schema | null = null;
  readonly #batches: Batch[] = [];
  readonly #dictionaries = new Map<number, Dictionary>();
  #rows = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  setSchema(table: Table, version: number, place: string): void {
    const source = this.#source;
    if (version < V4) throw oldVersion(source, version);
    const schema = inOurWords(source, place, () => schemaOf(table, version));
    if (schema.isBigEndian) throw bigEndian(source);
    const visit = (field: Field): void => {
      if (field.dictionary && !this.#dictionaries.has(field.dictionary.id))
        this.#dictionaries.set(field.dictionary.id, { field: valuesField(field), parts: [] });
      else field.children.forEach(visit);
    };
    schema.fields.forEach(visit);
    this.#schema = schema;
  }

  add(message: Message): void {
    const source = this.#source;
    const { kind, header, place } = message;
    if (kind === SCHEMA) {
      if (this.#schema) throw damaged(source, place, 'it has a second schema');
      return this.setSchema(header, message.version, place);
    }
    const schema = this.#schema;
    if (!schema) throw damaged(source, place, 'it does not begin with a schema');
    if (kind === BATCH) {
      const batch = inOurWords(source, place, () => batchOf(header, schema.nodes, message));
      this.#rows += batch.rows;
      if (this.#rows > MOST_ROWS)
        throw damaged(source, place, 'it claims an absurd number of rows');
      this.#batches.push(batch);
    } else if (kind === DICTIONARY) this.#addDictionary(message);
    else
      throw refused(
        source,
        'holds a tensor, no table',
        place,
        'Read it with pyarrow.ipc.read_tensor and save it with numpy.save.',
      );
  }

  #addDictionary(message: Message): void {
    const source = this.#source;
    const { header, place } = message;
    inOurWords(source, place, () => {
      const dictionary = this.#dictionaries.get(header.int64(0));
      const data = header.table(1);
      if (!dictionary || !data) throw damaged(source, place, 'a dictionary belongs to no column');
      const { field } = dictionary;
      // Values that are nested are left out, so that what they consist of need not be known.
      const batch = field.children.length > 0 ? null : batchOf(data, [field], message);
      if (batch)
        dictionary.parts.push({ batch, isDelta: header.bool(2), from: this.#batches.length });
    });
  }

  done(): ArrowFile {
    if (!this.#schema) throw damaged(this.#source, 'byte 0', 'it has no schema');
    return {
      schema: this.#schema,
      batches: this.#batches,
      dictionaries: this.#dictionaries,
      rows: this.#rows,
    };
  }
}

/** The file format says at its end where the messages lie. */
async function readFooter(
  source: ByteSource,
  collector: Collector,
  control: Control,
): Promise<void> {
  const { byteLength } = source;
  const place = 'the footer';
  const missing = 'an Arrow file ends with a footer that says where its parts lie';
  if (byteLength < 8 + 10) throw cutShort(source, missing);
  const tail = await readRange(source, byteLength - 10, byteLength);
  if (latin1.decode(tail.subarray(4)) !== MAGIC) throw cutShort(source, missing);
  const length = new DataView(tail.buffer, tail.byteOffset, tail.byteLength).getInt32(0, true);
  if (length <= 0 || length > byteLength - 18)
    throw damaged(source, place, `its footer claims ${count(length)} bytes`);
  const budget = new HeaderBudget();
  budget.take(source, length);
  const end = byteLength - 10 - length;
  const footer = await readRange(source, end, byteLength - 10);
  const { schema, version, dictionaries, batches } = inOurWords(source, place, () => {
    const table = Table.root(footer);
    const found = { schema: table.table(1), version: table.int16(0) };
    if (!found.schema) throw damaged(source, place, 'its footer has no schema');
    return { ...found, schema: found.schema, ...blocksOf(table) };
  });
  collector.setSchema(schema, version, place);
  checkBlocks(source, [...dictionaries, ...batches], end);
  for (const [blocks, kind] of [
    [dictionaries, DICTIONARY],
    [batches, BATCH],
  ] as const)
    for (const block of blocks) {
      await checkpoint(control);
      const message = await messageAt(source, block.start, block.end, budget);
      if (message?.kind !== kind)
        throw damaged(source, place, 'its footer names a message that is another one');
      collector.add(message);
    }
}

interface Block {
  readonly start: number;
  readonly end: number;
}

function blocksOf(footer: Table): { readonly dictionaries: Block[]; readonly batches: Block[] } {
  const blocks = (id: number): Block[] => {
    // offset: int64, metaDataLength: int32 and 4 bytes of padding, bodyLength: int64.
    const [places, bodies] = [footer.int64s(id, 24, [0]), footer.int64s(id, 24, [16])];
    const headers = footer.int32s(id, 24, 8);
    return Array.from(places, (start, i) => ({ start, end: start + headers[i]! + bodies[i]! }));
  };
  return { dictionaries: blocks(2), batches: blocks(3) };
}

/** Every part lies in the file, and none in another: a few bytes would stand for any number of rows. */
function checkBlocks(source: ByteSource, blocks: readonly Block[], end: number): void {
  let before = 8;
  for (const block of [...blocks].sort((a, b) => a.start - b.start)) {
    if (!(block.start >= before) || !(block.end > block.start))
      throw damaged(source, 'the footer', 'the parts that its footer names overlap');
    if (block.end > end)
      throw damaged(source, 'the footer', 'its footer names bytes that are not there');
    before = block.end;
  }
}

const oldFeather = (source: ByteSource) =>
  refused(
    source,
    'is a Feather file of version 1, which is no Arrow file yet',
    'byte 0',
    'Write it again as version 2: pyarrow.feather.write_feather(pyarrow.feather.read_table(path), new_path).',
  );

const oldVersion = (source: ByteSource, version: number) =>
  refused(
    source,
    `was written by an Arrow before 0.8 (metadata version ${version + 1})`,
    'the schema',
    'Read it with the program that wrote it and write it again with a newer pyarrow.',
  );

const bigEndian = (source: ByteSource) =>
  refused(
    source,
    'holds big-endian numbers, which no other machine reads',
    'the schema',
    'Open it with pyarrow on any machine, which turns the numbers around, and write it again: pyarrow.feather.write_feather(table, path).',
  );
