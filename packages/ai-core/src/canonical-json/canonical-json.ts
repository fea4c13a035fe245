import type { JsonValue } from '../contracts/text.ts';
import { AiError } from '../errors/ai-error.ts';

const loneSurrogate = /\p{Surrogate}/u;
const maxDepth = 1000;

/**
 * Serialises a JSON value in the one form of RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 units, no white space, ECMAScript numbers.
 * Properties whose value is undefined are left out, as JSON.stringify does.
 *
 * @throws AiError `invalid-input` for numbers that are not finite, lone surrogates, cycles or nesting beyond 1,000 levels, and values that JSON cannot hold
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, '$', 0);
}

function write(value: unknown, path: string, depth: number): string {
  if (depth > maxDepth) throw invalid(path, 'is nested more than 1,000 levels deep or contains itself');
  switch (typeof value) {
    case 'string':
      return writeString(value, path);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw invalid(path, `is ${String(value)}, which JSON cannot hold`);
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, path, depth) : writeObject(value, path, depth);
    default:
      throw invalid(path, `is of type ${typeof value}, which JSON cannot hold`);
  }
}

function writeString(value: string, path: string): string {
  if (loneSurrogate.test(value)) throw invalid(path, 'holds half of a surrogate pair');
  return JSON.stringify(value);
}

function writeArray(value: readonly unknown[], path: string, depth: number): string {
  return `[${Array.from(value, (item, index) => write(item, `${path}[${String(index)}]`, depth + 1)).join(',')}]`;
}

function writeObject(value: object, path: string, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw invalid(path, 'is not a plain object');
  const record = value as Readonly<Record<string, unknown>>;
  const members: string[] = [];
  // The default sort compares UTF-16 code units, which is what RFC 8785 section 3.2.3 asks for.
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member !== undefined) members.push(`${writeString(key, path)}:${write(member, `${path}.${key}`, depth + 1)}`);
  }
  return `{${members.join(',')}}`;
}

function invalid(path: string, problem: string): AiError {
  return new AiError('invalid-input', `the value at ${path} ${problem}`);
}
