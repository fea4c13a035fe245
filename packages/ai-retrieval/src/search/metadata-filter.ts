import { AiError, type JsonValue } from '@org/ai-core';

/** A value that metadata is compared with. */
export type FilterValue = string | number | boolean;

/**
 * Which documents are ranked, by their metadata. A list in the metadata fits when one of its items does; a field that is not there fits nothing but `exists: false` (and a `not`).
 * `atLeast` and `atMost` compare numbers with numbers, and texts with texts by code unit, as ISO dates need; values of different types never fit.
 */
export type MetadataFilter =
  | { readonly and: readonly MetadataFilter[] }
  | { readonly or: readonly MetadataFilter[] }
  | { readonly not: MetadataFilter }
  | { readonly field: string; readonly equals: FilterValue }
  | { readonly field: string; readonly oneOf: readonly FilterValue[] }
  | { readonly field: string; readonly atLeast?: number | string; readonly atMost?: number | string }
  | { readonly field: string; readonly exists: boolean };

type Metadata = Readonly<Record<string, JsonValue>> | undefined;
type Test = (metadata: Metadata) => boolean;

const mostConditions = 100;
const mostValues = 1_000;
const deepest = 10;

/**
 * Checks a filter and makes a test of it.
 *
 * @throws AiError `invalid-input` that names the place in the filter, e.g. `where.and[1].oneOf`
 */
export function compileFilter(filter: MetadataFilter): Test {
  let conditions = 0;
  const compile = (given: unknown, path: string, depth: number): Test => {
    const fail = (message: string): AiError => new AiError('invalid-input', `${path} ${message}`);
    if (depth > deepest) throw fail(`is nested more than ${String(deepest)} deep`);
    if (++conditions > mostConditions) throw fail(`is one of more than ${String(mostConditions)} conditions`);
    if (typeof given !== 'object' || given === null || Array.isArray(given)) throw fail('must be a condition');
    const condition = given as Readonly<Record<string, unknown>>;
    const keys = Object.keys(condition).sort().join();
    const all = (key: 'and' | 'or'): readonly Test[] => {
      const list = condition[key];
      if (!Array.isArray(list) || list.length === 0) throw fail(`.${key} must be a list of conditions`);
      return list.map((each, index) => compile(each, `${path}.${key}[${String(index)}]`, depth + 1));
    };
    if (keys === 'and') {
      const tests = all('and');
      return (metadata) => tests.every((test) => test(metadata));
    }
    if (keys === 'or') {
      const tests = all('or');
      return (metadata) => tests.some((test) => test(metadata));
    }
    if (keys === 'not') {
      const test = compile(condition['not'], `${path}.not`, depth + 1);
      return (metadata) => !test(metadata);
    }
    const { field, equals, oneOf, atLeast, atMost, exists } = condition;
    if (typeof field !== 'string' || field === '') throw fail('must have and, or, not, or a field');
    const some =
      (fits: (value: JsonValue) => boolean): Test =>
      (metadata) =>
        valuesOf(metadata, field).some(fits);
    switch (keys) {
      case 'equals,field':
        if (!isValue(equals)) throw fail('.equals must be a text, a number or a boolean');
        return some((value) => value === equals);
      case 'field,oneOf': {
        if (!Array.isArray(oneOf) || oneOf.length > mostValues || !oneOf.every(isValue))
          throw fail(`.oneOf must be a list of at most ${String(mostValues)} texts, numbers or booleans`);
        const wanted = new Set<unknown>(oneOf);
        return some((value) => wanted.has(value));
      }
      case 'exists,field':
        if (typeof exists !== 'boolean') throw fail('.exists must be true or false');
        return (metadata) => valuesOf(metadata, field).length > 0 === exists;
      case 'atLeast,field':
      case 'atMost,field':
      case 'atLeast,atMost,field': {
        for (const limit of [atLeast, atMost])
          if (limit !== undefined && !isLimit(limit)) throw fail('.atLeast and .atMost must be texts or numbers');
        return some((value) => isWithin(value, atLeast, 1) && isWithin(value, atMost, -1));
      }
      default:
        throw fail('must have a field and one of equals, oneOf, atLeast, atMost, exists, and nothing else');
    }
  };
  return compile(filter, 'where', 0);
}

function valuesOf(metadata: Metadata, field: string): readonly JsonValue[] {
  if (metadata === undefined || !Object.hasOwn(metadata, field)) return [];
  const value = metadata[field];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
}

function isWithin(value: JsonValue, limit: unknown, sign: 1 | -1): boolean {
  if (limit === undefined) return true;
  if (typeof value === 'number' && typeof limit === 'number') return sign * (value - limit) >= 0;
  if (typeof value !== 'string' || typeof limit !== 'string') return false;
  return sign === 1 ? value >= limit : value <= limit;
}

function isValue(value: unknown): value is FilterValue {
  return isLimit(value) || typeof value === 'boolean';
}

function isLimit(value: unknown): value is string | number {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}
