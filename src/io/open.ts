import { throwIfCancelled, type Control } from '../base/control.ts';
import { CancelledError, plainDetails, type ErrorDetails } from '../base/errors.ts';
import type { Dataset, Space } from '../data/dataset.ts';
import { align, type Parsed, type ReadFile } from './align.ts';
import { assemble, type AssembleOptions } from './assemble.ts';
import { categoryRows } from './category-rows.ts';
import type { ColumnRanges } from './column-ranges.ts';
import { narrow } from './narrow.ts';
import { numericTable } from './numeric-table.ts';
import { gather, planOf, type Member } from './gather.ts';
import { readImageHeaders } from './images/headers.ts';
import { withHeadings } from './headings.ts';
import { illustrate } from './illustrate.ts';
import type { ImageSet, Pictures } from './images/pictures.ts';
import { choiceNote, type RowChoice, type RowSelection } from './row-choice.ts';
import type { ByteSource } from './source.ts';
import { sourcesRead, type MemberRead, type SourceRead } from './sources-read.ts';
import { thin } from './thin.ts';
import type { FileContent, Table } from './types.ts';

export interface OpenOptions extends AssembleOptions {
  /**
   * What to do with values that are not finite: refuse the file (default), or leave their rows out of every
   * space and of the metadata, with a note.
   */
  readonly nonFinite?: 'error' | 'drop-rows';
  /**
   * Whether a table without vector columns may become vectors when nothing else in the drop does (default true).
   * False when the drop is meant as metadata of the data already open.
   */
  readonly tablesAsVectors?: boolean;
  /** Matrices to take, by file name; without an entry those that the reader proposes. */
  readonly matrices?: Readonly<Record<string, readonly string[]>>;
  /** Rows to take of every file with vectors; without it all. */
  readonly rows?: RowChoice;
  /** Columns of every matrix that are taken as dimensions; without it all. */
  readonly columns?: ColumnRanges;
  /** False when the thumbnails are there already and need not be drawn again. */
  readonly pictures?: boolean;
}

export interface Opened {
  /** Null when no file held vectors that could be loaded. */
  readonly dataset: Dataset | null;
  /** The vectors of `dataset.spaces`, in the same order. */
  readonly spaces: readonly Space[];
  /** One for each thing that went wrong; the files that were right are loaded all the same. */
  readonly problems: readonly ErrorDetails[];
  /** Which image of the drop belongs to which item; null without images, or when they fit nothing. */
  readonly pictures: Pictures | null;
  /** The images of the drop. */
  readonly images: ImageSet;
  /** What `assemble` needs to change the join later; null when there is no dataset. */
  readonly parsed: Parsed | null;
  /** Metadata files, for `attachMetadata` to a dataset already open when this drop has no vectors. */
  readonly tables: readonly Table[];
  /** All files that the data come from. */
  readonly sources: readonly SourceRead[];
}

/**
 * Opens the files of one drop: reads each, puts the matrices side by side, joins the metadata.
 * @throws CancelledError only; everything wrong with the files is in `problems`.
 */
export async function openFiles(
  sources: readonly ByteSource[],
  options: OpenOptions = {},
  control: Control = {},
): Promise<Opened> {
  const read = await readFiles(sources, control, options);
  const combined = await combine(read, options);
  return { ...combined, sources: read.sources };
}

export interface FilesRead {
  readonly files: readonly ReadFile[];
  readonly images: ImageSet;
  /** `files`, those that belong to them, and the images. */
  readonly sources: readonly SourceRead[];
  readonly problems: readonly ErrorDetails[];
}

/** Reads every file; one that is wrong adds a problem and does not stop the others. */
export async function readFiles(
  sources: readonly ByteSource[],
  control: Control,
  { tablesAsVectors = true, ...options }: OpenOptions = {},
): Promise<FilesRead> {
  const files: ReadFile[] = [];
  const { members, images: pictures, problems } = await gather(sources, control);
  let taken: Taking;
  try {
    taken = await takingOf(members, options, control);
  } catch (error) {
    throwIfCancelled(control);
    if (error instanceof CancelledError) throw error;
    return {
      ...{ files, images: { files: [], sheets: [] }, sources: [] },
      problems: [...problems, plainDetails(error)],
    };
  }
  const total = members.reduce((sum, { source }) => sum + source.byteLength, 0);
  let before = 0;
  const whole: MemberRead[] = [];
  for (const member of members) {
    const { source } = member;
    const start = before;
    const report = control.progress;
    const within: Control = {
      ...control,
      ...(report && {
        progress: ({ stage, done }) => report({ stage, done: start + done, total }),
      }),
    };
    try {
      const file = await readFile(member, taken, within);
      files.push(file);
      whole.push({ file, companions: member.companions });
    } catch (error) {
      throwIfCancelled(control);
      if (error instanceof CancelledError) throw error;
      problems.push(plainDetails(error));
    }
    before += source.byteLength;
  }
  const headers = await readImageHeaders(pictures, control);
  const sheets = files.flatMap(({ content }) => content.sheets ?? []);
  const images = { files: headers.images, sheets };
  const asVectors = tablesAsVectors && problems.length === 0 && files.every(hasNoVectors);
  problems.push(...headers.problems);
  const read = { images, sources: await sourcesRead(whole, images) };
  if (!asVectors) return { ...read, files, problems };
  try {
    return { ...read, files: withNumericTable(files, taken), problems };
  } catch (error) {
    return { ...read, files, problems: [...problems, plainDetails(error)] }; // numbers too large for float32, or none of the columns there
  }
}

/** Everything after reading: alignment, spaces, join. */
export async function combine(
  { files: read, images, problems: before }: Omit<FilesRead, 'sources'>,
  { nonFinite = 'error', tablesAsVectors = true, ...joining }: OpenOptions,
): Promise<Omit<Opened, 'sources'>> {
  const problems = [...before];
  const files = withHeadings(read);
  const aligned = await align(files, nonFinite === 'drop-rows', problems);
  if (!aligned) {
    const tables = files.flatMap(({ content }) =>
      content.matrices.length === 0 && content.table ? [content.table] : [],
    );
    if (tablesAsVectors && problems.length === 0 && tables.length > 0) {
      problems.push(noVectors(tables[0]));
    } else if (tablesAsVectors && problems.length === 0 && images.files.length > 0) {
      problems.push(onlyImages(images.files[0].source.name));
    } else if (tablesAsVectors && problems.length === 0 && files.length > 0) {
      // Such as a configuration that names files that are not here.
      problems.push(noVectors({ file: files[0].source.name }));
    }
    return { dataset: null, spaces: [], problems, pictures: null, images, parsed: null, tables };
  }
  const { parsed, spaces } = aligned;
  const assembled = illustrate(assemble(parsed, joining), parsed, images);
  problems.push(...assembled.problems);
  const { dataset, pictures } = assembled;
  return { dataset, spaces, problems, pictures, images, parsed, tables: parsed.tables };
}

/** What is taken of each file, with a choice by category put into row numbers. */
interface Taking extends Pick<OpenOptions, 'matrices' | 'columns'> {
  readonly choice: RowChoice | undefined;
  readonly rows: RowSelection | undefined;
  /** Read already, to find the rows. */
  readonly contents: ReadonlyMap<Member, FileContent>;
}

async function takingOf(
  members: readonly Member[],
  { matrices, columns, rows: choice, join }: OpenOptions,
  control: Control,
): Promise<Taking> {
  const found =
    choice?.kind === 'category' ? await categoryRows(choice, members, join, control) : null;
  return {
    ...{ choice, rows: choice?.kind === 'category' ? found?.rows : choice },
    contents: found?.contents ?? new Map(),
    ...(matrices && { matrices }),
    ...(columns && { columns }),
  };
}

async function readFile(member: Member, taken: Taking, control: Control): Promise<ReadFile> {
  const { source } = member;
  const { matrices, rows, contents } = taken;
  const read =
    contents.get(member) ??
    (await readContent(member, namesOf(matrices, source.name), rows, control));
  const content = onlyTaken(source.name, read, taken);
  const { name, path, byteLength: bytes } = source;
  return {
    source: { name, bytes, sha256: content.sha256 },
    ...(path !== undefined && { path }),
    content,
  };
}

async function readContent(
  member: Member,
  names: readonly string[] | null,
  rows: RowSelection | undefined,
  control: Control,
): Promise<FileContent> {
  const plan = await planOf(member, control);
  const selection = { ...(names && { matrices: names }), ...(rows && { rows }) };
  return member.format.read(member.source, plan, selection, control);
}

const namesOf = (matrices: OpenOptions['matrices'], file: string): readonly string[] | null =>
  matrices && Object.hasOwn(matrices, file) ? matrices[file] : null;

/** What was read without the rows and columns that are not taken. @throws LocusError E_SHAPE when no column is left */
function onlyTaken(
  file: string,
  read: FileContent,
  { choice, rows, columns }: Omit<Taking, 'matrices' | 'contents'>,
): FileContent {
  const some = choice && rows ? onlyRows(file, read, rows, choice) : read;
  return columns ? narrow(some, file, columns) : some;
}

/** Takes the rows chosen where the reader has not done so, and says so. */
function onlyRows(
  file: string,
  read: FileContent,
  rows: RowSelection,
  choice: RowChoice,
): FileContent {
  const content = read.kept ? read : thin(read, rows);
  const { kept } = content;
  if (!kept) return content;
  const note = choiceNote(choice, kept.rows.length, kept.of);
  return { ...content, notes: [...content.notes, `${file}: ${note}`] };
}

const hasNoVectors = ({ content }: ReadFile): boolean => content.matrices.length === 0;

/** The first table that can be read as vectors takes the place of the vectors. */
function withNumericTable(files: readonly ReadFile[], taken: Taking): readonly ReadFile[] {
  for (const [i, file] of files.entries()) {
    const vectors = numericTable(file);
    if (!vectors) continue;
    const { source, content } = vectors;
    return files.with(i, { ...file, content: onlyTaken(source.name, content, taken) });
  }
  return files;
}

function onlyImages(file: string): ErrorDetails {
  return {
    code: 'E_NO_VECTORS',
    message: `${file} is an image; there are no vectors beside it.`,
    file,
    place: 'the whole drop',
    hint: 'Drop images together with the file of the vectors, or open the vectors first.',
  };
}

function noVectors({ file, alone }: Pick<Table, 'file' | 'alone'>): ErrorDetails {
  return {
    code: 'E_NO_VECTORS',
    message: `${file} holds metadata, no vectors.`,
    file,
    place: 'all columns',
    hint:
      alone ??
      'Drop it together with the file of the vectors, or open the vectors first. Columns named dim_0, dim_1 ... are read as vectors.',
  };
}
