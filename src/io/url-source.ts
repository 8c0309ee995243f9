import { throwIfCancelled, type Control } from '../base/control.ts';
import { CancelledError, LocusError } from '../base/errors.ts';
import { count } from './names.ts';
import { fromBytes, type ByteSource } from './source.ts';

/** The part of `fetch` that is used. */
export type Fetch = (
  url: string,
  init: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
    readonly credentials: 'omit';
    readonly referrerPolicy: 'no-referrer';
    readonly redirect: 'follow';
  },
) => Promise<FetchResponse>;

interface FetchResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A server that gives no parts sends the whole file, which is then held. */
const MOST_WHOLE = 512 << 20;

/**
 * A file on another server, read by ranges. Nothing is sent but the address: no cookies, no referrer.
 * @throws LocusError E_URL for what is no web address, E_CORS when the server does not allow it, E_HTTP for what it answers,
 *   E_LIMIT when it gives no parts and the file is large; CancelledError
 */
export async function fromUrl(
  address: string,
  fetch: Fetch,
  control: Control,
): Promise<ByteSource> {
  const url = webAddress(address);
  const name = nameOf(url);
  const get = async (range: string): Promise<FetchResponse> => {
    throwIfCancelled(control);
    const { signal } = control;
    try {
      return await fetch(url.href, {
        headers: { Range: range },
        ...(signal && { signal }),
        ...({ credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'follow' } as const),
      });
    } catch {
      if (signal?.aborted) throw new CancelledError();
      throw refusedByServer(url, name);
    }
  };
  const first = await get('bytes=0-0');
  if (first.status === 206) {
    const total = /\/(\d+)$/.exec(first.headers.get('content-range') ?? '')?.[1];
    // Servers may give parts without letting a page read how long the whole is.
    if (total === undefined) throw noLength(url, name);
    return ranged(name, Number(total), url, get);
  }
  if (!first.ok) throw answered(url, name, first.status);
  return whole(name, url, first);
}

/** @throws LocusError E_URL */
export function webAddress(text: string): URL {
  let url: URL | null = null;
  try {
    url = new URL(text.trim());
  } catch {
    // Told below.
  }
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new LocusError({
    code: 'E_URL',
    message: `"${text.trim().slice(0, 80)}" is no address of a file on the web.`,
    place: 'the address',
    hint: 'It begins with https:// and leads to the file itself, not to a page about it.',
  });
}

/** The last part of the path: "layer%200.npy" -> "layer 0.npy". */
function nameOf({ pathname, hostname }: URL): string {
  const last = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || hostname;
  } catch {
    return last || hostname;
  }
}

function ranged(
  name: string,
  byteLength: number,
  url: URL,
  get: (range: string) => Promise<FetchResponse>,
): ByteSource {
  return {
    name,
    byteLength,
    async slice(start, end) {
      const to = Math.min(end, byteLength);
      if (to <= start) return new Uint8Array();
      const response = await get(`bytes=${start}-${to - 1}`);
      if (response.status !== 206) throw answered(url, name, response.status);
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}

async function whole(name: string, url: URL, response: FetchResponse): Promise<ByteSource> {
  const length = Number(response.headers.get('content-length') ?? NaN);
  if (!(length <= MOST_WHOLE)) {
    throw new LocusError({
      code: 'E_LIMIT',
      message: `${url.host} gives no parts of files, and ${name} ${Number.isNaN(length) ? 'has no known length' : `has ${count(length)} bytes`}; whole files are fetched up to ${count(MOST_WHOLE)}.`,
      file: name,
      place: url.host,
      hint: 'Download the file and drop it here, or put it on a server that answers Range requests.',
    });
  }
  return fromBytes(new Uint8Array(await response.arrayBuffer()), name);
}

const refusedByServer = ({ host }: URL, file: string): LocusError =>
  new LocusError({
    code: 'E_CORS',
    message: `${file} could not be fetched from ${host}: the server cannot be reached, or does not allow other pages to read its files (CORS).`,
    file,
    place: host,
    hint: 'Download the file in the browser and drop it here. If the server is yours: send Access-Control-Allow-Origin: * and expose Content-Range.',
  });

const noLength = ({ host }: URL, file: string): LocusError =>
  new LocusError({
    code: 'E_CORS',
    message: `${host} gives parts of ${file}, but does not let this page see how long it is.`,
    file,
    place: host,
    hint: 'Download the file and drop it here. If the server is yours: send Access-Control-Expose-Headers: Content-Range.',
  });

function answered({ host }: URL, file: string, status: number): LocusError {
  const why: Readonly<Record<number, string>> = {
    401: 'it asks for a password',
    403: 'it does not allow it',
    404: 'there is no such file',
    416: 'the file is empty, or changed meanwhile',
    429: 'too many requests',
  };
  return new LocusError({
    code: 'E_HTTP',
    message: `${host} did not give ${file}: ${why[status] ?? 'an answer that was not expected'} (status ${status}).`,
    file,
    place: host,
    hint: 'Check the address in a browser, or download the file and drop it here.',
  });
}
