import { errorDetails, type ErrorDetails } from '../../src/base/errors.ts';
import { fileBehind, nameOf, webAddress } from '../../src/io/address.ts';
import type { RemoteFile } from '../../src/io/remote-files.ts';
import { MAX_FILES } from '../../src/state/workspace.ts';

/** What a person typed: one address a line. */
export interface Addresses {
  readonly files: readonly RemoteFile[];
  /** Each once, in the order of the addresses. */
  readonly hosts: readonly string[];
  /** The first line that is no address of a file. */
  readonly problem: ErrorDetails | null;
  /** The text with addresses of well-known pages replaced by those of the files; null where there is none. */
  readonly better: string | null;
}

/** Reads addresses, one a line; empty lines count for nothing. */
export function readAddresses(text: string): Addresses {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const files = new Map<string, RemoteFile>();
  let problem: ErrorDetails | null = null;
  let isPage = false;
  const better = lines.map((line) => {
    try {
      const url = webAddress(line);
      const behind = fileBehind(url);
      if (behind) isPage = true;
      files.set(url.href, { kind: 'address', url: url.href, name: nameOf(url) });
      return behind?.href ?? line.trim();
    } catch (error) {
      problem ??= errorDetails(error);
      return line.trim();
    }
  });
  if (files.size > MAX_FILES) {
    problem ??= {
      code: 'E_URL',
      message: `${files.size} addresses; at most ${MAX_FILES} are opened together.`,
      hint: 'Leave some out.',
    };
  }
  const all = [...files.values()];
  return { files: all, hosts: hostsOf(all), problem, better: isPage ? better.join('\n') : null };
}

/** "huggingface.co", each once. */
const hostsOf = (files: readonly { readonly url: string }[]): string[] => [
  ...new Set(files.map(({ url }) => new URL(url).host)),
];
