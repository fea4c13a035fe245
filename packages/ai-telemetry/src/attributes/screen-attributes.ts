import type { JsonValue } from '@org/ai-core';
import type { AttributeRegistry } from './attribute-registry.ts';
import { isSafeName } from './safe-name.ts';

/** A value that may stand in a span. */
export type SafeValue = string | number | boolean | string[];

/** What is left of attributes after screening. */
export interface ScreenedAttributes {
  readonly safe: Readonly<Record<string, SafeValue>>;
  /** Values of keys that hold content, for capture alone. */
  readonly content: readonly (readonly [key: string, value: JsonValue])[];
  /** How many values were dropped, because their key is unknown or they do not look like what the key may hold. */
  readonly dropped: number;
}

const maxAttributes = 64;
const maxNames = 16;
// A measurement has fewer digits than a payment card number.
const maxNumber = 1e12;

/** Lets through what the registry knows and what has the shape that it asks for. Values are dropped whole, never cut: the start of a prompt is a prompt too. */
export function screenAttributes(
  attributes: Readonly<Record<string, JsonValue | undefined>>,
  registry: AttributeRegistry,
): ScreenedAttributes {
  const safe: Record<string, SafeValue> = {};
  const content: [string, JsonValue][] = [];
  let dropped = 0;
  let seen = 0;
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (value === undefined) continue;
    const kind = registry(key);
    if (kind === 'content') content.push([key, value]);
    else if (++seen <= maxAttributes && isFit(kind, value)) safe[key] = Array.isArray(value) ? [...value] : value;
    else dropped++;
  }
  return { safe, content, dropped };
}

function isFit(kind: ReturnType<AttributeRegistry>, value: JsonValue): value is SafeValue {
  switch (kind) {
    case 'name':
      return isSafeName(value);
    case 'names':
      return Array.isArray(value) && value.length <= maxNames && value.every(isSafeName);
    case 'number':
      return isMeasurement(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'measurement':
      return typeof value === 'boolean' || isMeasurement(value);
    default:
      return false;
  }
}

function isMeasurement(value: JsonValue): value is number {
  return typeof value === 'number' && Math.abs(value) < maxNumber;
}
