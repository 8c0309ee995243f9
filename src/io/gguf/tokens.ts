import { LocusError } from '../../base/errors.ts';
import { plural } from '../names.ts';
import type { RawColumn, Table } from '../types.ts';
import { viewOf } from '../view.ts';
import type { GgufHeader, Place } from './header.ts';

/** `enum llama_token_type` of llama.h. */
const KINDS = ['undefined', 'normal', 'unknown', 'control', 'user-defined', 'unused', 'byte'];

/**
 * The vocabulary as a table beside a matrix with a row per token: row i is token i. Texts are as the tokenizer has them, so a
 * leading space may be "▁" (SentencePiece) or "Ġ" (byte-level BPE).
 * @param header the first bytes of the file, up to where the header ends
 * @param chosen rows of the matrix that are taken; null for all
 */
export function tokenTable(
  file: string,
  header: Uint8Array,
  { tokens, tokenTypes }: Pick<GgufHeader, 'tokens' | 'tokenTypes'>,
  rows: number,
  chosen: Uint32Array | null,
): { readonly table: Table | null; readonly notes: readonly string[] } {
  if (!tokens || tokens.count === 0) return { table: null, notes: [] };
  const notes: string[] = [];
  const texts = readTexts(file, header, tokens, rows);
  if (texts.some((text) => text?.includes('\ufffd') === true)) {
    notes.push(`${file}: some tokens are no valid UTF-8 and stand with \ufffd in their place.`);
  }
  const taken = chosen ?? Uint32Array.from({ length: rows }, (_, row) => row);
  const columns: RawColumn[] = [
    { name: 'token', values: Array.from(taken, (row) => texts[row] ?? null) },
  ];
  if (tokenTypes?.count === tokens.count) {
    const kinds = readKinds(header, tokenTypes);
    columns.push({ name: 'token type', values: Array.from(taken, (row) => kinds[row] ?? null) });
  }
  if (tokens.count !== rows) {
    const known = plural(tokens.count, 'token');
    notes.push(
      `${file}: the vocabulary has ${known}, the matrix ${plural(rows, 'row')}; row i is token i` +
        (tokens.count < rows ? ', and the rows after the last token have no text.' : '.'),
    );
  }
  return { table: { file, rows: taken.length, columns, maybeHeader: false }, notes };
}

/** At most `most` texts; null for empty ones. All lengths lay within the header when it was checked. */
function readTexts(
  file: string,
  header: Uint8Array,
  place: Place,
  most: number,
): (string | null)[] {
  const view = viewOf(header);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const texts: (string | null)[] = [];
  let at = place.start;
  for (let i = 0; i < Math.min(place.count, most); i++) {
    const left = place.end - at - 8;
    if (left < 0 || view.getUint32(at, true) > left) throw changed(file, at);
    const length = view.getUint32(at, true);
    at += 8;
    texts.push(length === 0 ? null : decoder.decode(header.subarray(at, at + length)));
    at += length;
  }
  return texts;
}

function readKinds(header: Uint8Array, place: Place): string[] {
  const view = viewOf(header);
  return Array.from({ length: place.count }, (_, i) => {
    const kind = view.getInt32(place.start + 4 * i, true);
    return KINDS[kind] ?? `type ${kind}`;
  });
}

const changed = (file: string, at: number): LocusError =>
  new LocusError({
    code: 'E_READ',
    message: `${file} has changed since its header was read.`,
    file,
    place: `byte ${at}`,
    hint: 'Another program is writing it. Wait until that is done and choose the file again.',
  });
