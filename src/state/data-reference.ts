import type { ErrorDetails } from '../base/errors.ts';
import { sorted } from './run-key.ts';
import type { DataReference } from './workspace.ts';

/** Code of every problem that says the data are not those of the link. */
export const OTHER_DATA = 'E_LINK_DATA';

const HINT = 'Open the files the link was made with, or go on knowing that the picture may differ.';

/**
 * What differs between the data a link names and the data opened, as one problem that lists every file; null when
 * they are the same bytes, opened in the same way. There may be more files than the link names.
 */
export function difference(named: DataReference, opened: DataReference): ErrorDetails | null {
  if (named.kind === 'sample') {
    if (opened.kind === 'sample' && opened.id === named.id) return null;
    return problem(`The link shows the sample "${named.id}"; other data are open.`);
  }
  const files = opened.kind === 'sample' ? [] : opened.files;
  const present = new Set(files.map((file) => file.sha256));
  const other = named.files.filter((file) => !present.has(file.sha256));
  if (other.length === 0) {
    const parts = opened.kind === 'sample' ? [] : otherParts(named, opened);
    if (parts.length === 0) return null;
    return problem(
      `The files are those of the link, but they were opened in another way: ${parts.join(', ')}.`,
    );
  }
  const message = other.map((file) => otherFile(file, files)).join(' ');
  return problem(message, other.length === 1 ? other[0]!.name : undefined);
}

/** Whether two references name the same data: the same files and no others, opened in the same way. */
export const sameData = (a: DataReference, b: DataReference): boolean =>
  difference(a, b) === null && difference(b, a) === null;

/** References to files of a person's own, or on the web. */
export type FilesReference = Exclude<DataReference, { kind: 'sample' }>;
type NamedFile = FilesReference['files'][number];

/** In words, in what two openings differ. */
function otherParts(a: FilesReference, b: FilesReference): string[] {
  const [one, other] = [openingOf(a), openingOf(b)];
  return Object.keys(one).filter((part) => one[part] !== other[part]);
}

/** How files were opened, comparable: they are told by their hashes, since the same file may have another name. */
function openingOf({ files, ...opened }: FilesReference): Record<string, string> {
  const hashes = new Map(files.map(({ name, sha256 }) => [name, sha256]));
  const hashOf = (name: string): string => hashes.get(name) ?? name;
  const { join, dropRows = false, matrices = {}, rows, columns } = opened;
  const taken = Object.entries(matrices).map(([file, names]) => [hashOf(file), names]);
  const choice = rows?.kind === 'category' ? { ...rows, file: hashOf(rows.file) } : rows;
  const parts = {
    'the join of the metadata': join,
    'the rows that are not finite': dropRows,
    'the matrices': Object.fromEntries(taken),
    'the rows': choice,
    'the columns': columns,
  };
  return Object.fromEntries(
    Object.entries(parts).map(([part, value]) => [part, JSON.stringify(sorted(value ?? null))]),
  );
}

function otherFile(file: NamedFile, open: readonly NamedFile[]): string {
  const namesake = open.find(({ name }) => name === file.name);
  return namesake
    ? `"${file.name}" is not the file the link was made with: its SHA-256 is ` +
        `${short(namesake.sha256)} (${bytes(namesake)}), the link names ` +
        `${short(file.sha256)} (${bytes(file)}).`
    : `The link was made with "${file.name}" (${bytes(file)}, SHA-256 ${short(file.sha256)}), ` +
        `which is not among the open data.`;
}

const bytes = (file: NamedFile): string => `${file.bytes.toLocaleString('en-US')} bytes`;

const short = (sha256: string): string => `${sha256.slice(0, 12)}…`;

const problem = (message: string, file?: string): ErrorDetails => ({
  code: OTHER_DATA,
  message,
  ...(file !== undefined && { file }),
  hint: HINT,
});
