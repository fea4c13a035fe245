import type { JsonValue } from '@org/ai-core';

/** A string in a JSON value. */
export interface StringField {
  readonly text: string;
  readonly path: readonly string[];
}

const DEEPEST = 64;

/**
 * Strings of a JSON value that a path names; every string where no path is given. `*` stands for any key or place. A value
 * that is a string has no fields to choose from, so it is always among them.
 */
export function stringsIn(value: JsonValue, paths: readonly string[] | undefined): readonly StringField[] {
  const wanted = paths?.map((path) => (path === '' ? [] : path.split('.')));
  const found: StringField[] = [];
  const visit = (node: JsonValue, path: readonly string[]): void => {
    if (typeof node === 'string') {
      const isWanted = wanted === undefined || path.length === 0 || wanted.some((one) => matches(one, path));
      if (isWanted) found.push({ text: node, path });
    } else if (typeof node === 'object' && node !== null && path.length < DEEPEST) {
      for (const [key, child] of Object.entries(node)) visit(child, [...path, key]);
    }
  };
  visit(value, []);
  return found;
}

/** What a path names, and everything below it. */
function matches(wanted: readonly string[], path: readonly string[]): boolean {
  return wanted.length <= path.length && wanted.every((key, place) => key === '*' || key === path[place]);
}

/** The same value with other strings at some places, in one pass: a value may hold very many. */
export function withStrings(value: JsonValue, fields: readonly StringField[]): JsonValue {
  const texts = new Map(fields.map(({ path, text }) => [JSON.stringify(path), text]));
  const copy = (node: JsonValue, path: readonly string[]): JsonValue => {
    if (typeof node === 'string') return texts.get(JSON.stringify(path)) ?? node;
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) {
      return (node as readonly JsonValue[]).map((child, place) => copy(child, [...path, String(place)]));
    }
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, copy(child, [...path, key])]));
  };
  return texts.size === 0 ? value : copy(value, []);
}

/** How deep a JSON value may be nested. */
export function isTooDeep(value: JsonValue, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth >= DEEPEST || Object.values(value).some((child) => isTooDeep(child, depth + 1));
}
