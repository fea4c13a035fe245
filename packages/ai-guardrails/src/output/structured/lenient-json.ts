import type { JsonValue } from '@org/ai-core';

/** What was mended in a text on its way to a value. */
export type JsonRepair =
  | 'surrounding-text'
  | 'code-fence'
  | 'trailing-comma'
  | 'single-quotes'
  | 'comment'
  | 'unquoted-key'
  | 'literal'
  | 'control-character'
  | 'closed-tail';

/** A value, and what it took to read it; nothing for a text that was JSON already. */
export interface LenientJson {
  readonly value: JsonValue;
  readonly repairs: readonly JsonRepair[];
}

const DEEPEST = 200;
const literals: Readonly<Record<string, JsonValue>> = { true: true, false: false, null: null };
const foreignLiterals: Readonly<Record<string, JsonValue>> = { True: true, False: false, None: null, undefined: null };
const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const wordPattern = /[A-Za-z_$][\w$-]*/y;
const blanks = /[\s\ufeff]+/y;
const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Reads the JSON value that a model meant: alone, in a code fence, or with prose around it; with trailing commas,
 * comments, single quotes, unquoted keys, Python's literals and raw line breaks in strings. Linear in the text.
 *
 * Never guessed are contents: an open string or number, a missing value, two values one after the other, and anything
 * nested deeper than 200 give undefined. Brackets that are missing at the very end are closed only with
 * `mayCloseTail`, and only behind a value that is whole.
 * @example
 * ```ts
 * import { parseLenientJson } from '@org/ai-guardrails';
 *
 * console.log(parseLenientJson("Sure: {name: 'Ada', tags: ['x',],}")?.value); // { name: 'Ada', tags: ['x'] }
 * ```
 */
export function parseLenientJson(
  text: string,
  options: { readonly mayCloseTail?: boolean | undefined } = {},
): LenientJson | undefined {
  try {
    return { value: JSON.parse(text) as JsonValue, repairs: [] };
  } catch {
    // What follows mends it.
  }
  const repairs = new Set<JsonRepair>();
  const body = bodyOf(text, repairs);
  if (body === undefined) return undefined;
  try {
    const value = read(body, repairs, options.mayCloseTail === true);
    return { value, repairs: [...repairs] };
  } catch (error) {
    if (error === unreadable) return undefined;
    throw error;
  }
}

const unreadable = new Error('not JSON');

/** The text of the fence, if there is exactly one, and from the first bracket on. */
function bodyOf(text: string, repairs: Set<JsonRepair>): string | undefined {
  let body = text;
  const fences = text.split('```');
  if (fences.length > 3) return undefined;
  if (fences.length > 1 && fences[0]?.includes('{') !== true && fences[0]?.includes('[') !== true) {
    repairs.add('code-fence');
    body = (fences[1] ?? '').replace(/^[a-z0-9]{0,10}[ \t]*\r?\n/i, '');
  }
  const start = body.search(/[{[]/);
  if (start < 0) return undefined;
  if (body.slice(0, start).trim() !== '') repairs.add('surrounding-text');
  return body.slice(start);
}

function read(text: string, repairs: Set<JsonRepair>, mayCloseTail: boolean): JsonValue {
  let at = 0;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };

  const skip = (): void => {
    for (;;) {
      match(blanks);
      const isLine = text.startsWith('//', at) || text.startsWith('#', at);
      if (!isLine && !text.startsWith('/*', at)) return;
      const end = isLine ? text.indexOf('\n', at) : text.indexOf('*/', at + 2);
      if (end < 0 && !isLine) throw unreadable;
      at = end < 0 ? text.length : end + (isLine ? 1 : 2);
      repairs.add('comment');
    }
  };

  const string = (): string => {
    const quote = text.charAt(at++);
    if (quote === "'") repairs.add('single-quotes');
    let value = '';
    let from = at;
    for (; at < text.length; at++) {
      const unit = text.charAt(at);
      if (unit === quote) {
        value += text.slice(from, at++);
        return value;
      }
      if (unit < ' ') repairs.add('control-character');
      if (unit !== '\\') continue;
      value += text.slice(from, at++);
      const next = text.charAt(at);
      if (next === 'u') {
        const digits = text.slice(at + 1, at + 5);
        if (!/^[0-9a-f]{4}$/i.test(digits)) throw unreadable;
        value += String.fromCharCode(Number.parseInt(digits, 16));
        at += 4;
      } else value += escapes[next] ?? next;
      from = at + 1;
    }
    throw unreadable;
  };

  /** Whether a list of members goes on; `close` has been read when it does not. */
  const goesOn = (close: string): boolean => {
    skip();
    if (text.charAt(at) === ',') {
      at++;
      skip();
      if (text.charAt(at) !== close) {
        if (at >= text.length) throw unreadable;
        return true;
      }
      repairs.add('trailing-comma');
    }
    if (text.charAt(at) === close) at++;
    else if (at >= text.length && mayCloseTail && /["'\]}a-z]\s*$/.test(text.slice(-8))) repairs.add('closed-tail');
    else throw unreadable;
    return false;
  };

  const key = (): string => {
    const opening = text.charAt(at);
    if (opening === '"' || opening === "'") return string();
    const word = match(wordPattern);
    if (word === undefined) throw unreadable;
    repairs.add('unquoted-key');
    return word;
  };

  const value = (depth: number): JsonValue => {
    if (depth > DEEPEST) throw unreadable;
    skip();
    const opening = text.charAt(at);
    if (opening === '"' || opening === "'") return string();
    if (opening === '{') return object(depth);
    if (opening === '[') return list(depth);
    const number = match(numberPattern);
    if (number !== undefined) return Number(number);
    const word = match(wordPattern) ?? '';
    if (Object.hasOwn(literals, word)) return literals[word] ?? null;
    if (!Object.hasOwn(foreignLiterals, word)) throw unreadable;
    repairs.add('literal');
    return foreignLiterals[word] ?? null;
  };

  const object = (depth: number): JsonValue => {
    at++;
    const made: Record<string, JsonValue> = {};
    skip();
    if (text.charAt(at) === '}') {
      at++;
      return made;
    }
    do {
      const name = key();
      skip();
      if (text.charAt(at++) !== ':') throw unreadable;
      // As JSON.parse does: a key named __proto__ is a key.
      Object.defineProperty(made, name, {
        value: value(depth + 1),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    } while (goesOn('}'));
    return made;
  };

  const list = (depth: number): JsonValue => {
    at++;
    const made: JsonValue[] = [];
    skip();
    if (text.charAt(at) === ']') {
      at++;
      return made;
    }
    do made.push(value(depth + 1));
    while (goesOn(']'));
    return made;
  };

  const whole = value(0);
  skip();
  const rest = text.slice(at);
  // A second value would be another answer.
  if (/[{[]/.test(rest)) throw unreadable;
  if (rest.trim() !== '') repairs.add('surrounding-text');
  return whole;
}
