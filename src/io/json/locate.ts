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
    SPACE.lastIndex = at;
    at += SPACE.exec(text)![0].length;
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
      const end = match(KEY, text, at);
      if (end < 0) return at;
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
      const end = match(SCALAR, text, at);
      if (end < 0) return at;
      at = end;
      expect = 'after';
    }
  }
}

const SPACE = /[ \t\n\r]*/y;
const STRING = String.raw`"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"`;
const SCALAR = new RegExp(
  String.raw`${STRING}|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null`,
  'y',
);
const KEY = new RegExp(STRING, 'y');

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}
