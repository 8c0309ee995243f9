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

/**
 * Files on other servers that were asked for by this page. One that is opened again within the same tab is the same
 * source, with its headers at hand.
 */
export class RemoteFiles {
  private readonly known = new Map<string, ByteSource>();
  /** Of the call under way: a source lives longer than the call that made it. */
  private live: Control = {};

  constructor(private readonly fetch: Fetch) {}

  /** Calls one after another: the control of the last one stops the requests of all. */
  use(control: Control): void {
    this.live = control;
  }

  /** @throws as fromUrl */
  async open({ url }: RemoteFile): Promise<ByteSource> {
    const known = this.known.get(url);
    if (known) return known;
    const source = remembering(await fromUrl(url, this.fetch, this.control));
    this.known.set(url, source);
    const [oldest] = this.known.keys();
    if (this.known.size > KEPT_FILES) this.known.delete(oldest!);
    return source;
  }

  /** What was fetched of these is fetched anew: after a failure the server may have changed its mind, or the file. */
  forget(files: readonly RemoteFile[]): void {
    for (const { url } of files) this.known.delete(url);
  }

  private readonly control: Control = liveControl(() => this.live);
}

function liveControl(live: () => Control): Control {
  return {
    get signal() {
      return live().signal ?? NEVER;
    },
    progress: (progress) => live().progress?.(progress),
  };
}

const NEVER = new AbortController().signal;

/** A source that keeps the small parts it gave. */
function remembering(source: ByteSource): ByteSource {
  if (source.sliceNow) return source; // is in memory
  const parts = new Map<string, Uint8Array>();
  let bytes = 0;
  return {
    ...source,
    async slice(start, end) {
      const key = `${start}-${end}`;
      const known = parts.get(key);
      if (known) return known.slice();
      const part = await source.slice(start, end);
      if (part.length <= KEPT_PART && bytes + part.length <= KEPT_BYTES) {
        bytes += part.length;
        parts.set(key, part.slice());
      }
      return part;
    },
  };
}
