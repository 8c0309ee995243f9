import type { Control } from '../base/control.ts';
import type { ByteSource } from './source.ts';
import { fromUrl, type Fetch } from './url-source.ts';

/** A file that is named by its address and stays where it is. */
export interface RemoteFile {
  readonly kind: 'address';
  readonly url: string;
  /** The last part of the address. */
  readonly name: string;
}

/** Parts of at most so many bytes are kept, so that headers are fetched once for looking and reading. */
const KEPT_PART = 1 << 20;
/** Of one file. */
const KEPT_BYTES = 16 << 20;
/** Files whose parts are kept; older ones are forgotten. */
const KEPT_FILES = 32;

/** What is known of a file: all of it, from a server that gives no parts, or its length and some parts. */
type Known =
  | { readonly kind: 'whole'; readonly source: ByteSource }
  | { readonly kind: 'parts'; readonly byteLength: number; readonly parts: Parts };

/**
 * Files on other servers that were asked for by this page. One that is opened again within the same tab has its length and
 * headers at hand. Every opening reads under the control of its own call: to cancel one stops no other.
 */
export class RemoteFiles {
  private readonly known = new Map<string, Known>();

  constructor(private readonly fetch: Fetch) {}

  /** @throws as fromUrl */
  async open({ url }: RemoteFile, control: Control): Promise<ByteSource> {
    const before = this.known.get(url);
    if (before?.kind === 'whole') return before.source;
    const source = await fromUrl(url, this.fetch, control, before?.byteLength);
    const known = before ?? this.remember(url, source);
    return known.kind === 'whole' ? known.source : remembering(source, known.parts);
  }

  /** What was fetched of these is fetched anew: after a failure the server may have changed its mind, or the file. */
  forget(files: readonly RemoteFile[]): void {
    for (const { url } of files) this.known.delete(url);
  }

  private remember(url: string, source: ByteSource): Known {
    const { byteLength } = source;
    const known: Known = source.sliceNow
      ? { kind: 'whole', source }
      : { kind: 'parts', byteLength, parts: new Parts() };
    this.known.set(url, known);
    const [oldest] = this.known.keys();
    if (this.known.size > KEPT_FILES) this.known.delete(oldest!);
    return known;
  }
}

/** Small parts of one file, by where they lie. */
class Parts {
  private readonly parts = new Map<string, Uint8Array>();
  private bytes = 0;

  get(key: string): Uint8Array | undefined {
    return this.parts.get(key)?.slice();
  }

  add(key: string, part: Uint8Array): void {
    if (part.length > KEPT_PART || this.bytes + part.length > KEPT_BYTES) return;
    if (this.parts.has(key)) return;
    this.bytes += part.length;
    this.parts.set(key, part.slice());
  }
}

/** A source that keeps the small parts it gave. */
const remembering = (source: ByteSource, parts: Parts): ByteSource => ({
  ...source,
  async slice(start, end) {
    const key = `${start}-${end}`;
    const known = parts.get(key);
    if (known) return known;
    const part = await source.slice(start, end);
    parts.add(key, part);
    return part;
  },
});
