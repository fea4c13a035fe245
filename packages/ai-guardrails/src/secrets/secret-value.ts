import { isPlaceholder } from './placeholder.ts';
import { looksRandom } from './randomness.ts';

const LEAST_PASSWORD = 6;
const LEAST_TOKEN = 12;
/** Letters of both cases drawn by chance change their case at half of the places, names in camel case at a quarter. */
const STEPS_OF_LETTERS = 0.35;

/** What is written where a password stands in code, forms and texts about passwords. */
const words: ReadonlySet<string> = new Set([
  ...['string', 'number', 'boolean', 'undefined', 'required', 'optional', 'invalid', 'incorrect', 'missing', 'hidden'],
  ...[
    'protected',
    'secret',
    'password',
    'passwd',
    'passphrase',
    'unknown',
    'default',
    'disabled',
    'enabled',
    'expired',
  ],
  ...['correct', 'weak', 'strong', 'object', 'function', 'return', 'confirm', 'current', 'token', 'private', 'public'],
  ...['process.env', 'input', 'prompt', 'config', 'options', 'params', 'request', 'encrypted', 'hashed', 'buffer'],
  ...[
    'nullptr',
    'readonly',
    'username',
    'change',
    'changed',
    'wrong',
    'stored',
    'longer',
    'shorter',
    'always',
    'never',
  ],
]);

/** How a value is written. */
export interface WrittenValue {
  readonly text: string;
  readonly isQuoted: boolean;
  /** As variables of the environment and parameters of URLs are: nothing stands around the `=`. */
  readonly isTight: boolean;
}

/** Whether a value behind a name such as `password` is one: people choose words, code has words and names there, too. */
export function isPassword({ text, isQuoted, isTight }: WrittenValue): boolean {
  if (text.length < LEAST_PASSWORD || words.has(text.toLowerCase()) || isPlaceholder(text)) return false;
  if (/^(.)\1*$/.test(text) || isReference(text)) return false;
  const hasLetter = /\p{L}/u.test(text);
  const isMixed =
    hasLetter && (/\d/.test(text) || /[!@#$%^&*+=~?]/.test(text) || /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(text));
  if (isQuoted) return isMixed ? !/\s.*\s/.test(text) : isTight && hasLetter && !/\s/.test(text);
  return isMixed || (isTight && /^[a-z]{6,32}$/.test(text));
}

/** Whether a value behind a name such as `api_key` is one: drawn by chance. */
export function isToken({ text, isQuoted, isTight }: WrittenValue): boolean {
  const least = isQuoted || isTight ? LEAST_TOKEN : LEAST_TOKEN + 4;
  if (text.length < least || isExpression(text) || isPlaceholder(text) || !/^[\w+/=.~:%-]+$/.test(text)) return false;
  return looksRandom(text, /\d/.test(text) ? undefined : STEPS_OF_LETTERS);
}

/** An expression, or a path of words: `options.password`, `req.body.pwd1`, `vault/db/password`. */
function isReference(text: string): boolean {
  return isExpression(text) || /^[A-Za-z_]\w*(?:\/[A-Za-z_]\w*)+$/.test(text);
}

/** Names with what joins them in a programming language, and names of constants. */
function isExpression(text: string): boolean {
  return (
    /^[A-Za-z_$][\w$]*(?:(?:\??\.|::|->)[A-Za-z_$][\w$]*)+!?$/.test(text) ||
    /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text)
  );
}
