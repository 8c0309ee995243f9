import type { JsonObject } from './unknown.ts';

/** Deeper nesting is refused before parsing: no workspace needs it, and checkers recurse. */
const MAX_DEPTH = 32;

export interface ReadJson {
  /** Null when not even the first part is whole. */
  readonly value: JsonObject | null;
  /** False when only the parts before the damage are there. */
  readonly whole: boolean;
}

/**
 * The JSON object in a text. Of a text that breaks off or turns to rubbish, the top-level parts before that
 * place: a link cut short by a mail program still opens its data and panes.
 */
export function readJsonObject(text: string): ReadJson {
  const { depth, commas } = scan(text);
  if (depth > MAX_DEPTH) return { value: null, whole: false };
  const whole = parseObject(text);
  if (whole) return { value: whole, whole: true };
  for (const comma of commas.reverse()) {
    const value = parseObject(`${text.slice(0, comma)}}`);
    if (value) return { value, whole: false };
  }
  return { value: null, whole: false };
}

/** How deep the text nests, and where its top-level parts end. */
function scan(text: string): { depth: number; commas: number[] } {
  const commas: number[] = [];
  let depth = 0;
  let open = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '{' || c === '[') depth = Math.max(depth, ++open);
    else if (c === '}' || c === ']') open--;
    // A workspace has a handful of parts; rubbish with thousands of commas is not tried at each.
    else if (c === ',' && open === 1 && commas.length < 50) commas.push(i);
  }
  return { depth, commas };
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text, /__proto__|\\u/.test(text) ? withoutProto : undefined);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

/** `__proto__` is harmless where JSON.parse puts it, and poison wherever it is copied by assignment. */
const withoutProto = (key: string, value: unknown): unknown =>
  key === '__proto__' ? undefined : value;
