import type { JsonValue } from '@org/ai-core';

/** A string in a JSON value. */
export interface StringField {
  readonly text: string;
  readonly path: readonly string[];
}

const DEEPEST = 64;

/** Strings of a JSON value that a path names; every string where no path is given. `*` stands for any key or place. */
export function stringsIn(value: JsonValue, paths: readonly string[] | undefined): readonly StringField[] {
  const wanted = paths?.map((path) => (path === '' ? [] : path.split('.')));
  const found: StringField[] = [];
  const visit = (node: JsonValue, path: readonly string[]): void => {
    if (typeof node === 'string') {
      if (wanted === undefined || wanted.some((one) => matches(one, path))) found.push({ text: node, path });
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

/** The same value with another string at a path. */
export function withString(value: JsonValue, path: readonly string[], text: string): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined) return text;
  if (Array.isArray(value)) {
    return (value as readonly JsonValue[]).map((child, place) =>
      String(place) === key ? withString(child, rest, text) : child,
    );
  }
  const fields = value as Readonly<Record<string, JsonValue>>;
  return Object.fromEntries(
    Object.entries(fields).map(([name, child]) => [name, name === key ? withString(child, rest, text) : child]),
  );
}

/** How deep a JSON value may be nested. */
export function isTooDeep(value: JsonValue, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth >= DEEPEST || Object.values(value).some((child) => isTooDeep(child, depth + 1));
}
