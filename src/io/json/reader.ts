import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { sha256 } from '../hash.ts';
import { count, stem } from '../names.ts';
import { readChunks, type ByteSource } from '../source.ts';
import { DecodeError, detectEncoding, isProbablyText, lineDecoder } from '../text.ts';
import type { FileContent, Format, RawColumn, ReadMatrix } from '../types.ts';
import { Exact } from './exact.ts';
import { fromBase64, leftOut, tableInside } from './exports.ts';
import { jsonErrorAt } from './locate.ts';
import { raggedBeside } from './ragged.ts';
import { isVocabulary, NoTable, toColumns, type Columns } from './records.ts';
import { areVectors, toMatrix } from './vectors.ts';

/** JSON is parsed whole; larger files belong into a table or an npy. */
const MAX_BYTES = 256 << 20;

/** Metadata (and vectors as lists of numbers) in JSON, or one JSON object per line. */
export const format: Format = {
  id: 'json',
  title: 'a JSON table',
  extensions: ['.json', '.jsonl', '.ndjson'],

  about: {
    variants: [
      'a list of objects, an object of lists, a list of vectors, one object a line',
      'a vocabulary {token: index}, whose tokens name the rows',
      'exports of vector databases: {ids, embeddings, documents, metadatas}, {vectors: [...]}, {result: {points: [...]}}',
      'answers of embedding services: {data: [{embedding}]}, also in base64',
    ],
    limits: ['256 MiB'],
    peers: [],
  },

  sniff({ head, name }) {
    if (!isProbablyText(head)) return 'no';
    const start = new TextDecoder().decode(head.subarray(0, 256)).trimStart();
    if (/^(\[\s*)?\{\s*"/.test(start)) return 'certain';
    return /^[[{]/.test(start) || /\.(json|jsonl|ndjson)$/i.test(name) ? 'possible' : 'no';
  },

  plan(source) {
    if (source.byteLength <= MAX_BYTES) {
      const memory = 8 * source.byteLength;
      return Promise.resolve({ matrices: null, memory });
    }
    return Promise.reject(
      new LocusError({
        code: 'E_LIMIT',
        message: `${source.name} has ${count(source.byteLength)} bytes; JSON is read up to ${count(MAX_BYTES)}.`,
        file: source.name,
        place: `byte ${MAX_BYTES}`,
        hint: 'Save the vectors with numpy.save and the metadata as CSV; both are read piece by piece.',
      }),
    );
  },

  async read(source, _plan, _selection, control): Promise<FileContent> {
    const hasher = await sha256();
    const text = await readText(source, control, (chunk) => hasher.update(chunk));
    const exact = new Exact(text);
    const document = parse(source.name, text, exact);
    const content = split(source.name, tableOf(source.name, document, exact), exact);
    const leftOutNotes = leftOut(document, source.name).map((note) => exact.plain(note));
    const { table } = content;
    return {
      ...{ sha256: hasher.digest(), ...content },
      ...(table && isVocabulary(document) && { table: { ...table, inOrder: true as const } }),
      notes: [...leftOutNotes, ...content.notes],
    };
  },
};

async function readText(
  source: ByteSource,
  control: Control,
  see: (chunk: Uint8Array) => void,
): Promise<string> {
  let decoder: ReturnType<typeof lineDecoder> | undefined;
  let text = '';
  try {
    await readChunks(source, 0, source.byteLength, control, (chunk) => {
      see(chunk);
      decoder ??= lineDecoder(detectEncoding(chunk));
      text += decoder.push(chunk);
    });
    return text + (decoder?.end() ?? '');
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw broken(source.name, text, text.length, 'its bytes are no valid UTF-8 text');
  }
}

function parse(file: string, text: string, exact: Exact): unknown {
  try {
    return exact.document();
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const at = jsonErrorAt(text);
    // One document per line: the first line is valid by itself, and there are more.
    if (lines.length < 2 || jsonErrorAt(lines[0]) >= 0) {
      if (at < 0) throw tooDeep(file);
      const end = at >= text.length;
      const cause = end ? 'it ends too early' : `unexpected ${JSON.stringify(text[at])}`;
      throw broken(file, text, at, cause);
    }
    return parseLines(file, text, exact);
  }
}

function parseLines(file: string, text: string, exact: Exact): unknown[] {
  const documents: unknown[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    if (line.trim() !== '') {
      try {
        documents.push(exact.line(line));
      } catch {
        const at = jsonErrorAt(line);
        const cause =
          at >= line.length ? 'the line ends too early' : `unexpected ${JSON.stringify(line[at])}`;
        throw broken(file, text, start + at, cause);
      }
    }
    start += line.length + 1;
  }
  return documents;
}

function tableOf(file: string, document: unknown, exact: Exact): Columns {
  try {
    const columns = toColumns(tableInside(document), file, exact.sign);
    return new Map(Array.from(columns, ([name, values]) => [exact.plain(name), values]));
  } catch (error) {
    if (!(error instanceof NoTable)) throw error;
    throw new LocusError({
      code: 'E_JSON',
      message: `${file} ${exact.plain(error.message)}.`,
      file,
      place: exact.plain(error.place),
      hint: 'Write a list of objects, [{"id": "a", "label": "x"}, ...], or an object of lists, {"id": ["a", ...], "label": ["x", ...]}.',
    });
  }
}

function split(file: string, columns: Columns, exact: Exact): Omit<FileContent, 'sha256'> {
  const matrices: ReadMatrix[] = [];
  const texts: RawColumn[] = [];
  const notes: string[] = [];
  const ragged = raggedBeside(columns);
  for (const [name, given] of columns) {
    const values = (name === 'embedding' && fromBase64(given, file)) || given;
    if (!ragged.has(name) && areVectors(values, exact))
      matrices.push(toMatrix(file, columns.size === 1 ? stem(file) : name, values, exact));
    else {
      if (values.some((value) => typeof value === 'object' && value !== null)) {
        notes.push(`${file}: column ${name} holds lists or objects; shown as JSON text.`);
      }
      texts.push({ name, values: values.map((value) => toText(file, value, exact)) });
    }
  }
  const rows = matrices[0]?.rows ?? texts[0]?.values.length ?? 0;
  const table = texts.length > 0 ? { file, rows, columns: texts, maybeHeader: false } : null;
  return { matrices, table, notes };
}

function toText(file: string, value: unknown, exact: Exact): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') return exact.plain(value);
  if (typeof value !== 'object') return String(value);
  try {
    return exact.stringify(value);
  } catch {
    throw tooDeep(file); // the only thing that fails on what JSON.parse has made
  }
}

function tooDeep(file: string): LocusError {
  return new LocusError({
    code: 'E_JSON',
    message: `${file} nests lists or objects too deeply to be a table.`,
    file,
    place: 'the whole file',
    hint: 'Write a list of objects with plain values, [{"id": "a", "label": "x"}, ...].',
  });
}

function broken(file: string, text: string, at: number, cause: string): LocusError {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  return new LocusError({
    code: 'E_JSON',
    message: `${file} is no valid JSON: ${cause}.`,
    file,
    place: `line ${line}, character ${column}`,
    hint: 'Correct it there, or write the file again with a JSON library. NaN and comments are not allowed in JSON.',
  });
}
