/**
 * The Python literals that a NumPy header is made of: dict, tuple, list, text, integer, True, False, None.
 * A small parser instead of anything that evaluates.
 */
export type Literal = string | number | boolean | null | readonly Literal[] | LiteralDict;
export interface LiteralDict {
  readonly dict: ReadonlyMap<string, Literal>;
}

/** Thrown with the character position at which the text stops being a literal. */
export class LiteralError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Nested deeper than any dtype NumPy writes; bounds the recursion. */
const MAX_DEPTH = 32;

/**
 * Parses one literal that fills the whole text (spaces around it are allowed).
 * @throws LiteralError
 */
export function parseLiteral(text: string): Literal {
  let at = 0;

  const fail = (message: string): never => {
    throw new LiteralError(message, at);
  };
  const skip = (): void => {
    while (at < text.length && /\s/.test(text[at])) at++;
  };
  const take = (token: string): boolean => {
    skip();
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };

  function value(depth: number): Literal {
    if (depth > MAX_DEPTH) fail('nested too deeply');
    skip();
    const start = text[at];
    if (start === '{') return dict(depth);
    if (start === '(') return sequence('(', ')', depth);
    if (start === '[') return sequence('[', ']', depth);
    if (start === "'" || start === '"') return quoted();
    for (const [word, meaning] of WORDS) if (take(word)) return meaning;
    return integer();
  }

  function dict(depth: number): LiteralDict {
    take('{');
    const entries = new Map<string, Literal>();
    while (!take('}')) {
      const key = value(depth + 1);
      if (typeof key !== 'string') fail('a key is not a text');
      if (!take(':')) fail('":" expected');
      entries.set(key as string, value(depth + 1));
      if (!take(',')) {
        if (!take('}')) fail('"," or "}" expected');
        break;
      }
    }
    return { dict: entries };
  }

  function sequence(open: string, close: string, depth: number): readonly Literal[] {
    take(open);
    const items: Literal[] = [];
    while (!take(close)) {
      items.push(value(depth + 1));
      if (!take(',')) {
        if (!take(close)) fail(`"," or "${close}" expected`);
        break;
      }
    }
    return items;
  }

  function quoted(): string {
    const quote = text[at++];
    let result = '';
    for (; at < text.length; at++) {
      if (text[at] === quote) {
        at++;
        return result;
      }
      if (text[at] === '\\') at++;
      result += text[at] ?? '';
    }
    return fail('a text has no closing quote');
  }

  function integer(): number {
    const match = /^[+-]?\d+L?/.exec(text.slice(at, at + 64)); // "3L" was written by Python 2
    if (!match) return fail(at < text.length ? `unexpected "${text[at]}"` : 'it ends too early');
    at += match[0].length;
    return Number.parseFloat(match[0]);
  }

  const result = value(0);
  skip();
  if (at < text.length) fail(`unexpected "${text[at]}" after the end`);
  return result;
}

const WORDS: readonly (readonly [string, boolean | null])[] = [
  ['True', true],
  ['False', false],
  ['None', null],
];
