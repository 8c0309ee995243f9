/**
 * Where a text stops being JSON: the position of the first character that cannot stand there, or the length of
 * the text when it ends too early; -1 when it is valid. JSON.parse knows this too but says it differently, or not
 * at all, from browser to browser. No recursion, so that nesting cannot exhaust the stack.
 */
export function jsonErrorAt(text: string): number {
  const open: ('{' | '[')[] = [];
  let at = 0;
  let expect: 'value' | 'first' | 'key' | 'firstKey' | 'colon' | 'after' = 'value';
  for (;;) {
    at = skipSpace(text, at);
    const char = text[at];
    const inside = open.at(-1);
    if (expect === 'after') {
      if (inside === undefined) return at === text.length ? -1 : at;
      if (char === ',') expect = inside === '{' ? 'key' : 'value';
      else if (char === (inside === '{' ? '}' : ']')) open.pop();
      else return at;
      at++;
    } else if ((expect === 'firstKey' && char === '}') || (expect === 'first' && char === ']')) {
      open.pop();
      at++;
      expect = 'after';
    } else if (expect === 'key' || expect === 'firstKey') {
      if (char !== '"') return at;
      const end = stringEnd(text, at);
      if (end < 0) return ~end;
      at = end;
      expect = 'colon';
    } else if (expect === 'colon') {
      if (char !== ':') return at;
      at++;
      expect = 'value';
    } else if (char === '{' || char === '[') {
      open.push(char);
      at++;
      expect = char === '{' ? 'firstKey' : 'first';
    } else {
      const end = char === '"' ? stringEnd(text, at) : wordEnd(text, at);
      if (end < 0) return ~end;
      at = end;
      expect = 'after';
    }
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
  }
  return at;
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const QUOTE = 34;
const BACKSLASH = 92;

/** Position behind the string that begins at `from`, or the bit complement of where it goes wrong. */
export function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code < 32) return ~at;
    if (code === BACKSLASH) {
      ESCAPE.lastIndex = at;
      if (!ESCAPE.test(text)) return ~at;
      at = ESCAPE.lastIndex - 1;
    }
  }
  return ~text.length;
}

const WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** The same for a number, true, false or null. */
function wordEnd(text: string, from: number): number {
  WORD.lastIndex = from;
  return WORD.test(text) ? WORD.lastIndex : ~from;
}
