import { createSHA256 } from 'hash-wasm';

/** Streaming SHA-256, fed while a file is read, so that hashing costs no second pass. */
export interface Hasher {
  /** Copies or uses up the bytes before it comes back. */
  update(bytes: Uint8Array): void;
  /** Hexadecimal; ends the hasher. */
  digest(): string;
}

/** A hasher that may work elsewhere. */
export interface FileHasher {
  /** Copies or uses up the bytes before it comes back; a promise when the reader should wait before it gives more. */
  update(bytes: Uint8Array): void | Promise<void>;
  /** Hexadecimal; ends the hasher. */
  digest(): string | Promise<string>;
}

/** Files from here on are worth the effort of a faster way. */
const LARGE_BYTES = 32 << 20;

let faster: (() => Promise<FileHasher | null>) | null = null;

/**
 * A faster way for large files, where there is one: the io worker has a thread for it, the command line the machine's own
 * instructions. It gives null when it is in use.
 */
export function provideFileHasher(make: () => Promise<FileHasher | null>): void {
  faster = make;
}

/** For a file that is read as a whole: by the faster way, if it is large and there is one. */
export async function fileSha256(bytes: number): Promise<FileHasher> {
  const other = bytes >= LARGE_BYTES ? await faster?.() : null;
  return other ?? sha256();
}

/** By the library, here and now. */
export async function sha256(): Promise<Hasher> {
  const state = await createSHA256();
  state.init();
  return {
    update: (bytes) => void state.update(bytes),
    digest: () => state.digest('hex'),
  };
}

/** Hex SHA-256 of each of many short texts. */
export async function sha256OfTexts(texts: readonly string[]): Promise<string[]> {
  const state = await createSHA256();
  return texts.map((text) => state.init().update(text).digest('hex'));
}

/** Hex SHA-256 of a short text. */
export async function sha256OfText(text: string): Promise<string> {
  const [hash] = await sha256OfTexts([text]);
  return hash;
}
