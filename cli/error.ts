import type { ErrorDetails } from '../src/base/errors.ts';
import { WITHOUT_THESE_ROWS } from '../src/io/align.ts';

/** What the page has a button for, in words of the command line. */
const hintText = (hint: string): string =>
  hint.replace(WITHOUT_THESE_ROWS, 'Leave these rows out with --drop-rows');

/** An error as the command line prints it in JSON: every field always there. */
export const errorJson = ({ code, message, file, place, hint }: ErrorDetails) => ({
  code,
  message,
  file: file ?? null,
  place: place ?? null,
  hint: hintText(hint),
});

/** An error for reading: where, cause and way out. What the message names itself is not said again. */
export function errorText({ message, file, place, hint }: ErrorDetails): {
  readonly cause: string;
  readonly hint: string;
} {
  const where = [isPathOf(place, file) ? undefined : file, place].filter(
    (part) => part !== undefined && part !== '' && !isNamedIn(message, part),
  );
  return { cause: placed(message, where.join(', '), file), hint: hintText(hint) };
}

/** "x.npy, byte 8: It is cut short."; of a message that names the file "x.npy is cut short (byte 8)." */
function placed(message: string, where: string, file: string | undefined): string {
  if (where === '') return message;
  if (file === undefined || !isNamedIn(message, file)) return `${where}: ${message}`;
  const inner = where.replace(/ \((.*)\)/, ', $1');
  return `${message.replace(/\.$/, '')} (${inner})${message.endsWith('.') ? '.' : ''}`;
}

const isPathOf = (place: string | undefined, file: string | undefined): boolean =>
  file !== undefined && (place === file || place?.endsWith(`/${file}`) === true);

/** Whether the text names it: "line 1" is not named in "line 12". */
function isNamedIn(text: string, part: string): boolean {
  const at = text.indexOf(part);
  const around = [text[at - 1], text[at + part.length]];
  return at >= 0 && around.every((next) => next === undefined || !/[\p{L}\p{N}_]/u.test(next));
}

/** The same on one line. */
export function errorLine(details: ErrorDetails): string {
  const { cause, hint } = errorText(details);
  return `${cause} ${hint}`;
}
