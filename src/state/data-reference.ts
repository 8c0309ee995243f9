import type { ErrorDetails } from '../base/errors.ts';
import type { DataReference } from './workspace.ts';

/** Code of every problem that says the data are not those of the link. */
export const OTHER_DATA = 'E_LINK_DATA';

const HINT = 'Open the files the link was made with, or go on knowing that the picture may differ.';

/** What differs between the data a link names and the data opened; empty when they are the same bytes. */
export function differences(named: DataReference, opened: DataReference): ErrorDetails[] {
  if (named.kind === 'sample') {
    if (opened.kind === 'sample' && opened.id === named.id) return [];
    return [problem(`The link shows the sample "${named.id}"; other data are open.`)];
  }
  const files = opened.kind === 'files' ? opened.files : [];
  const present = new Set(files.map((file) => file.sha256));
  return named.files
    .filter((file) => !present.has(file.sha256))
    .map((file) => {
      const namesake = files.find((other) => other.name === file.name);
      return problem(
        namesake
          ? `"${file.name}" is not the file the link was made with: its SHA-256 is ` +
              `${short(namesake.sha256)} (${namesake.bytes} bytes), the link names ` +
              `${short(file.sha256)} (${file.bytes} bytes).`
          : `The link was made with "${file.name}" (${file.bytes} bytes, SHA-256 ` +
              `${short(file.sha256)}), which is not among the open data.`,
        file.name,
      );
    });
}

const short = (sha256: string): string => `${sha256.slice(0, 12)}…`;

const problem = (message: string, file?: string): ErrorDetails => ({
  code: OTHER_DATA,
  message,
  ...(file !== undefined && { file }),
  hint: HINT,
});
