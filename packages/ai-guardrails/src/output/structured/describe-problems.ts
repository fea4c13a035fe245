import type { JsonValue } from '@org/ai-core';

const MOST_PROBLEMS = 8;
const LONGEST_RULE = 200;
/** What a JSON schema says about one value, without what it says about the values inside. */
const rules = [
  ...['type', 'enum', 'const', 'format', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...[
    'multipleOf',
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
    'uniqueItems',
    'required',
    'additionalProperties',
  ],
];

interface Issue {
  readonly path?: readonly unknown[] | undefined;
}

/**
 * Says what is wrong with an answer, for the model to mend: where, what the schema asks for, and what kind of value was
 * there. Nothing of the answer is repeated, nor the validator's own messages, which may quote it: keys that the schema
 * does not name are written as `*`.
 */
export function describeProblems(
  issues: readonly unknown[],
  jsonSchema: JsonValue,
  answer: JsonValue,
): readonly string[] {
  const lines = new Set<string>();
  for (const issue of issues) {
    if (lines.size >= MOST_PROBLEMS) break;
    lines.add(describeProblem((issue as Issue).path ?? [], jsonSchema, answer));
  }
  return [...lines];
}

function describeProblem(path: readonly unknown[], jsonSchema: JsonValue, answer: JsonValue): string {
  let schema: JsonValue | undefined = jsonSchema;
  let value: JsonValue | undefined = answer;
  let place = '';
  for (const step of path) {
    const key = typeof step === 'object' && step !== null && 'key' in step ? step.key : step;
    const inner = memberOf(schema, key);
    const isNamed = typeof key === 'number' || (typeof key === 'string' && inner.isNamed);
    place += `/${isNamed ? String(key) : '*'}`;
    schema = inner.schema;
    value = valueAt(value, key);
  }
  return `${place === '' ? 'The answer' : place}: expected ${ruleOf(schema)}, got ${kindOf(value)}`;
}

function memberOf(
  schema: JsonValue | undefined,
  key: unknown,
): { readonly schema?: JsonValue; readonly isNamed: boolean } {
  const properties = fieldOf(schema, 'properties');
  if (typeof key === 'number') {
    const items = fieldOf(schema, 'items');
    return { ...(items === undefined ? {} : { schema: items }), isNamed: true };
  }
  if (typeof key === 'string' && isRecord(properties) && Object.hasOwn(properties, key)) {
    const property = properties[key];
    return { ...(property === undefined ? {} : { schema: property }), isNamed: true };
  }
  return { isNamed: false };
}

function ruleOf(schema: JsonValue | undefined): string {
  if (!isRecord(schema)) return 'what the schema says';
  const named = Object.fromEntries(rules.filter((rule) => rule in schema).map((rule) => [rule, schema[rule]]));
  const text = JSON.stringify(named);
  return text === '{}' || text.length > LONGEST_RULE ? 'what the schema says' : text;
}

function kindOf(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function valueAt(value: JsonValue | undefined, key: unknown): JsonValue | undefined {
  if (Array.isArray(value)) return typeof key === 'number' ? (value as readonly JsonValue[])[key] : undefined;
  return isRecord(value) && typeof key === 'string' && Object.hasOwn(value, key) ? value[key] : undefined;
}

function fieldOf(schema: JsonValue | undefined, name: string): JsonValue | undefined {
  return isRecord(schema) ? schema[name] : undefined;
}

function isRecord(value: JsonValue | undefined): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
