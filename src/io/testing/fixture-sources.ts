import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fromBytes, type ByteSource } from '../source.ts';

/** The fixtures in a testdata folder: files, and folders whose files belong together. */
export const fixtureNames = (folder: URL): string[] =>
  readdirSync(folder).filter((name) => !name.endsWith('.expected.json'));

/** The file of a fixture; of a folder all files in it, with their paths, as when it is dropped. */
export function fixtureSources(folder: URL, name: string): ByteSource[] {
  const found: ByteSource[] = [];
  const visit = (path: string): void => {
    const at = new URL(path, folder);
    if (statSync(at).isDirectory()) {
      for (const inside of readdirSync(at).sort()) visit(`${path}/${inside}`);
      return;
    }
    const bytes = new Uint8Array(readFileSync(at));
    const source = fromBytes(bytes, path.split('/').at(-1)!);
    found.push(path === name ? source : { ...source, path });
  };
  visit(name);
  return found;
}
