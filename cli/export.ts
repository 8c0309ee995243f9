import { open, rm, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { LocusError } from '../src/base/errors.ts';
import { matrixOf, tableOf, type OutTable } from '../src/io/export/table.ts';
import { exportParts, OUT_FORMATS, outFormatOf, type OutFormat } from '../src/io/export/write.ts';
import { openFiles } from '../src/io/open.ts';
import { parse } from './arguments.ts';
import { choose } from './choose.ts';
import { errorJson, errorLine } from './error.ts';
import { diskSources } from './files.ts';
import { chosenSpace } from './space.ts';

/**
 * `locus export`: writes the vectors of a space with ids and metadata. Status 2 when a file could not be used, even
 * where another one could.
 */
export async function exportCommand(args: readonly string[]): Promise<number> {
  const given = parse(args);
  const { files, space, out, json } = given;
  const format = out === undefined ? null : outFormatOf(out);
  if (out === undefined || format === null) throw noFormat(out);
  const sources = await diskSources(files);
  const opened = await openFiles(sources, (await choose(sources, given)).options, {});
  const chosen = chosenSpace(opened, space, files);
  const vectors = matrixOf(chosen);
  const table = format === 'npy' ? { columns: [], vectors } : tableOf(opened.dataset!, vectors);
  const bytes = await writeFile(out, table, format);
  const output = {
    ...{ out, format, space: chosen.name, rows: chosen.rows, dims: chosen.cols },
    columns: table.columns.map(({ name }) => name),
    bytes,
    notes: opened.dataset?.notes ?? [],
    errors: opened.problems.map(errorJson),
  };
  const shape = `${chosen.rows} x ${chosen.cols}`;
  process.stdout.write(
    json ? `${JSON.stringify(output)}\n` : `${out}: ${shape} of ${chosen.name}, ${bytes} bytes\n`,
  );
  if (!json) for (const problem of opened.problems) process.stderr.write(`${errorLine(problem)}\n`);
  return opened.problems.length > 0 ? 2 : 0;
}

/** @returns bytes written. What was begun is removed when it cannot be finished. */
async function writeFile(path: string, table: OutTable, format: OutFormat): Promise<number> {
  let file: FileHandle;
  try {
    file = await open(path, 'wx');
  } catch (error) {
    throw notWritten(path, error);
  }
  let bytes = 0;
  try {
    for await (const part of exportParts(table, format)) {
      for (let at = 0; at < part.length;) at += (await file.write(part, at)).bytesWritten;
      bytes += part.length;
    }
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error instanceof LocusError ? error : notWritten(path, error);
  }
  return bytes;
}

function notWritten(path: string, error: unknown): LocusError {
  const isThere = (error as { code?: string }).code === 'EEXIST';
  return new LocusError({
    code: isThere ? 'E_EXISTS' : 'E_WRITE',
    message: isThere
      ? 'There is a file of this name already.'
      : `It cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    file: basename(path),
    place: path,
    hint: isThere
      ? 'Choose another name, or remove the file first.'
      : 'Check that the folder exists, may be written to, and has room.',
  });
}

const noFormat = (out: string | undefined): LocusError =>
  new LocusError({
    code: 'E_USAGE',
    message:
      out === undefined
        ? 'Name the file to write: --out FILE.'
        : `--out ${out} has no ending that says how to write it.`,
    hint: `It ends in ${OUT_FORMATS.map((format) => `.${format}`).join(', ')}.`,
  });
