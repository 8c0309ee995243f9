import { createSHA256 } from 'hash-wasm';

/** Streaming SHA-256, fed while a file is read, so that hashing costs no second pass. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Hexadecimal; ends the hasher. */
  digest(): string;
}

export async function sha256(): Promise<Hasher> {
  const state = await createSHA256();
  state.init();
  return {
    update: (bytes) => void state.update(bytes),
    digest: () => state.digest('hex'),
  };
}

/** Hex SHA-256 of a short text. */
export async function sha256OfText(text: string): Promise<string> {
  const hasher = await sha256();
  hasher.update(new TextEncoder().encode(text));
  return hasher.digest();
}
