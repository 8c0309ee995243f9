import { inspect } from '../src/io/inspect.ts';
import { errorJson } from './error.ts';
import { inspectText } from './inspect-text.ts';
import { parse } from './arguments.ts';
import { diskSource } from './files.ts';

/** `locus inspect`: what the readers found. Status 2 when a file could not be used. */
export async function inspectCommand(args: readonly string[]): Promise<number> {
  const { files, json, dropRows } = parse(args);
  const sources = await Promise.all(files.map(diskSource));
  const found = await inspect(sources, dropRows ? { nonFinite: 'drop-rows' } : {});
  const output = { ...found, errors: found.errors.map(errorJson) };
  process.stdout.write(json ? `${JSON.stringify(output)}\n` : inspectText(found));
  return found.errors.length > 0 ? 2 : 0;
}
