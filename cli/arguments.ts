import { parseArgs } from 'node:util';
import { LocusError } from '../src/base/errors.ts';
import type { RowChoice } from '../src/io/row-choice.ts';

const usage = (message: string): LocusError =>
  new LocusError({ code: 'E_USAGE', message, hint: 'locus --help lists the options.' });

const OPTIONS = {
  json: { type: 'boolean', default: false },
  'drop-rows': { type: 'boolean', default: false },
  method: { type: 'string' },
  param: { type: 'string', multiple: true, default: [] as string[] },
  space: { type: 'string' },
  onto: { type: 'string' },
  out: { type: 'string' },
  list: { type: 'boolean', default: false },
  matrix: { type: 'string', multiple: true, default: [] as string[] },
  first: { type: 'string' },
  every: { type: 'string' },
  sample: { type: 'string' },
  seed: { type: 'string' },
  backend: { type: 'string', default: 'wasm' },
} as const;

export interface Arguments {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly dropRows: boolean;
  readonly method?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly space?: string;
  /** File of another matrix whose axes are taken. */
  readonly onto?: string;
  /** File to write. */
  readonly out?: string;
  readonly backend: 'wasm' | 'reference';
  /** Headers only. */
  readonly list: boolean;
  /** Matrices to take; those proposed when empty. */
  readonly matrices: readonly string[];
  /** Rows to take of every file with vectors; all without it. */
  readonly rows?: RowChoice;
}

/** @throws LocusError E_USAGE naming what is wrong. */
export function parse(args: readonly string[]): Arguments {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const { backend } = values;
  if (backend !== 'wasm' && backend !== 'reference') {
    throw usage(`--backend must be wasm or reference, not "${backend}".`);
  }
  if (positionals.length === 0) throw usage('Name at least one file.');
  const rows = rowChoice(values);
  return {
    files: positionals,
    list: values.list,
    matrices: values.matrix,
    ...(rows && { rows }),
    json: values.json,
    dropRows: values['drop-rows'],
    params: Object.fromEntries(values.param.map(parameter)),
    backend,
    ...(values.method !== undefined && { method: values.method }),
    ...(values.space !== undefined && { space: values.space }),
    ...(values['onto'] !== undefined && { onto: values['onto'] }),
    ...(values.out !== undefined && { out: values.out }),
  };
}

const LARGEST_SEED = 2 ** 31 - 1;

/** `--first n`, `--every n` or `--sample n --seed s`; null for all rows. */
function rowChoice(
  given: Readonly<Partial<Record<'first' | 'every' | 'sample' | 'seed', string>>>,
): RowChoice | null {
  const kinds = (['first', 'every', 'sample'] as const).filter((kind) => given[kind] !== undefined);
  if (kinds.length > 1) throw usage(`--${kinds.join(' and --')} exclude each other.`);
  const [kind] = kinds;
  if (given.seed !== undefined && kind !== 'sample') throw usage('--seed belongs to --sample.');
  if (!kind) return null;
  const count = whole(kind, given[kind]!, 1, Number.MAX_SAFE_INTEGER);
  if (kind === 'first') return { kind, count };
  if (kind === 'every') return { kind, step: count };
  return { kind, count, seed: whole('seed', given.seed ?? '0', 0, LARGEST_SEED) };
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  const range = most < Number.MAX_SAFE_INTEGER ? `to ${most}` : 'on';
  throw usage(`--${option} needs a whole number from ${least} ${range}, not "${text}".`);
}

/** `k=15` -> ['k', 15]; numbers, true, false and JSON lists are read as such, all else is text. */
function parameter(text: string): [string, unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw usage(`--param needs NAME=VALUE, not "${text}".`);
  const raw = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(raw) as unknown];
  } catch {
    return [text.slice(0, at), raw];
  }
}
