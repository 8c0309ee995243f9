import { isProbablyText } from './text.ts';
import type { Probe } from './types.ts';

/** What a file that Locus does not read really is, and what to do with it. */
export interface Foreign {
  readonly title: string;
  readonly hint: string;
  /** Set where no signature is known: a format without one may still be meant by the name. */
  readonly isUnknown?: true;
}

const CONVERT =
  'Save the vectors as a NumPy array (numpy.save) or as CSV, and open that file instead.';

const SAVE_AS_PNG = 'Save it as PNG, JPEG or WebP, and drop it along with the vectors.';

/** File kinds by their first bytes. */
const SIGNATURES: readonly (readonly [signature: string, title: string, hint?: string])[] = [
  ['%PDF-', 'a PDF document', 'Choose the file that holds the numbers; a PDF holds a page.'],
  ['GIF8', 'a GIF image', SAVE_AS_PNG],
  ['II*\0', 'a TIFF image', SAVE_AS_PNG],
  ['MM\0*', 'a TIFF image', SAVE_AS_PNG],
  ['\x1f\x8b', 'a gzip archive', 'Unpack it (gunzip) and open the file inside.'],
  ['BZh', 'a bzip2 archive', 'Unpack it (bunzip2) and open the file inside.'],
  ['\xfd7zXZ\0', 'an xz archive', 'Unpack it (unxz) and open the file inside.'],
  ['\x28\xb5\x2f\xfd', 'a zstd archive', 'Unpack it (unzstd) and open the file inside.'],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive', 'Unpack it and open the file inside.'],
  ['Rar!', 'a RAR archive', 'Unpack it and open the file inside.'],
  ['SQLite format 3\0', 'an SQLite database'],
  [
    'version https://git-lfs',
    'a Git LFS pointer, not the file itself',
    'Run "git lfs pull" in the repository and open the file again.',
  ],
];

/** Names what a file really is when its content is known and not one of Locus's formats; else null. */
export function identify(probe: Probe): Foreign | null {
  const head = latin1(probe.head.subarray(0, 512));
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return zip(head);
  for (const [signature, title, hint] of SIGNATURES) {
    if (head.startsWith(signature)) return { title, hint: hint ?? CONVERT };
  }
  if (/^\s*(<\?xml[^>]*>\s*)?(<!--[^>]*-->\s*)?(<!doctype svg[^>]*>\s*)?<svg[\s>]/i.test(head)) {
    return { title: 'an SVG image, which may hold scripts and is not shown', hint: SAVE_AS_PNG };
  }
  if (/^\s*(<!doctype html|<html|<\?xml|<svg)/i.test(head)) {
    return {
      title: 'a web page or XML document',
      hint: 'A download often ends as an error page. Open it in a browser to see what it says, then download the file again.',
    };
  }
  if (!isProbablyText(probe.head))
    return { title: 'a binary file of unknown kind', hint: CONVERT, isUnknown: true };
  return null;
}

function zip(head: string): Foreign {
  const length = head.charCodeAt(26) + 256 * head.charCodeAt(27);
  const entry = head.slice(30, 30 + length);
  if (entry === '[Content_Types].xml') {
    return { title: 'an Office document', hint: 'Export the sheet as CSV and open that file.' };
  }
  return { title: 'a zip archive', hint: 'Unpack it and open the files inside.' };
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
