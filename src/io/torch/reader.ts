import { checkpoint, type Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { chosenNames } from '../chosen-matrices.ts';
import { baseName, namedFiles } from '../folders.ts';
import { sha256 } from '../hash.ts';
import { propose } from '../model-names.ts';
import { extension, stem } from '../names.ts';
import { chosenRows, keptOf, pickRows } from '../row-choice.ts';
import { readChunks, readRange, type ByteSource } from '../source.ts';
import type {
  FileContent,
  Format,
  MatrixOffer,
  Plan,
  RawColumn,
  ReadMatrix,
  Table,
} from '../types.ts';
import { indexEnding, indexEndingOf, missingParts, readIndex } from '../weight-index.ts';
import { isZip, openZip } from '../zip.ts';
import { readColumns } from './columns.ts';
import { isOperation } from '../pickle/machine.ts';
import { nothingThere, offerOf, type Matrix } from '../pickle/matrix.ts';
import { readBlock, readRows } from '../pickle/numbers.ts';
import { holding, readArchive, readBare, type Contents } from '../pickle/storages.ts';
import { Texts } from '../pickle/texts.ts';
import { findArrays, Rows, type ColumnFound } from '../pickle/tree.ts';

interface TorchPlan extends Plan {
  readonly matrices: readonly MatrixOffer[];
  /** By the name of the offer. */
  readonly found: ReadonlyMap<string, Found>;
  /** One, or those parts of a set that are there. */
  readonly parts: readonly Part[];
  readonly columns: readonly ColumnFound[];
}

/** A file with arrays. */
interface Part {
  readonly source: ByteSource;
  readonly contents: Contents;
  /** Whether the file is a pickle by itself, whose numbers are everywhere in it. */
  readonly isBare: boolean;
}

/** An array, and the file that holds it. */
interface Found {
  readonly part: Part;
  readonly matrix: Matrix;
}

const ARCHIVES = new Set(['.pt', '.pth', '.ckpt', '.bin']);

/** PyTorch files and Python pickles, read as data: the calls in them are looked up in a closed list and never run. */
export const format: Format<TorchPlan> = {
  id: 'torch',
  title: 'a PyTorch file or Python pickle',
  extensions: ['.pt', '.pth', '.ckpt', '.pkl', '.pickle'],
  about: {
    variants: [
      'torch.save since PyTorch 1.6 (zip) and before, of tensors, state dicts and checkpoints (.pt, .pth, .ckpt, .bin)',
      'pickles of protocols 2 to 5: NumPy arrays, lists of numbers, dicts of them (.pkl)',
      'float64, float32, float16, bfloat16, float8 (E4M3, E5M2), int8 to int64, uint8 to uint64, bool; any strides',
      'several files with pytorch_model.bin.index.json',
      'lists and arrays with one value per row become columns',
      'the embedding is proposed; several tensors with the same rows become several spaces',
    ],
    limits: [
      'two axes; complex, quantised and sparse tensors are refused by name',
      'classes and functions outside of a closed list are refused by name (pandas, whole models); nothing in a file is run',
      'pickles of up to 40 million steps (numbers of arrays take none) and 100,000 arrays',
    ],
    peers: [],
  },

  sniff({ head, name }) {
    if (isZip(head)) {
      const length = head[26]! + 256 * head[27]!;
      const first = new TextDecoder('latin1').decode(head.subarray(30, 30 + length));
      const isTorch = /(^|\/)data\.pkl$/.test(first) || ARCHIVES.has(extension(name));
      return isTorch ? 'certain' : 'no';
    }
    if (isOurs(indexEnding(head))) return 'certain';
    const isPickle = head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5;
    return isPickle && (head.length < 3 || isOperation(head[2]!)) ? 'certain' : 'no';
  },

  async companions(source, others) {
    if (!isOurs(await indexEndingOf(source))) return [];
    return namedFiles(source, (await readIndex(source)).values(), others);
  },

  async plan(source, control, companions) {
    if (isOurs(await indexEndingOf(source))) return planSet(source, companions, control);
    const { name, byteLength } = source;
    const part = await partOf(source, control);
    const { offered, columns } = arraysOf(part);
    if (offered.every(({ matrix }) => !matrix)) throw nothingThere(name, offered);
    const found = foundIn(part, offered);
    const matrices = within(propose(offered.map(({ offer }) => offer)), found, byteLength);
    return { matrices, found, columns, parts: [part], memory: memoryOf(byteLength) };
  },

  async read(source, plan, selection, control): Promise<FileContent> {
    const { matrices: offers, found, parts } = plan;
    const names = chosenNames(selection, offers);
    const hasher = await sha256();
    const see = (bytes: Uint8Array): void => hasher.update(bytes);
    const wanted = new Set(names.map((name) => found.get(name)?.part));
    const used = parts.length === 1 ? parts : parts.filter((part) => wanted.has(part));
    for (const part of used) await seeStructure(part, see, control);
    const readings = new Map(used.map((part) => [part, readingOf(part)]));
    const reading = (part: Part): Reading => readings.get(part)!;
    const matrices: ReadMatrix[] = [];
    const notes = used.flatMap(({ contents }) => contents.notes);
    let keys: RawColumn | null = null;
    for (const name of names) {
      const place = found.get(name);
      const offer = offers.find((one) => one.name === name);
      if (!place || !offer) throw refused(source, name, offer?.refused);
      const { matrix, part } = place;
      const { contents, texts } = reading(part);
      const { isBare } = part;
      const chosen = chosenRows(selection.rows, offer.rows);
      const options = { chosen, ...(!isBare && { see }) };
      const read = await readMatrix(contents, offer, matrix, options, control);
      const called = offers.length === 1 ? stem(source.name) : name;
      matrices.push({ ...read.matrix, name: called, kept: keptOf(chosen, offer.rows) });
      notes.push(...read.notes);
      if (matrix instanceof Rows && matrix.keys) {
        notes.push(`${source.name}: the keys of the dict name the rows, one array each.`);
        const values: string | RawColumn['values'] | null = keys
          ? null
          : await texts.of(pickRows(matrix.keys, chosen), control);
        if (typeof values === 'string')
          notes.push(`${source.name}: the keys were left out: they hold ${values}.`);
        else if (values) keys = { name: 'key', values };
      }
    }
    const kept = matrices[0]?.kept;
    const rows = kept?.of ?? matrices[0]?.rows ?? 0;
    const [first] = used;
    const areAlike = matrices.every((matrix) => matrix.rows === matrices[0]!.rows);
    const isBare = first?.isBare === true;
    let beside: readonly RawColumn[] = [];
    if (first && areAlike && plan.columns.length > 0) {
      const { contents, texts } = reading(first);
      const options = {
        ...{ rows, chosen: kept?.rows ?? null },
        see: isBare ? () => undefined : see,
      };
      const found = await readColumns(contents, texts, plan.columns, options, control);
      beside = found.columns;
      notes.push(...found.notes);
    }
    const taken = new Set([...names, ...beside.map(({ name }) => name)]);
    const read = offers.filter(({ name }) => taken.has(name)).length;
    if (offers.length > read)
      notes.push(`${source.name}: ${read} of ${offers.length} arrays read.`);
    return {
      ...{ sha256: hasher.digest(), matrices, notes },
      table: tableOf(source, [...(keys ? [keys] : []), ...beside]),
      ...(!(isBare && parts.length === 1) && { hashed: 'parts' as const }),
      ...(kept && { kept }),
    };
  },
};

/** What is held while a part is read. */
interface Reading {
  readonly contents: Contents;
  readonly texts: Texts;
}

const readingOf = ({ contents }: Part): Reading => ({
  contents: holding(contents),
  texts: new Texts(contents),
});

/** Whether an index leads files of this format. */
const isOurs = (ending: string | null): boolean => ending !== null && ARCHIVES.has(ending);

const memoryOf = (byteLength: number): number => (8 << 20) + Math.min(byteLength, 64 << 20);

async function partOf(source: ByteSource, control: Control): Promise<Part> {
  const head = await readRange(source, 0, Math.min(4, source.byteLength));
  const isBare = !isZip(head);
  const contents = isBare
    ? await readBare(source, control)
    : await readArchive(await openZip(source), control);
  return { source, contents, isBare };
}

function arraysOf({ source: { name, byteLength }, contents }: Part): {
  readonly offered: readonly ReturnType<typeof offerOf>[];
  readonly columns: readonly ColumnFound[];
} {
  const { arrays, columns } = findArrays(contents.root, stem(name), name);
  const offered = arrays.map((one) => offerOf(one, contents.storages, name, byteLength));
  return { offered, columns };
}

const foundIn = (
  part: Part,
  offered: readonly ReturnType<typeof offerOf>[],
): ReadonlyMap<string, Found> =>
  new Map(
    offered.flatMap(({ offer, matrix }) =>
      matrix ? [[offer.name, { part, matrix }] as const] : [],
    ),
  );

/** The arrays of those parts of a set that are there. */
async function planSet(
  source: ByteSource,
  files: readonly ByteSource[],
  control: Control,
): Promise<TorchPlan> {
  const fileOf = await readIndex(source);
  const parts: Part[] = [];
  const offers: Omit<MatrixOffer, 'proposed'>[] = [];
  const found = new Map<string, Found>();
  for (const file of files) {
    await checkpoint(control);
    const part = await partOf(file, control);
    const all = arraysOf(part).offered;
    const named = all.filter(({ offer }) => fileOf.get(offer.name) === baseName(file));
    parts.push(part);
    offers.push(...named.map(({ offer }) => offer));
    for (const [name, place] of foundIn(part, named)) found.set(name, place);
  }
  const missing = missingParts(fileOf, files);
  const byteLength = files.reduce((sum, file) => sum + file.byteLength, 0);
  const matrices = within(propose([...offers, ...missing]), found, byteLength);
  if (found.size === 0) throw nothingInSet(source, matrices);
  return { matrices, found, parts, columns: [], memory: memoryOf(byteLength) };
}

/** What a file holds beside its numbers; a pickle by itself is read whole. */
async function seeStructure(
  { source, contents, isBare }: Part,
  see: (bytes: Uint8Array) => void,
  control: Control,
): Promise<void> {
  if (isBare) await readChunks(source, 0, source.byteLength, control, see);
  else await readChunks(contents.source, contents.start, contents.end, control, see);
}

function readMatrix(
  contents: Contents,
  { name, dtype }: MatrixOffer,
  matrix: Matrix,
  options: Parameters<typeof readBlock>[3],
  control: Control,
): ReturnType<typeof readBlock> {
  return matrix instanceof Rows
    ? readRows(contents, name, dtype, matrix, options, control)
    : readBlock(contents, name, matrix, options, control);
}

/** Layers of one model: more than these are chosen by a person. */
const MAX_PROPOSED = 256;

/** Tensors may share their numbers: no more is proposed than the file can hold, and the same place once. */
function within(
  offers: readonly MatrixOffer[],
  found: ReadonlyMap<string, Found>,
  fileBytes: number,
): MatrixOffer[] {
  const places = new Set<string>();
  let bytes = 0;
  let taken = 0;
  return offers.map((offer) => {
    const at = found.get(offer.name);
    if (!offer.proposed || !at) return offer;
    const { matrix, part } = at;
    let isNew = true;
    if (!(matrix instanceof Rows) && typeof matrix.storage === 'string') {
      const place = `${part.source.name} ${matrix.storage} ${matrix.offset} ${matrix.rowStride} ${matrix.colStride}`;
      isNew = !places.has(place);
      places.add(place);
    }
    const isWithin = taken === 0 || (bytes + offer.bytes <= fileBytes && taken < MAX_PROPOSED);
    if (isNew && isWithin) {
      bytes += offer.bytes;
      taken++;
    }
    return { ...offer, proposed: isNew && isWithin };
  });
}

function tableOf(source: ByteSource, columns: readonly RawColumn[]): Table | null {
  const [first] = columns;
  if (!first) return null;
  return { file: source.name, rows: first.values.length, columns, maybeHeader: false };
}

function nothingInSet(source: ByteSource, offers: readonly MatrixOffer[]): LocusError {
  const [first] = offers;
  return new LocusError({
    code: 'E_SHAPE',
    message: first
      ? `${source.name}: none of its ${offers.length} tensors can be taken; "${first.name}": ${first.refused}.`
      : `${source.name} names no tensors.`,
    file: source.name,
    place: 'weight_map',
    hint: 'Drop the index together with the files that it names.',
  });
}

function refused(source: ByteSource, name: string, reason: string | undefined): LocusError {
  return new LocusError({
    code: reason === undefined ? 'E_NO_SPACE' : 'E_SHAPE',
    message:
      reason === undefined
        ? `${source.name} holds no array named ${name}.`
        : `${source.name}: ${name} is ${reason}, not N x D numbers.`,
    file: source.name,
    place: name,
    hint: 'Choose one of the matrices that the file offers: locus inspect lists them.',
  });
}
