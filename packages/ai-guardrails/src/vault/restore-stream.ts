import { LONGEST_PLACEHOLDER, mayBecomePlaceholder, replacePlaceholders } from './placeholder.ts';

/** `json` writes values as they stand inside of a JSON string, for text that is JSON. */
export type RestoreFormat = 'text' | 'json';

/** Restores text that arrives in chunks. What comes out does not depend on how it was cut. */
export interface RestoreStream {
  /** Takes a chunk in and returns what is decided by now. */
  push(text: string): string;
  /** Returns the rest. */
  end(): string;
  /** Text held back at this moment, in UTF-16 units; less than 60. */
  readonly heldUnits: number;
}

/** How a value is written. */
export function encodingOf(format: RestoreFormat): (value: string | undefined) => string | undefined {
  if (format === 'text') return (value) => value;
  return (value) => (value === undefined ? undefined : JSON.stringify(value).slice(1, -1));
}

export function createRestoreStream(
  valueOf: (placeholder: string) => string | undefined,
  format: RestoreFormat,
): RestoreStream {
  const encode = encodingOf(format);
  const replace = (placeholder: string): string | undefined => encode(valueOf(placeholder));
  let held = '';
  return {
    push(chunk) {
      const text = held + chunk;
      const from = text.lastIndexOf('[');
      const isOpen = from >= 0 && text.length - from < LONGEST_PLACEHOLDER && mayBecomePlaceholder(text.slice(from));
      held = isOpen ? text.slice(from) : '';
      return replacePlaceholders(isOpen ? text.slice(0, from) : text, replace);
    },
    end() {
      const rest = replacePlaceholders(held, replace);
      held = '';
      return rest;
    },
    get heldUnits() {
      return held.length;
    },
  };
}
