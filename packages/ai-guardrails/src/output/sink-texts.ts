import type { JsonValue } from '@org/ai-core';
import type { Stage } from '../rail/rail.ts';

/** A text on its way to an interpreter. `end` is set when its span stands for all of what it was taken from. */
export interface SinkText {
  readonly text: string;
  readonly start: number;
  readonly end: number | undefined;
}

/** The texts that an interpreter would get: all of an answer, or the named arguments of a tool as they will be read. */
export function textsOf(text: string, stage: Stage, argumentNames: readonly string[] | undefined): readonly SinkText[] {
  const whole: SinkText = { text, start: 0, end: undefined };
  if (stage !== 'tool-call') return text.trim() === '' ? [] : [whole];
  let parsed: JsonValue;
  try {
    parsed = JSON.parse(text) as JsonValue;
  } catch {
    return [whole];
  }
  const found: SinkText[] = [];
  const pending: (readonly [JsonValue, boolean])[] = [[parsed, argumentNames === undefined]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, isWanted] = next;
    if (typeof value === 'string') {
      if (isWanted) found.push({ text: value, start: 0, end: text.length });
    } else if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) pending.push([item, isWanted]);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value))
        pending.push([item, isWanted || argumentNames?.includes(name) === true]);
    }
  }
  return found;
}
