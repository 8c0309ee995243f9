import { LocusError } from '../base/errors.ts';

/** Addresses of this machine, which may be plain http: nothing of them crosses a network. */
const LOOPBACK = /^(localhost|127\.0\.0\.1)$/;

/**
 * The address of a file on the web: https, or http on this machine.
 * @throws LocusError E_URL
 */
export function webAddress(text: string): URL {
  let url: URL | null = null;
  try {
    url = new URL(text.trim());
  } catch {
    // Told below.
  }
  const shown = text.trim().slice(0, 80);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw noAddress(
      `"${shown}" is no address of a file on the web.`,
      'It begins with https:// and leads to the file itself, not to a page about it.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw noAddress(
      `"${url.host}" is addressed with a name or password, which would travel in links.`,
      'Download the file and drop it here.',
    );
  }
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    throw noAddress(
      `"${shown}" is not encrypted: anybody on the way could read or change the file.`,
      'Try https:// in place of http://, or download the file and drop it here.',
    );
  }
  url.hash = '';
  return url;
}

const noAddress = (message: string, hint: string): LocusError =>
  new LocusError({ code: 'E_URL', message, place: 'the address', hint });

/** The last part of the path: "layer%200.npy" -> "layer 0.npy". */
export function nameOf({ pathname, hostname }: URL): string {
  const last = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || hostname;
  } catch {
    return last || hostname;
  }
}

/** Where it lies, as the path of a file in a folder: "huggingface.co/gpt2/resolve/main/model.safetensors". */
export function pathOfAddress(address: string): string {
  const { host, pathname } = new URL(address);
  try {
    return host + decodeURIComponent(pathname);
  } catch {
    return host + pathname;
  }
}

/** The file that a well-known page is about; null for other addresses. */
export function fileBehind({ hostname, pathname }: URL): URL | null {
  const parts = pathname.split('/');
  if (hostname === 'huggingface.co') {
    // /owner/name/blob/main/x, /gpt2/blob/main/x, /datasets/owner/name/blob/main/x
    const at = parts.indexOf('blob');
    if (at < 2 || at > 4 || parts.length < at + 3) return null;
    return new URL(`https://${hostname}${parts.with(at, 'resolve').join('/')}`);
  }
  if (hostname === 'github.com' && parts[3] === 'blob' && parts.length > 5) {
    const [, owner, name, , ...rest] = parts;
    return new URL(`https://raw.githubusercontent.com/${[owner, name, ...rest].join('/')}`);
  }
  return null;
}
