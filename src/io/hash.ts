import { createSHA256 } from 'hash-wasm';

/** Streaming SHA-256, fed while a file is read, so that hashing costs no second pass. */
export interface Hasher {
  /** Copies or uses up the bytes before it comes back. */
  update(bytes: Uint8Array): void;
  /** Hexadecimal; ends the hasher. */
  digest(): string;
}

/** Files from here on are worth the effort of a faster way. */
const LARGE_BYTES = 32 << 20;

let faster: (() => Promise<Hasher | null>) | null = null;

/**
 * A faster way for large files, where there is one: the io worker has a thread for it, the command line the machine's own
 * instructions. It gives null when it is in use.
 */
export function provideHasher(make: () => Promise<Hasher | null>): void {
  faster = make;
}

/** @param bytes how many are to be hashed, about */
export async function sha256(bytes = 0): Promise<Hasher> {
  const other = bytes >= LARGE_BYTES ? await faster?.() : null;
  return other ?? ownSha256();
}

/** By the library, here and now. */
export async function ownSha256(): Promise<Hasher> {
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
  const hasher = await sha256();
  hasher.update(new TextEncoder().encode(text));
  return hasher.digest();
}
