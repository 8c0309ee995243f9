import { checkpoint, throwIfCancelled, type Control } from '../base/control.ts';
import { CancelledError, LocusError } from '../base/errors.ts';
import { fileBehind, nameOf, webAddress } from './address.ts';
import { count } from './names.ts';
import { fromBytes, type ByteSource, type Sequence } from './source.ts';

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
  readonly body?: { getReader(): BodyReader } | null;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The part of ReadableStreamDefaultReader that is used. */
interface BodyReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** A server that gives no parts sends the whole file, which is then held. */
const MOST_WHOLE = 512 << 20;

/** Buffers for whole files of unknown length grow by so much. */
const STEP_BYTES = 4 << 20;

type Get = (range: string) => Promise<FetchResponse>;

/**
 * A file on another server, read by ranges. Nothing is sent but the address: no cookies, no referrer.
 * `known`: the length in bytes, where the server said it before: then nothing is asked before the first part.
 * @throws LocusError E_URL for what is no web address of a file, E_CORS when the server does not allow it, E_HTTP for what it
 *   answers, E_LIMIT when it gives no parts and the file is large; CancelledError
 */
export async function fromUrl(
  address: string,
  fetch: Fetch,
  control: Control,
  known?: number,
): Promise<ByteSource> {
  const url = webAddress(address);
  const name = nameOf(url);
  const get: Get = async (range) => {
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
  if (known !== undefined) return ranged(name, known, url, get, control);
  const first = await get('bytes=0-0');
  if (first.status === 416 && first.headers.get('content-range') === 'bytes */0')
    return fromBytes(new Uint8Array(), name);
  if (!first.ok) throw answered(url, name, first.status);
  if (/^text\/html\b/i.test(first.headers.get('content-type') ?? '')) {
    leave(first);
    throw isPage(url, name);
  }
  if (first.status !== 206) return whole(name, url, first, control);
  leave(first);
  const total = totalOf(first) ?? (await lengthByRest(get));
  if (total === null) throw noLength(url, name);
  return ranged(name, total, url, get, control);
}

/** The whole length by "bytes 0-0/1234"; null where the page may not see it. */
function totalOf({ headers }: FetchResponse): number | null {
  const total = /\/(\d{1,15})$/.exec(headers.get('content-range') ?? '')?.[1];
  return total === undefined ? null : Number(total);
}

/**
 * Pages may always see Content-Length, and Content-Range only where the server exposes it: so all of the file is asked for,
 * and left after the headers.
 */
async function lengthByRest(get: Get): Promise<number | null> {
  const rest = await get('bytes=0-');
  leave(rest);
  const length = rest.headers.get('content-length');
  return rest.status === 206 && length !== null && /^\d{1,15}$/.test(length)
    ? Number(length)
    : null;
}

/** Tells the server that nothing more of the answer is wanted. */
function leave({ body }: FetchResponse): void {
  body
    ?.getReader()
    .cancel()
    .catch(() => undefined);
}

function ranged(
  name: string,
  byteLength: number,
  url: URL,
  get: Get,
  control: Control,
): ByteSource {
  const part = async (start: number, end: number): Promise<FetchResponse> => {
    const response = await get(`bytes=${start}-${end - 1}`);
    if (response.status !== 206) throw answered(url, name, response.status);
    if ((totalOf(response) ?? byteLength) !== byteLength) throw changed(url, name);
    return response;
  };
  return {
    name,
    byteLength,
    async slice(start, end) {
      const to = Math.min(end, byteLength);
      if (to <= start) return new Uint8Array();
      const stream = await bytesOf(await part(start, to), { url, name, control });
      const bytes = await stream.next(to - start);
      stream.close();
      return bytes;
    },
    // One request for all of a long part, read as it comes.
    sequence(start, end) {
      const to = Math.min(end, byteLength);
      let stream: Sequence | null = null;
      return {
        async next(bytes) {
          stream ??= await bytesOf(await part(start, to), { url, name, control });
          return stream.next(bytes);
        },
        close: () => stream?.close(),
      };
    },
  };
}

/** The bytes of an answer in order, never more than are asked for: what a server sends beyond them is left there. */
async function bytesOf(
  response: FetchResponse,
  { url, name, control }: { readonly url: URL; readonly name: string; readonly control: Control },
): Promise<Sequence> {
  const reader = response.body?.getReader();
  let rest: Uint8Array = reader ? new Uint8Array() : new Uint8Array(await response.arrayBuffer());
  return {
    async next(bytes) {
      const taken = new Uint8Array(bytes);
      let filled = 0;
      while (filled < bytes) {
        if (rest.length === 0) {
          const { done, value } = reader
            ? await reader.read().catch(() => {
                if (control.signal?.aborted) throw new CancelledError();
                throw broken(url, name);
              })
            : { done: true };
          if (done || !value) break;
          rest = value;
        }
        const some = rest.subarray(0, bytes - filled);
        taken.set(some, filled);
        filled += some.length;
        rest = rest.subarray(some.length);
      }
      return taken.subarray(0, filled);
    },
    close() {
      reader?.cancel().catch(() => undefined);
    },
  };
}

/** All of a file whose server gives no parts. */
async function whole(
  name: string,
  url: URL,
  response: FetchResponse,
  control: Control,
): Promise<ByteSource> {
  const said = response.headers.get('content-length');
  const total = said === null ? 0 : Number(said);
  if (total > MOST_WHOLE) {
    leave(response);
    throw tooLarge(url, name, `has ${count(total)} bytes`);
  }
  const stream = await bytesOf(response, { url, name, control });
  const parts: Uint8Array[] = [];
  let done = 0;
  try {
    for (;;) {
      await checkpoint(control);
      const part = await stream.next(STEP_BYTES);
      if (part.length === 0) break;
      parts.push(part);
      done += part.length;
      // What is packed on the way is longer than its header says.
      if (done > MOST_WHOLE) throw tooLarge(url, name, `is longer`);
      control.progress?.({ stage: `Fetching ${name}`, done, total: Math.max(total, done) });
    }
  } finally {
    stream.close();
  }
  const bytes = new Uint8Array(done);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return fromBytes(bytes, name);
}

const tooLarge = ({ host }: URL, file: string, why: string): LocusError =>
  new LocusError({
    code: 'E_LIMIT',
    message: `${host} gives no parts of files, and ${file} ${why}; whole files are fetched up to ${count(MOST_WHOLE)} bytes.`,
    file,
    place: host,
    hint: 'Download the file and drop it here, or put it on a server that answers Range requests.',
  });

const isPage = (url: URL, file: string): LocusError => {
  const better = fileBehind(url);
  return new LocusError({
    code: 'E_URL',
    message: `${url.href.slice(0, 200)} leads to a web page, not to a file.`,
    file,
    place: url.host,
    hint: better
      ? `The file itself is at ${better.href}`
      : 'Copy the address of the download link on that page, or download the file and drop it here.',
  });
};

const changed = ({ host }: URL, file: string): LocusError =>
  new LocusError({
    code: 'E_HTTP',
    message: `${file} on ${host} has another length than when it was opened.`,
    file,
    place: host,
    hint: 'It was replaced meanwhile. Open the address again.',
  });

const broken = ({ host }: URL, file: string): LocusError =>
  new LocusError({
    code: 'E_HTTP',
    message: `The connection to ${host} broke off while ${file} was fetched.`,
    file,
    place: host,
    hint: 'Open the address again, or download the file and drop it here.',
  });

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
