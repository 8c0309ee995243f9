import { LocusError } from '../../src/base/errors.ts';
import { isHidden, rememberPath } from './local-files.ts';

/** A folder with more files than this is not what a person meant to drop. */
export const MOST_FILES = 10_000;

/**
 * The files of a drop, those in dropped folders included. Must be called while the drop event is handled: afterwards its items
 * are gone.
 * @throws LocusError E_LIMIT for more than 10,000 files, E_READ for a folder that cannot be listed
 */
export function droppedFiles({ items, files }: DataTransfer): Promise<File[]> {
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => !!entry);
  if (!entries.some((entry) => entry.isDirectory)) return Promise.resolve([...files]);
  return walk(entries);
}

async function walk(roots: readonly FileSystemEntry[]): Promise<File[]> {
  const found: File[] = [];
  const waiting = [...roots];
  let seen = 0;
  for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
    if (isHidden(entry.name)) continue;
    if (++seen > MOST_FILES) throw tooMany(roots);
    if (isDirectory(entry)) waiting.unshift(...(await inOurWords(entry, listing(entry))));
    else if (isFile(entry)) {
      const file = await inOurWords(entry, fileOf(entry));
      // A file dropped beside the folders stays a single file.
      found.push(roots.includes(entry) ? file : rememberPath(file, entry.fullPath.slice(1)));
    }
  }
  return found;
}

const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry =>
  entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader hands over a hundred or so at a time, and none when it is through. */
async function listing(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0 || all.length > MOST_FILES) return all;
    all.push(...some);
  }
}

async function inOurWords<T>(entry: FileSystemEntry, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new LocusError({
      code: 'E_READ',
      message: `${entry.name} could not be read: ${error instanceof Error ? error.message : String(error)}`,
      file: entry.name,
      place: entry.fullPath,
      hint: 'The browser may not be allowed to read this folder. Choose the files in it instead.',
    });
  }
}

function tooMany(roots: readonly FileSystemEntry[]): LocusError {
  const name = roots.find(isDirectory)?.name ?? 'the folder';
  return new LocusError({
    code: 'E_LIMIT',
    message: `${name} holds more than ${MOST_FILES.toLocaleString('en-US')} files and folders.`,
    file: name,
    place: 'its list of files',
    hint: 'Drop the folder that holds the vectors, or the files themselves.',
  });
}
