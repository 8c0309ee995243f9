import { LocusError } from '../../src/base/errors.ts';
import type { Dataset, ImageColumn, Join } from '../../src/data/dataset.ts';
import { parseCard, parseIndex, type SampleCard, type SampleEntry } from './card.ts';

const FOLDER = './samples';

async function fetchOk(path: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(`${FOLDER}/${path}`, signal ? { signal } : {}).catch(
    (error: unknown) => {
      signal?.throwIfAborted();
      throw unreachable(path, error instanceof Error ? error.message : String(error));
    },
  );
  if (!response.ok) throw unreachable(path, `the server answered ${response.status}`);
  return response;
}

const unreachable = (path: string, cause: string): LocusError =>
  new LocusError({
    code: 'E_SAMPLE',
    message: `The sample could not be fetched: ${cause}.`,
    file: path,
    hint: 'Check that Locus is still being served, then click the sample again.',
  });

/** A server may answer with its front page for what it does not have: then it is no JSON. */
async function fetchJson<T>(
  path: string,
  parse: (json: unknown) => T,
  signal?: AbortSignal,
): Promise<T> {
  const response = await fetchOk(path, signal);
  try {
    return parse(await response.json());
  } catch {
    signal?.throwIfAborted();
    throw new LocusError({
      code: 'E_SAMPLE',
      message: 'This Locus has no such sample: its description is missing or damaged.',
      file: path,
      hint: 'Choose one of the samples listed. If a link names it, open the link with the Locus it was made with.',
    });
  }
}

export const fetchIndex = (): Promise<readonly SampleEntry[]> =>
  fetchJson('index.json', parseIndex);

export interface FetchedSample {
  readonly card: SampleCard;
  /** Vectors and items, as if the person had dropped them. */
  readonly files: readonly File[];
}

/** Fetches the card and the data files of a sample from the server that served the page. */
export async function fetchSample(id: string, signal: AbortSignal): Promise<FetchedSample> {
  const card = await fetchJson(`${encodeURIComponent(id)}/sample.json`, parseCard, signal);
  const data = card.files.filter(({ role }) => role === 'vectors' || role === 'items');
  const files = await Promise.all(
    data.map(async ({ name }) => {
      const body = await (await fetchOk(`${card.id}/${name}`, signal)).blob();
      return new File([body], name);
    }),
  );
  return { card, files };
}

/** The data set as read from the sample's files, under the sample's own name and with its pictures. */
export function asSample(dataset: Dataset, card: SampleCard): Dataset {
  const columns = card.image
    ? [...dataset.columns, imageColumn(card, card.image, dataset.ids.length)]
    : dataset.columns;
  return {
    ...withoutCautions(dataset, card),
    id: card.id,
    name: card.title,
    columns,
    spaces: dataset.spaces.map((space) => ({ ...space, name: card.id })),
  };
}

/** The files of a sample are known to be in the same order. */
function withoutCautions(dataset: Dataset, { files }: SampleCard): Dataset {
  const { join, joins = [], notes } = dataset;
  const own = joins.filter(({ file }) => files.some(({ name }) => name === file));
  const known = new Set(own.flatMap(({ caution }) => caution ?? []));
  if (!join || known.size === 0) return dataset;
  const sure = (one: Join): Join => (known.has(one.caution ?? '') ? withoutCaution(one) : one);
  return {
    ...dataset,
    join: sure(join),
    joins: joins.map(sure),
    notes: notes.filter((note) => !known.has(note)),
  };
}

function withoutCaution(join: Join): Join {
  const entries = Object.entries(join).filter(([key]) => key !== 'caution');
  return Object.fromEntries(entries) as unknown as Join;
}

function imageColumn(
  card: SampleCard,
  image: NonNullable<SampleCard['image']>,
  items: number,
): ImageColumn {
  return {
    kind: 'image',
    name: image.name,
    url: `${FOLDER}/${card.id}/${image.url}`,
    tile: image.tile,
    perRow: image.perRow,
    tiles: Int32Array.from({ length: items }, (_, i) => i),
  };
}
