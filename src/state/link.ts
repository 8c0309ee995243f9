import { deflateSync, strToU8 } from 'fflate';
import type { ErrorDetails } from '../base/errors.ts';
import { fromBase64url, toBase64url } from './base64url.ts';
import { readJsonObject } from './read-json.ts';
import { readWorkspace, type ReadWorkspace } from './read-workspace.ts';
import { NOTHING_UNKNOWN, type UnknownParts } from './unknown.ts';
import { unpack, type Unpacked } from './unpack.ts';
import {
  dataReference,
  emptyWorkspace,
  type DataReference,
  type PaneState,
  type Workspace,
} from './workspace.ts';
import { writeWorkspace } from './write-workspace.ts';

/**
 * The link: `#w=1.` and the base64url of the raw deflate of the workspace's JSON. The 1 is the version of this
 * wrapping; the JSON has its own.
 */
const WRAPPING = '1';

/** Longest payload that is read, in characters, and most bytes it may unpack to. Checked before allocating. */
export const MAX_PAYLOAD = 200_000;
export const MAX_UNPACKED = 2_000_000;

/** Longest fragment that is written: what mail programs, chats and browsers pass on whole. */
export const MAX_LINK = 8_000;

export interface EncodedLink {
  /** `#w=1....`, or empty for the workspace of a fresh page. */
  readonly fragment: string;
  /** Names what was left out to keep the link within MAX_LINK; null when it is complete. */
  readonly leftOut: ErrorDetails | null;
}

/**
 * The link of a workspace. One that would be too long leaves out what is least missed, and says what; so does one whose names of
 * the data no reader would take.
 *
 * @param most characters
 */
export function encodeLink(
  workspace: Workspace,
  unknown: UnknownParts = NOTHING_UNKNOWN,
  most = MAX_LINK,
): EncodedLink {
  let content: Content = { workspace, unknown };
  const leftOut: string[] = [];
  const cause = isReadable(workspace.data) ? TOO_LONG : NOT_TAKEN;
  for (const [name, without] of OF_DATA) {
    if (isReadable(content.workspace.data)) break;
    const next = without(content);
    if (next === content) continue;
    leftOut.push(name);
    content = next;
  }
  let fragment = pack(content);
  for (const [name, without] of DISPENSABLE) {
    if (fragment.length <= most) break;
    const shorter = without(content);
    if (shorter === content) continue;
    const packed = pack(shorter);
    // Leaving out a part that weighs next to nothing would only lose it.
    if (packed.length > fragment.length * 0.9) continue;
    leftOut.push(name);
    content = shorter;
    fragment = packed;
  }
  if (fragment.length > most) return { fragment: '', leftOut: incomplete(['everything'], cause) };
  return { fragment, leftOut: leftOut.length === 0 ? null : incomplete(leftOut, cause) };
}

interface Content {
  readonly workspace: Workspace;
  readonly unknown: UnknownParts;
}

type Part = readonly [name: string, without: (content: Content) => Content];

/** What may be wrong with the names of the data or too long, the least missed first. Other rows are other items. */
const OF_DATA: readonly Part[] = [
  [
    'the categories by which rows were taken (whoever opens it chooses them anew), and what is selected among them',
    (content) => {
      const { data } = content.workspace;
      if (data === null || data.kind === 'sample' || data.rows?.kind !== 'category') return content;
      const without = { ...data };
      delete without.rows;
      return changed(() => ({ data: without, selection: [], focus: null }))(content);
    },
  ],
  ['the names of the data files', changed(() => ({ data: null }))],
];

const isReadable = (data: DataReference | null): boolean =>
  data === null || dataReference.safeParse(data).success;

/** What a link can do without, the least missed first. */
const DISPENSABLE: readonly Part[] = [
  ['the selection', changed(() => ({ selection: [] }))],
  ['the parts from a newer Locus', ({ workspace }) => ({ workspace, unknown: NOTHING_UNKNOWN })],
  ['the hidden categories', changed(({ panes }) => ({ panes: panes.map(hidingNothing) }))],
  ['the panes', changed(() => ({ panes: emptyWorkspace().panes }))],
  ...OF_DATA,
];

function changed(change: (workspace: Workspace) => Partial<Workspace>) {
  return ({ workspace, unknown }: Content): Content => ({
    workspace: { ...workspace, ...change(workspace) },
    unknown,
  });
}

const hidingNothing = (pane: PaneState): PaneState => ({
  ...pane,
  colour: { ...pane.colour, hidden: [] },
});

const TOO_LONG = `the address would exceed ${MAX_LINK} characters`;
const NOT_TAKEN = 'it would hold more names, or longer ones, than a link may';

const incomplete = (parts: readonly string[], cause: string): ErrorDetails => ({
  code: 'E_LINK_LONG',
  message: `The link leaves out ${parts.join(', ')}: with it, ${cause}.`,
  hint: 'Select fewer items, hide fewer categories or take rows by fewer of them for a complete link.',
});

function pack({ workspace, unknown }: Content): string {
  const stored = writeWorkspace(workspace, unknown);
  // Nothing but the version: a fresh page needs no link.
  if (Object.keys(stored).length === 1) return '';
  const packed = deflateSync(strToU8(JSON.stringify(stored)), { level: 9 });
  return `#w=${WRAPPING}.${toBase64url(packed)}`;
}

export interface DecodedLink extends ReadWorkspace {
  /** False when nothing of the link could be read; the workspace is then that of a fresh page. */
  readonly readable: boolean;
}

/**
 * Opens what can be opened of an address's fragment; null when it holds no workspace. Never throws, whatever
 * the text: lengths are bounded before anything is allocated, and every part is checked alone.
 */
export function decodeLink(fragment: string): DecodedLink | null {
  const start = /(?:^#?|&)w=/.exec(fragment);
  if (!start) return null;
  const from = start.index + start[0].length;
  const end = fragment.indexOf('&', from);
  const value = fragment.slice(from, end === -1 ? undefined : end);

  const dot = value.indexOf('.');
  const wrapping = value.slice(0, Math.max(dot, 0));
  if (wrapping !== WRAPPING) {
    return /^\d{1,4}$/.test(wrapping) && Number(wrapping) > Number(WRAPPING)
      ? unreadable(`It was made by a newer Locus (link version ${wrapping}).`, null, NEWER_HINT)
      : unreadable('It does not begin with its version, "1.".', from + 1);
  }
  const payload = value.slice(dot + 1);
  if (payload.length > MAX_PAYLOAD) {
    return unreadable(`It is ${payload.length} characters long; at most ${MAX_PAYLOAD} are read.`);
  }
  return decodePayload(payload, from + dot + 1);
}

/** `offset`: where the payload stands in the fragment, to name places as the person sees them. */
function decodePayload(payload: string, offset: number): DecodedLink {
  const { bytes, badAt } = fromBase64url(payload);
  const { bytes: json, fault, at } = unpack(bytes, MAX_UNPACKED);
  if (fault === 'large') {
    return unreadable(`It unpacks to more than ${MAX_UNPACKED / 1e6} MB.`);
  }
  const { value, whole } = readJsonObject(new TextDecoder().decode(json));
  // Four characters hold three bytes; people count from one.
  const stop = badAt !== -1 ? badAt : Math.min(Math.floor((at * 4) / 3), payload.length - 1);
  const damage = causeOf(payload[badAt], fault) ?? (whole ? null : 'It holds no workspace.');
  if (value === null) return unreadable(damage ?? 'It holds no workspace.', offset + stop + 1);
  const read = readWorkspace(value);
  const problems = damage === null ? [] : [damaged(damage, true, offset + stop + 1)];
  return { ...read, readable: true, problems: [...problems, ...read.problems] };
}

/** What went wrong on the way to the JSON, the earliest cause first. */
function causeOf(badCharacter: string | undefined, fault: Unpacked['fault']): string | null {
  if (badCharacter !== undefined) {
    return `It holds a character that no link has, ${JSON.stringify(badCharacter)}.`;
  }
  if (fault === 'short') return 'It ends too early.';
  if (fault === 'damaged') return 'It was changed on its way and cannot be unpacked.';
  return null;
}

const NEWER_HINT = 'Open it with a newer Locus.';

const unreadable = (cause: string, place: number | null = null, hint?: string): DecodedLink => ({
  readable: false,
  workspace: emptyWorkspace(),
  unknown: NOTHING_UNKNOWN,
  problems: [damaged(cause, false, place, hint)],
});

const damaged = (
  cause: string,
  partly: boolean,
  place: number | null,
  hint = 'Ask the sender to copy the whole link again.',
): ErrorDetails => ({
  code: 'E_LINK',
  message: `The link ${partly ? 'can be read in part only' : 'cannot be read'}. ${cause}`,
  ...(place !== null && { place: `character ${place}` }),
  hint,
});
