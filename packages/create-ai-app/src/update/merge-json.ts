type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

const different = Symbol('different');

/**
 * Merges JSON objects key by key: a dependency that you added beside one that the template changed is no conflict, as it would be line
 * by line. Gives nothing where both changed the same value, or where your text would not come back as you wrote it.
 */
export function mergeJson(base: string, ours: string, theirs: string): string | undefined {
  const [from, mine, its] = [parseObject(base), parseObject(ours), parseObject(theirs)];
  if (from === undefined || mine === undefined || its === undefined) return undefined;
  if (render(mine) !== ours) return undefined;
  const merged = mergeObjects(from, mine, its);
  return merged === different ? undefined : render(merged);
}

function mergeObjects(base: JsonObject, ours: JsonObject, theirs: JsonObject): JsonObject | typeof different {
  const merged: [string, Json][] = [];
  for (const key of orderedKeys(ours, theirs)) {
    const [from, mine, its] = [own(base, key), own(ours, key), own(theirs, key)];
    const value = mergeValues(from, mine, its);
    if (value === different) return different;
    if (value !== undefined) merged.push([key, value]);
  }
  return Object.fromEntries(merged);
}

function mergeValues(
  base: Json | undefined,
  ours: Json | undefined,
  theirs: Json | undefined,
): Json | typeof different | undefined {
  if (isSame(ours, theirs) || isSame(base, theirs)) return ours;
  if (isSame(base, ours)) return theirs;
  if (isObject(ours) && isObject(theirs)) return mergeObjects(isObject(base) ? base : {}, ours, theirs);
  return different;
}

/** Your order; what the template added stands behind the key that it follows there. */
function orderedKeys(ours: JsonObject, theirs: JsonObject): readonly string[] {
  const keys = Object.keys(ours);
  let before: string | undefined;
  for (const key of Object.keys(theirs)) {
    if (!keys.includes(key)) keys.splice(before === undefined ? 0 : keys.indexOf(before) + 1, 0, key);
    before = key;
  }
  return keys;
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function render(value: JsonObject): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
