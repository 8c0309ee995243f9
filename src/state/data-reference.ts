import type { ErrorDetails } from '../base/errors.ts';
import type { DataReference } from './workspace.ts';

/** Code of every problem that says the data are not those of the link. */
export const OTHER_DATA = 'E_LINK_DATA';

const HINT = 'Open the files the link was made with, or go on knowing that the picture may differ.';

/**
 * What differs between the data a link names and the data opened, as one problem that lists every file; null when
 * they are the same bytes.
 */
export function difference(named: DataReference, opened: DataReference): ErrorDetails | null {
  if (named.kind === 'sample') {
    if (opened.kind === 'sample' && opened.id === named.id) return null;
    return problem(`The link shows the sample "${named.id}"; other data are open.`);
  }
  const files = opened.kind === 'sample' ? [] : opened.files;
  const present = new Set(files.map((file) => file.sha256));
  const other = named.files.filter((file) => !present.has(file.sha256));
  if (other.length === 0) return null;
  const message = other.map((file) => otherFile(file, files)).join(' ');
  return problem(message, other.length === 1 ? other[0]!.name : undefined);
}

type NamedFile = Extract<DataReference, { kind: 'files' }>['files'][number];

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
