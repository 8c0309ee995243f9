/** Reading text: which encoding, and decoding chunk by chunk so that a large file is never one string. */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** The encoding a byte order mark or the pattern of zero bytes says; UTF-8 otherwise. */
export function detectEncoding(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  // UTF-16 without a mark: mostly ASCII, so every other byte is zero.
  const zeros = [0, 0];
  const n = Math.min(head.length, 4096) & ~1;
  for (let i = 0; i < n; i++) if (head[i] === 0) zeros[i & 1]++;
  if (zeros[1] > 0.4 * n && zeros[0] < 0.02 * n) return 'utf-16le';
  if (zeros[0] > 0.4 * n && zeros[1] < 0.02 * n) return 'utf-16be';
  return 'utf-8';
}

/** Whether the bytes look like text in a known encoding: no zero bytes and hardly any control characters. */
export function isProbablyText(head: Uint8Array): boolean {
  if (detectEncoding(head) !== 'utf-8') return true;
  let control = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) control++;
  }
  return control <= head.length / 100;
}

/** Thrown when bytes are not valid in the encoding they were taken for. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

/**
 * A streaming decoder that also turns every kind of line end into "\n".
 * @throws DecodeError at the first bytes that are not valid.
 */
export function lineDecoder(encoding: Encoding): {
  push(bytes: Uint8Array): string;
  end(): string;
} {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let carry = ''; // a "\r" whose "\n" may come with the next chunk
  const clean = (text: string, last: boolean): string => {
    let all = carry + text;
    carry = '';
    if (!last && all.endsWith('\r')) {
      carry = '\r';
      all = all.slice(0, -1);
    }
    return all.includes('\r') ? all.replace(/\r\n?/g, '\n') : all;
  };
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (error) {
      throw new DecodeError(error instanceof Error ? error.message : String(error));
    }
  };
  return {
    push: (bytes) => clean(decode(bytes), false),
    end: () => clean(decode(), true),
  };
}
