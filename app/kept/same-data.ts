import { sameData, type FilesReference } from '../../src/state/data-reference.ts';
import { sorted } from '../../src/state/run-key.ts';
import type { DataReference } from '../../src/state/workspace.ts';

/** The same files, no more and no fewer, however they were opened; never of samples. */
export function hasSameFiles(a: DataReference, b: DataReference): boolean {
  if (a.kind === 'sample' || b.kind === 'sample') return false;
  const [one, other] = [hashesOf(a), hashesOf(b)];
  return one.size === other.size && [...one].every((hash) => other.has(hash));
}

/** Names of the files that `whole` has beside all those of `part`; none where it lacks one of these, and of samples. */
export function filesBeside(part: DataReference, whole: DataReference): string[] {
  if (part.kind === 'sample' || whole.kind === 'sample') return [];
  const [inPart, inWhole] = [hashesOf(part), hashesOf(whole)];
  if (![...inPart].every((hash) => inWhole.has(hash))) return [];
  return whole.files.filter(({ sha256 }) => !inPart.has(sha256)).map(({ name }) => name);
}

/** The same files opened in the same way; never of samples. */
export const isSame = (a: DataReference, b: DataReference): boolean =>
  hasSameFiles(a, b) && sameData(a, b);

const hashesOf = ({ files }: FilesReference): Set<string> =>
  new Set(files.map(({ sha256 }) => sha256));

/** How files were opened; equal texts for equal ways, in whatever order they were said. */
export function openingText(data: DataReference): string {
  if (data.kind === 'sample') return '';
  const { join, dropRows, matrices, rows, columns } = data;
  return JSON.stringify(sorted({ join, dropRows, matrices, rows, columns }));
}
