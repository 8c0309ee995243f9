import { stringEnd } from './locate.ts';

/**
 * What JSON.parse would lose is marked in the text before it is parsed: integers beyond 2^53 become texts of their digits, and keys
 * that are numbers are kept from being sorted. The sign of a marked text is a run of NULs longer than any that the document can spell.
 */
export class Exact {
  readonly #text: string;
  readonly sign: string;

  constructor(text: string) {
    this.#text = text;
    let escape = ESCAPE;
    let sign = '\0';
    for (; text.includes(escape); escape += escape) sign += sign;
    this.sign = sign;
  }

  /** The document. @throws SyntaxError when it is no JSON */
  document(): unknown {
    const text = this.#withIntegers(this.#text);
    return JSON.parse(/^\s*\{/.test(text) ? this.#withKeys(text) : text);
  }

  /** One line of several. @throws SyntaxError */
  line(text: string): unknown {
    return JSON.parse(this.#withIntegers(text));
  }

  /** A key or text as the document has it. */
  plain(text: string): string {
    return text.replaceAll(this.sign, '');
  }

  /** The number, for null and numbers; NaN for null. Undefined for anything else. */
  number(value: unknown): number | undefined {
    if (value === null) return NaN;
    if (typeof value === 'number') return value;
    const isMarked = typeof value === 'string' && value.startsWith(this.sign);
    return isMarked ? Number(this.plain(value)) : undefined;
  }

  /** A list or object as JSON text. @throws RangeError when it nests too deeply */
  stringify(value: object): string {
    const text = JSON.stringify(value);
    const sign = ESCAPE.repeat(this.sign.length);
    if (!text.includes(sign)) return text;
    return text.replace(
      new RegExp(`"${sign.replaceAll('\\', '\\\\')}(-?\\d+)"(:?)`, 'g'),
      (_, digits, colon) => (colon ? `"${digits}":` : String(digits)),
    );
  }

  /** With every integer that float64 cannot hold as a text. */
  #withIntegers(text: string): string {
    const parts: string[] = [];
    let from = 0;
    let at = 0; // outside of texts
    let quote = -1; // the next one from there
    for (const { index, 0: found, 1: digits } of text.matchAll(INTEGER)) {
      const start = index + found.length - digits.length;
      while (at < start && (quote < at ? (quote = next(text, at)) : quote) < start) {
        at = stringEnd(text, quote);
        if (at < 0) return text; // no JSON: the parser says where
      }
      if (at > start || Number.isSafeInteger(Number(digits))) continue;
      const end = start + digits.length;
      parts.push(text.slice(from, start), this.#marked(digits));
      from = at = end;
    }
    return parts.length === 0 ? text : parts.join('') + text.slice(from);
  }

  /** Objects sort keys that are numbers before all others; marked, they stay in the order of the text. */
  #withKeys(text: string): string {
    const sign = ESCAPE.repeat(this.sign.length);
    return text.replace(KEY, `$1"${sign}$2"`);
  }

  #marked(digits: string): string {
    return `"${ESCAPE.repeat(this.sign.length)}${digits}"`;
  }
}

/** NUL, which stands in JSON only so. */
const ESCAPE = '\\u0000';

/** An integer of 16 or more digits, with what stands before it; perhaps within a text. */
const INTEGER = /[:,[\s](-?[1-9]\d{15,})(?=\s*(?:[,\]}]|$))/g;

/** No quote stands within a text but behind a backslash, so that this is a key wherever it is found. */
const KEY = /([{,\s])"(0|[1-9]\d{0,9})"(?=\s*:)/g;

function next(text: string, at: number): number {
  const quote = text.indexOf('"', at);
  return quote < 0 ? text.length : quote;
}
