import { checkpoint, type Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { cutShort } from '../damage.ts';
import { count } from '../names.ts';
import { readRange, type ByteSource } from '../source.ts';
import { damaged, inOurWords } from './errors.ts';
import { FlatbufferError, Table } from './flatbuffer.ts';

/** A message: a header, and the bytes that it describes. */
export interface Message {
  readonly kind: number;
  /** MetadataVersion of Schema.fbs, counting from 0. */
  readonly version: number;
  /** Of its kind. */
  readonly header: Table;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** Where it is, for people. */
  readonly place: string;
}

/** MessageHeader of Message.fbs. */
export const SCHEMA = 1;
export const DICTIONARY = 2;
export const BATCH = 3;

/** Schemas of thousands of columns have a few megabytes. */
const MOST_HEADER_BYTES = 64 << 20;
const MOST_HEADERS_BYTES = 256 << 20;
/** Before the length of a header, since version 0.15 of Arrow. */
const CONTINUATION = 0xffffffff;

/** Adds up what headers take, all of which stay in memory. */
export class HeaderBudget {
  #left = MOST_HEADERS_BYTES;

  /** @throws LocusError E_LIMIT */
  take(source: ByteSource, bytes: number): void {
    this.#left -= bytes;
    if (bytes > MOST_HEADER_BYTES || this.#left < 0)
      throw new LocusError({
        code: 'E_LIMIT',
        message: `${source.name}: its headers have more than ${count(bytes > MOST_HEADER_BYTES ? MOST_HEADER_BYTES : MOST_HEADERS_BYTES)} bytes.`,
        file: source.name,
        place: 'the headers',
        hint: 'Write it in larger record batches, or fewer columns: table.combine_chunks() before pyarrow.feather.write_feather.',
      });
  }
}

/**
 * The message at `at`, or null where the stream ends.
 * @param end of what may hold messages
 * @throws LocusError E_HEADER, E_TRUNCATED, E_LIMIT, E_READ
 */
export async function messageAt(
  source: ByteSource,
  at: number,
  end: number,
  budget: HeaderBudget,
): Promise<Message | null> {
  if (at === end) return null;
  const place = `the message at byte ${count(at)}`;
  if (end - at < 4) throw cutShort(source, 'it ends inside a message');
  const lead = await readRange(source, at, Math.min(end, at + 8));
  const view = new DataView(lead.buffer, lead.byteOffset, lead.byteLength);
  const isOld = view.getUint32(0, true) !== CONTINUATION;
  if (!isOld && lead.length < 8) throw cutShort(source, 'it ends inside a message');
  const length = view.getInt32(isOld ? 0 : 4, true);
  if (length === 0) return null;
  const start = at + (isOld ? 4 : 8);
  if (length < 0) throw damaged(source, place, `a header claims ${count(length)} bytes`);
  if (length > end - start) throw cutShort(source, `a header claims ${count(length)} bytes`);
  budget.take(source, length);
  const bytes = await readRange(source, start, start + length);
  return inOurWords(source, place, () => {
    const message = Table.root(bytes);
    const header = message.table(2);
    const bodyLength = message.int64(3);
    if (!header) throw new FlatbufferError('a message has no header');
    if (bodyLength < 0) throw new FlatbufferError(`a message claims ${count(bodyLength)} bytes`);
    const bodyStart = start + length;
    const bodyEnd = bodyStart + bodyLength;
    if (bodyEnd > end)
      throw cutShort(
        source,
        `a message claims ${count(bodyLength)} bytes, ${count(end - bodyStart)} are there`,
      );
    const kind = message.uint8(1);
    return { kind, version: message.int16(0), header, bodyStart, bodyEnd, place };
  });
}

/** All messages of a stream, in order, to its end. */
export async function* streamed(
  source: ByteSource,
  start: number,
  control: Control,
): AsyncGenerator<Message> {
  const budget = new HeaderBudget();
  for (let at = start; ;) {
    await checkpoint(control);
    const message = await messageAt(source, at, source.byteLength, budget);
    if (!message) return;
    yield message;
    at = message.bodyEnd;
  }
}
