import { LocusError } from '../src/base/errors.ts';
import { createReferenceKernels } from '../src/math/reference-kernels.ts';
import { createWasmKernels } from '../src/wasm/backend.ts';
import { InlineExecutor } from '../src/wasm/inline.ts';
import { openFiles } from '../src/io/open.ts';
import { Engine } from '../src/workers/engine.ts';
import { parse } from './arguments.ts';
import { choose } from './choose.ts';
import { diskSource, diskSources } from './files.ts';
import { jsonOf } from './json.ts';
import { chosenSpace } from './space.ts';
import { textOf } from './text.ts';

/**
 * `locus report`: opens the files, runs one method with the page's own engine and prints the result. Status 2 when a
 * file could not be used, even where another one could.
 */
export async function reportCommand(args: readonly string[]): Promise<number> {
  const given = parse(args);
  const { files, method, space, onto, backend, json } = given;
  if (method === undefined) {
    throw new LocusError({
      code: 'E_USAGE',
      message: 'Name the method: --method ID.',
      hint: 'For example --method pca. locus --help lists the options.',
    });
  }
  const sources = await diskSources(files);
  const opened = await openFiles(sources, (await choose(sources, given)).options, {});
  const chosen = chosenSpace(opened, space, files);
  const engine = new Engine({
    open: async () => ({
      kernels:
        backend === 'wasm' ? createWasmKernels(new InlineExecutor()) : createReferenceKernels(),
      reason: 'command line',
    }),
    isDeviceLost: () => false,
  });
  try {
    await engine.open(null);
    await engine.load(chosen);
    const params = { ...given.params, ...(onto && { onto: await loadOther(engine, onto) }) };
    const result = await engine.run({ method, space: chosen.key, params }, {});
    const reading = { notes: opened.dataset?.notes ?? [], errors: opened.problems };
    const output = json ? `${JSON.stringify(jsonOf(result, reading))}\n` : textOf(result, reading);
    process.stdout.write(output);
    return reading.errors.length > 0 ? 2 : 0;
  } finally {
    engine.dispose();
  }
}

/** Loads the first matrix of another file beside the one that is reported on. @returns its key */
async function loadOther(engine: Engine, path: string): Promise<string> {
  const { spaces, problems } = await openFiles([await diskSource(path)], {}, {});
  const [other] = spaces;
  if (!other) {
    const [problem] = problems;
    throw new LocusError(
      problem ?? {
        code: 'E_NO_SPACE',
        message: 'No matrix was found.',
        file: path,
        hint: 'locus inspect FILE shows what is in a file.',
      },
    );
  }
  await engine.load(other);
  return other.key;
}
