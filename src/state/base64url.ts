/** base64url without padding (RFC 4648 section 5). */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += ALPHABET[group >> 18]! + ALPHABET[(group >> 12) & 63]!;
    if (left > 1) text += ALPHABET[(group >> 6) & 63]!;
    if (left > 2) text += ALPHABET[group & 63]!;
  }
  return text;
}

/**
 * The bytes up to the first character that is not base64url, and where that character stands (-1: none). A
 * text whose last group is one character short of a byte gives the whole bytes before it.
 */
export function fromBase64url(text: string): { bytes: Uint8Array; badAt: number } {
  const badAt = text.search(/[^A-Za-z0-9_-]/);
  const length = badAt === -1 ? text.length : badAt;
  const bytes = new Uint8Array(Math.floor((length * 6) / 8));
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < length; i++) {
    bits = ((bits << 6) | SEXTET[text.charCodeAt(i)]!) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = bits >> held;
    }
  }
  return { bytes, badAt };
}

const SEXTET = new Uint8Array(128);
for (let i = 0; i < ALPHABET.length; i++) SEXTET[ALPHABET.charCodeAt(i)] = i;
